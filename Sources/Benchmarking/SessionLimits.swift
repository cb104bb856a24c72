/// How long a session waits for the board.
package struct SessionLimits: Hashable, Sendable {
  /// For the answer to one hello, and how many are sent at all.
  package var hello: Duration = .milliseconds(50)
  package var helloTries = 200
  /// Hellos at a speed before the next one is tried.
  ///
  /// Firmware at the slowest speed sees two characters of a hello at the fastest, and changes its
  /// speed after 16 that are broken: a hundred such characters take it through the whole list.
  package var helloTriesASpeed = 20
  /// For the answer to a command that the board does at once, sent as often as that takes, and how
  /// often it is sent at least.
  package var reply: Duration = .seconds(5)
  package var replyTries = 5
  /// For the next byte while a pass runs; the board says nothing inside an inference.
  package var silence: Duration = .seconds(30)
  /// For a whole pass.
  package var pass: Duration = .seconds(600)
  /// For proving the clock after the passes, which on an idle machine are long enough for it.
  package var clockProof: Duration = .seconds(10)
  /// The same on a virtual board, whose time passes as slowly as a busy host lets it.
  package var modelledClockProof: Duration = .seconds(120)
  /// For all inputs or outputs together: so long, and so many times as long as their bytes take.
  ///
  /// At an error in every hundredth byte they take some 50 times as long, most of it waiting.
  package var transfer: Duration = .seconds(60)
  package var transferFactor = 200

  package init() {}

  /// Limits for a network of some size on a board of some speed.
  ///
  /// Generous on purpose: a pass that hangs costs a wait, one that is cut short costs the result.
  /// Thirty cycles a MAC and a hundred a byte of activation are several times what the slowest
  /// portable kernel takes.
  ///
  /// A pass is silent for `inferencesAtOnce` inferences, the warm-up's included, and `inferences`
  /// long. `cyclesPerSecond` is the core clock; of a virtual board, the least that a busy host
  /// emulates.
  package init(
    macCount: Int, activationBytes: Int, inferencesAtOnce: Int, inferences: Int,
    cyclesPerSecond: Int
  ) {
    let cycles = Double(macCount) * 30 + Double(activationBytes) * 100
    let inference = cycles / Double(max(1, cyclesPerSecond))
    silence = .seconds(10) + .seconds(inference * Double(inferencesAtOnce))
    pass = .seconds(60) + .seconds(inference * Double(inferences) * 2)
  }
}
