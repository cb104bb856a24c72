import Hardware

/// What OpenOCD has said so far, line by line.
struct OpenOCDTranscript: Hashable, Sendable {
  /// Lines kept of the end.
  private static let lastLineCount = 12

  /// How lines begin that say nothing of the job: its banner, and where in its scripts it was.
  private static let idleBeginnings = [
    "Open On-Chip Debugger ", "Licensed under GNU GPL", "For bug reports", " http://openocd.org/",
    "in procedure ", "at file ",
  ]

  /// Differing bytes that are kept, of the 128 that it lists.
  private static let differenceCount = 3

  /// What it is doing.
  private(set) var stage = FlashError.Stage.connecting
  /// Whether it came to the last of its steps.
  private(set) var isFinished = false
  private(set) var targetMillivolts: Int?
  /// Its last lines, without our own marks.
  private(set) var lastLines: [String] = []
  /// Everything that it complained about; the first of each kind counts.
  private var signs: Set<Sign> = []

  /// Something that OpenOCD says and that tells a cause.
  private enum Sign: Hashable {
    case noServer, noDevice, serialMismatch, inUse, denied, gone
    case voltageTooLow, notConnected, waits, notExamined, notHalting, connectionBroken
    case readProtected, writeProtected, noFlashThere, mismatch
  }

  /// OpenOCD 0.12.0's own words, most from runs kept in `Tests/Fixtures/transcripts`.
  ///
  /// The others take a USB bus with a fault, or its other driver: they are from its sources
  /// `stlink_usb.c`, `libusb_helper.c`, `adi_v5_swd.c`, `cortex_m.c` and `stm32f2x.c`.
  private static let phrases: [(words: String, sign: Sign)] = [
    ("cannot connect to stlink server", .noServer),
    ("no ST-LINK detected", .noDevice),
    ("ST-LINK open failed (vid/pid mismatch)", .noDevice),
    ("open failed", .noDevice),
    ("No J-Link device found", .noDevice),
    ("unable to find a matching CMSIS-DAP device", .noDevice),
    ("ST-LINK open failed (serial mismatch)", .serialMismatch),
    ("No device matches the serial string", .serialMismatch),
    ("the selected device is already used", .inUse),
    ("LIBUSB_ERROR_BUSY", .inUse),
    ("Maximum number of connections reached", .inUse),
    ("could not claim interface", .inUse),
    ("LIBUSB_ERROR_ACCESS", .denied),
    ("LIBUSB_ERROR_NO_DEVICE", .gone),
    ("LIBUSB_ERROR_IO", .gone),
    ("LIBUSB_ERROR_PIPE", .gone),
    ("LIBUSB_ERROR_TIMEOUT", .gone),
    ("target voltage may be too low", .voltageTooLow),
    ("init mode failed", .notConnected),
    ("Error connecting DP", .notConnected),
    ("Failed to connect multidrop", .notConnected),
    ("Could not find MEM-AP", .notConnected),
    ("examination failed", .notExamined),
    ("timed out while waiting for target halted", .notHalting),
    ("failed to send USB CMD", .connectionBroken),
    ("failed to receive USB CMD response", .connectionBroken),
    ("communication failure", .connectionBroken),
    ("jaylink_swd_io() failed", .connectionBroken),
    ("CMSIS-DAP command mismatch", .connectionBroken),
    ("error writing data: ", .connectionBroken),
    ("error reading data", .connectionBroken),
    ("error executing cortex_m crc algorithm", .connectionBroken),
    ("Device Security Bit Set", .readProtected),
    ("device protected", .writeProtected),
    ("flash memory write protected", .writeProtected),
    ("No flash at address", .noFlashThere),
    ("checksum mismatch", .mismatch),
    ("diff 0 address", .mismatch),
  ]

  /// The same for its debug output, which is on while it connects.
  private static let debugPhrases: [(words: String, sign: Sign)] = [
    ("claim interface failed", .inUse),
    ("wait status", .waits),
  ]

