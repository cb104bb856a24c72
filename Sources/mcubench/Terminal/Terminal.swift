import Failures
import Glibc
import Reports
import Synchronization

/// Writes to the person or program that called: results on stdout, everything else on stderr.
enum Terminal {
  /// Writes a result, with a newline at its end, to stdout.
  ///
  /// - Throws: ``OutputError`` when it cannot be written whole.
  static func writeResult(_ text: String) throws(OutputError) {
    try write(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n", to: STDOUT_FILENO)
  }

  /// Writes a notice that needs no action to stderr.
  static func note(_ text: String) {
    writeDiagnostic(text)
  }

  /// Writes a warning to stderr.
  static func warn(_ text: String) {
    writeDiagnostic("warning: \(text)")
  }

  /// Writes what failed and what to do next to stderr.
  static func render(_ failure: any Failure) {
    if let output = failure as? OutputError, output.isBrokenPipe { return }
    writeDiagnostic("error: \(TerminalText.escapingLines(failure.summary))")
    if let part = failure.failureClass { writeDiagnostic("class: \(part.rawValue)") }
    if let remedy = failure.remedy { writeDiagnostic("try: \(TerminalText.escapingLines(remedy))") }
  }

  /// Writes what the argument parser has to say: help and versions on stdout, complaints on stderr.
  static func renderParserOutcome(message: String, isSuccess: Bool) -> ExitStatus {
    guard isSuccess else {
      var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      if let first = lines.first, first.hasPrefix("Error: ") {
        lines[0] = "error: " + first.dropFirst("Error: ".count)
      }
      let quoted = lines.last?.split(separator: "'", omittingEmptySubsequences: false) ?? []
      if quoted.count == 3, quoted[0] == "  See " { lines[lines.count - 1] = "try: \(quoted[1])" }
      writeDiagnostic(lines.joined(separator: "\n"))
      return .wrongInput
    }
    do {
      try writeResult(message)
      return .done
    } catch {
      render(error)
      return error.exitStatus
    }
  }

  /// Draws `line` over the progress line that stands on stderr.
  static func drawProgress(_ line: String) {
    progressIsDrawn.withLock { isDrawn in
      isDrawn = true
      try? write("\r" + line.prefix(100) + "\u{1b}[K", to: STDERR_FILENO)
    }
  }

  /// Takes the progress line away, if one stands there.
  static func eraseProgress() {
    progressIsDrawn.withLock { isDrawn in
      if isDrawn { try? write("\r\u{1b}[K", to: STDERR_FILENO) }
      isDrawn = false
    }
  }

  /// Text from outside as it may stand on a terminal: on one line, control characters escaped.
  static func harmless(_ text: String) -> String { TerminalText.escaping(text) }

  private static let progressIsDrawn = Mutex(false)

  /// Whether a person watches stderr.
  static let isInteractive = isatty(STDERR_FILENO) == 1

  /// The columns of the terminal on stdout, else those that the environment tells, else 100.
  static var columns: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 {
      return Int(size.ws_col)
    }
    let told = getenv("COLUMNS").flatMap { Int(String(cString: $0)) }
    return min(max(told ?? 100, 40), 1_000)
  }

  /// Writes `text` and a newline to stderr, past any progress line.
  ///
  /// A failure to write there has nobody to be told to.
  private static func writeDiagnostic(_ text: String) {
    eraseProgress()
    try? write(text + "\n", to: STDERR_FILENO)
  }

  /// Writes a result's bytes as they are to stdout.
  ///
  /// - Throws: ``OutputError`` when they cannot be written whole.
  static func writeBytes(_ bytes: [UInt8]) throws(OutputError) {
    try write(bytes, to: STDOUT_FILENO)
  }

  static func write(_ text: String, to descriptor: Int32) throws(OutputError) {
    try write(Array(text.utf8), to: descriptor)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
    if descriptor == STDOUT_FILENO { eraseProgress() }
    var remaining = bytes[...]
    while !remaining.isEmpty {
      let written = remaining.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        remaining = remaining.dropFirst(written)
      } else if errno != EINTR {
        throw OutputError(errno: errno)
      }
    }
  }
}

/// Why a result could not be written.
struct OutputError: Failure, Hashable {
  let errno: Int32

  /// Whether the reader went away, as `head` does: nothing to tell anyone.
  var isBrokenPipe: Bool { errno == EPIPE }

  var summary: String { "cannot write the result (\(String(cString: strerror(errno))))" }
  var remedy: String? { "free space on the disk that the output goes to, then run again" }
}
