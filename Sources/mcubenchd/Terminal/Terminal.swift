import Failures
import Glibc
import Lab
import Measurements

/// Writes to whoever started the daemon: results on stdout, everything else on stderr, a line each.
enum Terminal {
  /// Lines that systemd's journal takes have their time from it, and their level as sd-daemon(3) has it.
  private static let isJournal = getenv("JOURNAL_STREAM") != nil

  static func writeResult(_ text: String) {
    write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
  }

  /// What the lab does, a line for each thing.
  static let log = LabLog { level, text in
    let line = escaping(text)
    if isJournal {
      let priority = level == .error ? "<3>" : level == .warning ? "<4>" : "<6>"
      write("\(priority)\(line)\n", to: STDERR_FILENO)
    } else {
      write("\(WallClock.system.now) \(level.rawValue): \(line)\n", to: STDERR_FILENO)
    }
  }

  /// A line about the daemon itself.
  static func note(_ text: String) { log.info(text) }

  static func render(_ failure: any Failure) {
    write("error: \(failure.summary)\n", to: STDERR_FILENO)
    if let part = failure.failureClass { write("class: \(part.rawValue)\n", to: STDERR_FILENO) }
    if let remedy = failure.remedy { write("try: \(remedy)\n", to: STDERR_FILENO) }
  }

  /// What the argument parser has to say: help and versions on stdout, complaints on stderr.
  static func renderParserOutcome(message: String, isSuccess: Bool) -> ExitStatus {
    guard isSuccess else {
      let text =
        message.hasPrefix("Error: ") ? "error: " + message.dropFirst("Error: ".count) : message
      write(text + "\n", to: STDERR_FILENO)
      return .wrongInput
    }
    writeResult(message)
    return .done
  }

  /// Text from models and boards as it may stand on one line of a terminal.
  private static func escaping(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { line, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
        line += "\\u{\(String(scalar.value, radix: 16))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
  }

  /// A failure to write there has nobody to be told to.
  private static func write(_ text: String, to descriptor: Int32) {
    var remaining = Array(text.utf8)[...]
    while !remaining.isEmpty {
      let written = remaining.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        remaining = remaining.dropFirst(written)
      } else if errno != EINTR {
        return
      }
    }
  }
}