  /// Takes in a line and gives the stage that it begins, if it begins one.
  mutating func take(_ printed: String) -> FlashError.Stage? {
    if printed.hasPrefix("Debug: ") {
      for phrase in Self.debugPhrases where printed.contains(phrase.words) {
        signs.insert(phrase.sign)
      }
      return nil
    }
    let line = Self.withoutPlace(printed)
    if line.isEmpty { return nil }
    if line.hasPrefix(OpenOCDCommand.stepMark) {
      let name = String(line.dropFirst(OpenOCDCommand.stepMark.count))
      isFinished = isFinished || name == OpenOCDCommand.finished
      guard let next = FlashError.Stage(rawValue: name) else { return nil }
      stage = next
      return next
    }
    if !isIdle(line) { lastLines = (lastLines + [line]).suffix(Self.lastLineCount) }
    for phrase in Self.phrases where line.contains(phrase.words) { signs.insert(phrase.sign) }
    // An ST-Link's words, or a J-Link's.
    if let volts = Self.number(after: "Target voltage: ", in: line)
      ?? Self.number(after: "VTarget = ", in: line)
    {
      targetMillivolts = Int((volts * 1000).rounded())
    }
    return nil
  }

  /// Whether a line adds nothing to the last lines.
  private func isIdle(_ line: String) -> Bool {
    if let place = Self.number(after: "diff ", in: line), line.hasPrefix("diff ") {
      return place >= Double(Self.differenceCount)
    }
    return line == lastLines.last || Self.idleBeginnings.contains(where: line.hasPrefix)
  }

  /// A line as it is without debug output, which puts a number, milliseconds and a place in front:
  /// `Error: 172 311 stlink_usb.c:3748 stlink_open(): init mode failed`.
  private static func withoutPlace(_ line: String) -> String {
    let form = /(Error:|Warn :|Info :|User :) \d+ \d+ \S+:\d+ \w+\(\): ?(.*)/
    guard let match = line.wholeMatch(of: form) else { return line }
    return match.1 == "User :" ? String(match.2) : "\(match.1) \(match.2)"
  }

  /// Why it failed, once it has ended.
  func reason(ending: String, on route: ProbeRoute) -> FlashError.Reason {
    if stage == .connecting, let reason = connectionProblem(on: route) { return reason }
    // A broken connection is the cause of everything that is complained about after it.
    if signs.contains(.connectionBroken) || signs.contains(.gone) { return .lost(during: stage) }
    if signs.contains(.writeProtected) {
      return signs.contains(.readProtected) ? .flashLocked : .writeProtected
    }
    if signs.contains(.noFlashThere) { return .imageOutsideFlash }
    if signs.contains(.mismatch), stage == .verifying { return .verifyMismatch }
    if !signs.isDisjoint(with: [.notConnected, .notExamined, .notHalting]) {
      return .targetNotAnswering
    }
    if signs.contains(.voltageTooLow) { return .noTargetVoltage(millivolts: targetMillivolts) }
    return .toolFailed(ending: ending)
  }

  /// What kept it from the target, the outermost first: the bus, the probe, the supply, the chip.
  private func connectionProblem(on route: ProbeRoute) -> FlashError.Reason? {
    if signs.contains(.noServer) { return .noProbe }
    if signs.contains(.denied) { return .accessDenied }
    if signs.contains(.inUse) { return .probeBusy(holder: route.holder) }
    if signs.contains(.serialMismatch) { return .wrongSerial(asked: route.name) }
    if signs.contains(.noDevice) {
      // Nothing else has looked for it by its serial.
      if case .jLink(let serial) = route { return .wrongSerial(asked: String(serial)) }
      return .noProbe
    }
    if signs.contains(.voltageTooLow) || seesNoSupply {
      return .noTargetVoltage(millivolts: targetMillivolts)
    }
    // The probe itself asks to wait; once it has connected, it is the chip that does.
    if signs.contains(.waits), signs.contains(.notConnected) { return .probeBusy(holder: nil) }
    return nil
  }

  /// A chip that is not there at a probe whose reading is no supply; not every driver complains of it.
  private var seesNoSupply: Bool {
    guard let targetMillivolts, targetMillivolts < Self.lowestMillivolts else { return false }
    return signs.contains(.notConnected)
  }

  /// Below the lowest supply of any board's chip (RP2040 datasheet, 5.5.1: core 0.9 V, STM32: 1.7 V).
  private static let lowestMillivolts = 900

  private static func number(after words: String, in line: String) -> Double? {
    guard let range = line.firstRange(of: words) else { return nil }
    return Double(line[range.upperBound...].prefix { $0.isNumber || $0 == "." || $0 == "-" })
  }
}

extension ProbeRoute {
  /// Who had the probe when it was looked for.
  fileprivate var holder: String? {
    if case .usb(let probe) = self, case .busy(let holder) = probe.access { return holder }
    return nil
  }
}
