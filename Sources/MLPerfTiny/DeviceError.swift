package import Failures

/// Why a session with a device under test ended.
package struct DeviceError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// Nothing ever came, in so many tries.
    case noAnswer(tries: Int)
    /// Something came, but nothing of the protocol.
    case garbage(byteCount: Int)
    /// Not one line of an answer came for so long.
    case unanswered(after: Duration)
    /// Nothing more came for so long.
    case silent(after: Duration)
    /// Lines came, but never the end of the answer.
    case endless(limit: Duration)
    /// More bytes came than any answer has.
    case flood(byteCount: Int)
    case lineClosed(lastWords: String?)
    /// The device says what is wrong with the command.
    case refused(String)
    /// A message of the answer is missing: `m-load-done`.
    case missing(String)
    /// A message of the answer says something else than it must.
    case unexpected(String, expected: String)
    /// The device started anew in the middle of it.
    case wasReset
    /// The firmware pulses a pin instead of sending times.
    case energyMode
    /// The clock gave both times, in microseconds, and they cannot be of this window.
    case impossibleTimes(start: UInt64, end: UInt64, host: Duration)
    /// The clock did not move in so many inferences.
    case clockStandsStill(inferences: Int)
    /// The window stayed shorter than it must be, in microseconds, whatever was asked for.
    case windowTooShort(microseconds: UInt64, minimum: UInt64)
    /// An output that is no finite number, at this place of the results.
    case notANumber(place: Int)
    case wrongResultCount(got: Int, expected: Int)
  }

  /// The serial port's path.
  package let port: String
  /// The command that it failed on, shortened, without its end.
  package let command: String
  package let reason: Reason
  /// What came from the device last, or `nil` where nothing did.
  package let lastHeard: String?

  package init(port: String, command: String, reason: Reason, lastHeard: String?) {
    self.port = port
    self.command = command
    self.reason = reason
    self.lastHeard = lastHeard
  }

  package var summary: String {
    "\(port): \(text) (command '\(command)'; "
      + (lastHeard.map { "last heard: \($0)" } ?? "nothing was heard from it") + ")"
  }

  private var text: String {
    switch reason {
    case .noAnswer(let tries): "the device did not answer in \(tries) tries"
    case .garbage(let count): "the device sent \(count) bytes and no message among them"
    case .unanswered(let limit): "the device said nothing for \(limit)"
    case .silent(let limit): "the device said nothing more for \(limit)"
    case .endless(let limit): "the device did not end its answer in \(limit)"
    case .flood(let count): "the device sent \(count) bytes and did not end its answer"
    case .lineClosed(let words):
      "the line hung up" + (words.map { ", \($0)" } ?? "")
    case .refused(let why): "the device refused the command: \(why)"
    case .missing(let what): "the device's answer lacks \(what)"
    case .unexpected(let got, let expected): "the device answered \(got), expected \(expected)"
    case .wasReset: "the device started anew in the middle of it"
    case .energyMode: "the firmware is built for energy mode and sends no times"
    case .impossibleTimes(let start, let end, let host):
      "the device's times \(start) µs and \(end) µs cannot be of a window that took \(host) here"
    case .clockStandsStill(let count):
      "the device's clock stood still over \(count) inferences"
    case .windowTooShort(let got, let minimum):
      "the window lasted \(got) µs instead of at least \(minimum) µs, whatever count was asked for"
    case .notANumber(let place): "result \(place) is no finite number"
    case .wrongResultCount(let got, let expected):
      "the device gives \(got) results, the benchmark has \(expected)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .noAnswer:
      "check the port and the speed (--baud), and that firmware for MLPerf Tiny runs on the board"
    case .garbage: "check the speed with --baud: what came is no text of the protocol"
    case .unanswered, .silent, .endless, .flood:
      "reset the board and run again; log.txt has all that was said"
    case .lineClosed, .wasReset: "check the cable and the power supply, then run again"
    case .refused, .missing, .unexpected:
      "log.txt has all that was said; check that the firmware is one for MLPerf Tiny"
    case .energyMode: "build the firmware for performance mode"
    case .impossibleTimes, .clockStandsStill:
      "mend the firmware's timestamp: microseconds that only grow, 32 bits or more"
    case .windowTooShort: "mend the firmware's 'infer': it runs fewer inferences than it is told"
    case .notANumber, .wrongResultCount:
      "check that the firmware runs the benchmark's model"
    }
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .noAnswer, .garbage, .wasReset: .boot
    case .unanswered, .silent, .endless: .timeout
    case .lineClosed: .probe
    case .flood, .refused, .missing, .unexpected, .energyMode, .impossibleTimes,
      .clockStandsStill, .windowTooShort, .notANumber, .wrongResultCount:
      .protocol
    }
  }
}
