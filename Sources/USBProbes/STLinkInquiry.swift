import Hardware

/// The two bulk pipes of an ST-Link's debug interface.
protocol STLinkPipe {
  /// Sends a command and gives what the probe answers, at most `answerBytes`.
  func exchange(_ command: [UInt8], answerBytes: Int) throws(USBCallError) -> [UInt8]
}

/// What an ST-Link tells of itself, asked without disturbing its target.
struct STLinkInquiry: Hashable, Sendable {
  let firmware: String
  /// `nil` where the firmware cannot measure it, or waits in its boot mode.
  let targetMillivolts: Int?

  /// Asks for the version and the voltage; no command reaches the target or changes the mode.
  ///
  /// - Throws: ``STLinkInquiryError``.
  static func ask(
    _ pipe: some STLinkPipe, kind: ProbeKind
  ) throws(STLinkInquiryError) -> STLinkInquiry {
    let answer = try exchange(pipe, Command.version, STLinkVersion.answerBytes)
    guard var version = STLinkVersion(answer: answer, kind: kind) else {
      throw STLinkInquiryError.senselessAnswer(answer)
    }
    if version.asksForLongForm {
      let answer = try exchange(pipe, Command.longVersion, STLinkVersion.longAnswerBytes)
      guard let long = STLinkVersion(longAnswer: answer) else {
        throw STLinkInquiryError.senselessAnswer(answer)
      }
      version = long
    }
    return STLinkInquiry(
      firmware: version.text, targetMillivolts: try millivolts(pipe, version: version))
  }

  private static func millivolts(
    _ pipe: some STLinkPipe, version: STLinkVersion
  ) throws(STLinkInquiryError) -> Int? {
    guard version.hasTargetVoltage else { return nil }
    // In boot mode the probe does not know F7.
    let mode = try exchange(pipe, Command.currentMode, Command.modeBytes)
    guard let first = mode.first, first != Command.bootMode else { return nil }
    return STLinkVoltage.millivolts(
      answer: try exchange(pipe, Command.targetVoltage, STLinkVoltage.answerBytes))
  }

  private static func exchange(
    _ pipe: some STLinkPipe, _ command: UInt8, _ answerBytes: Int
  ) throws(STLinkInquiryError) -> [UInt8] {
    do {
      let field = [command] + [UInt8](repeating: 0, count: Command.bytes - 1)
      return try pipe.exchange(field, answerBytes: answerBytes)
    } catch {
      throw .failed(error)
    }
  }

  /// Commands: OpenOCD 0.12.0, `src/jtag/drivers/stlink_usb.c`.
  private enum Command {
    /// A command fills this many bytes.
    static let bytes = 16
    static let version: UInt8 = 0xF1
    static let longVersion: UInt8 = 0xFB
    static let currentMode: UInt8 = 0xF5
    static let targetVoltage: UInt8 = 0xF7
    static let modeBytes = 2
    /// The mode called DFU.
    static let bootMode: UInt8 = 0
  }
}

/// Why an ST-Link did not tell of itself.
enum STLinkInquiryError: Error, Hashable {
  case failed(USBCallError)
  case senselessAnswer([UInt8])

  var text: String {
    switch self {
    case .failed(let error): error.text
    case .senselessAnswer(let bytes):
      "it answers what no ST-Link answers ("
        + (bytes.isEmpty ? "nothing" : bytes.map { String($0, radix: 16) }.joined(separator: " "))
        + ")"
    }
  }
}
