import Glibc
import Hardware

/// What esptool has said so far, line by line.
struct ESPToolTranscript: Hashable, Sendable {
  /// Lines kept of the end.
  private static let lastLineCount = 12

  /// What it is doing.
  private(set) var stage = FlashError.Stage.connecting
  /// How many files it has found in the flash as they were written.
  private(set) var verifiedCount = 0
  private(set) var lastLines: [String] = []
  private var signs: Set<Sign> = []
  /// The chip that it found in the place of the one that was asked for.
  private var otherChip: String?

  /// Something that esptool says and that tells a cause.
  private enum Sign: Hashable {
    case noPort, denied, busy, silent, mismatch, outside, gone
  }

  /// The words of esptool 5.2.0, and of 4 where they differ; from its sources `loader.py`,
  /// `cmds.py` and `util.py`, and from pyserial's `serialposix.py`.
  private static let phrases: [(words: String, sign: Sign)] = [
    ("No such file or directory", .noPort),
    ("could not open port", .noPort),
    ("the port is busy or doesn't exist", .noPort),
    ("Permission denied", .denied),
    ("Device or resource busy", .busy),
    ("Could not exclusively lock port", .busy),
    ("Failed to connect to", .silent),
    ("No serial data received", .silent),
    ("Invalid head of packet", .silent),
    ("MD5 of file does not match data in flash", .mismatch),
    ("Verification failed", .mismatch),
    ("does not fit in", .outside),
    ("will not fit in", .outside),
    ("device disconnected", .gone),
    ("device reports readiness to read but returned no data", .gone),
    ("Lost connection", .gone),
    ("The chip stopped responding", .gone),
    ("Input/output error", .gone),
    ("Timed out waiting for packet", .gone),
  ]

  /// How lines begin that a stage begins with.
  private static let stages: [(words: String, stage: FlashError.Stage)] = [
    ("Connecting", .connecting), ("Erasing", .erasing), ("Flash will be erased", .erasing),
    ("Writing at", .programming), ("Wrote", .verifying), ("Hard resetting", .resetting),
  ]

  /// Takes in a line and gives the stage that it begins, if it begins one.
  mutating func take(_ printed: String) -> FlashError.Stage? {
    let line = printed.trimmed
    if line.isEmpty { return nil }
    // Progress is told in place of the line before it.
    if line.hasPrefix("Writing at"), lastLines.last?.hasPrefix("Writing at") == true {
      lastLines.removeLast()
    }
    lastLines = (lastLines + [line]).suffix(Self.lastLineCount)
    if line.contains("Hash of data verified") { verifiedCount += 1 }
    for phrase in Self.phrases where line.contains(phrase.words) { signs.insert(phrase.sign) }
    if let match = line.firstMatch(of: /This chip is (.+?),? not ESP32/) {
      otherChip = String(match.1)
    }
    guard let next = Self.stages.first(where: { line.hasPrefix($0.words) })?.stage, next != stage
    else { return nil }
    stage = next
    return next
  }

  /// Why it failed, once it has ended.
  func reason(ending: String, port: String) -> FlashError.Reason {
    if let otherChip { return .wrongChip(found: otherChip) }
    if signs.contains(.outside) { return .imageOutsideFlash }
    if signs.contains(.mismatch) { return .verifyMismatch }
    if stage == .connecting {
      if signs.contains(.denied) { return .accessDenied }
      if signs.contains(.busy) {
        return .probeBusy(holder: DeviceHolder.keeping(port)?.description)
      }
      if signs.contains(.silent) { return .loaderSilent }
      if signs.contains(.noPort) { return .noPort(path: port) }
    }
    if signs.contains(.gone) || signs.contains(.silent) { return .lost(during: stage) }
    return .toolFailed(ending: ending)
  }
}

extension String {
  fileprivate var trimmed: String {
    let rest = drop { $0 == " " }
    return String(rest.reversed().drop { $0 == " " }.reversed())
  }
}
