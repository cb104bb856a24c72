/// How long a session waits for a device.
package struct DeviceLimits: Hashable, Sendable {
  /// For the end of the start-up of a device that this program started.
  package var startUp: Duration = .seconds(20)
  /// For what a device that is there already may still be sending.
  package var listening: Duration = .seconds(3)
  /// How long a line is quiet that carries nothing any more.
  package var quiet: Duration = .milliseconds(300)
  /// For the next line of an answer; the suite's own runner waits as long.
  package var silence: Duration = .seconds(5)
  /// For the whole answer to a command that computes nothing.
  package var answer: Duration = .seconds(15)
  /// For one inference of which nothing is known yet, and at least for each window.
  package var inference: Duration = .seconds(60)
  /// Tries for a name, a profile, or one input.
  package var tries = 3

  package init() {}

  /// For virtual boards, whose time is not the host's: an inference may take minutes there.
  package static var simulated: DeviceLimits {
    var limits = DeviceLimits()
    limits.inference = .seconds(300)
    return limits
  }
}
