/// The board that ran it.
package struct BoardRecord: Hashable, Sendable, Codable {
  /// The profile's name: `stm32f746g`.
  package let profile: String
  /// The chip's unique id, hexadecimal.
  package let uniqueID: String?
  /// What the board hangs on: `st-link/v2-1`, `virtual`, `none`.
  package let probeKind: String?
  /// Untrusted text.
  package let probeSerial: String?
  /// Where the probe is plugged in, `1-2.3`, or the port of its server, `tcp:7184`.
  package let probePath: String?
  /// The probe's firmware as it tells it: `V2J37M26`.
  package let probeFirmware: String?
  /// The voltage at the target's supply pin as the probe saw it.
  package let targetMillivolts: Int?
  /// The tool that flashed and its version, or `nil` when nothing was flashed.
  package let flashTool: String?
  /// What was done to get the image there, in order, or `nil` when nobody knows.
  package let flashing: [FlashingRecord]?
  /// The serial port's path.
  package let port: String?
  /// The machine that the board is attached to.
  package let host: String?
  /// How the serial line did; `nil` in records of versions that did not tell.
  package let line: SerialLineRecord?

  package init(
    profile: String, uniqueID: String?, probeKind: String?, probeSerial: String? = nil,
    probePath: String? = nil, probeFirmware: String? = nil, targetMillivolts: Int? = nil,
    flashTool: String? = nil, flashing: [FlashingRecord]? = nil, port: String?, host: String?,
    line: SerialLineRecord? = nil
  ) {
    self.profile = profile
    self.uniqueID = uniqueID
    self.probeKind = probeKind
    self.probeSerial = probeSerial
    self.probePath = probePath
    self.probeFirmware = probeFirmware
    self.targetMillivolts = targetMillivolts
    self.flashTool = flashTool
    self.flashing = flashing
    self.port = port
    self.host = host
    self.line = line
  }
}

/// One thing that was done to get the image onto the board.
package struct FlashingRecord: Hashable, Sendable, Codable {
  /// What was done: `plain`, `under reset`.
  package let rung: String
  /// Why it was done.
  package let reason: String
  /// What came of it.
  package let outcome: String
  package let isSuccess: Bool
  /// Which part of the way failed, as errors name it.
  package let failureClass: String?
  package let seconds: Double

  package init(
    rung: String, reason: String, outcome: String, isSuccess: Bool, failureClass: String? = nil,
    seconds: Double
  ) {
    self.rung = rung
    self.reason = reason
    self.outcome = outcome
    self.isSuccess = isSuccess
    self.failureClass = failureClass
    self.seconds = seconds
  }
}
