/// How long a session waits for the board.
package struct SessionLimits: Hashable, Sendable {
  /// For the answer to one hello, and how many are sent.
  package var hello: Duration = .milliseconds(100)
  package var helloTries = 100
  /// For the answer to a command that the board does at once, and how often it is sent.
  package var reply: Duration = .seconds(2)
  package var replyTries = 5
  /// For the next byte while a pass runs; the board says nothing inside an inference.
  package var silence: Duration = .seconds(30)
  /// For a whole pass.
  package var pass: Duration = .seconds(600)

  package init() {}

  /// Limits for a network of some size on a board of some speed.
  ///
  /// Generous on purpose: a pass that hangs costs a wait, one that is cut short costs the result.
  /// Thirty cycles a MAC and a hundred a byte of activation are several times what the slowest
  /// portable kernel takes.
  ///
  /// A pass is silent for `inferencesAtOnce` inferences, the warm-up's included, and `inferences`
  /// long. `cyclesPerSecond` is the core clock; of a virtual board, the least that a busy host
  /// emulates. A `passLimit` that the user set replaces the pass's own.
  package init(
    macCount: Int, activationBytes: Int, inferencesAtOnce: Int, inferences: Int,
    cyclesPerSecond: Int, passLimit: Duration?
  ) {
    let cycles = Double(macCount) * 30 + Double(activationBytes) * 100
    let inference = cycles / Double(max(1, cyclesPerSecond))
    silence = .seconds(10) + .seconds(inference * Double(inferencesAtOnce))
    pass = passLimit ?? .seconds(60) + .seconds(inference * Double(inferences) * 2)
  }
}
