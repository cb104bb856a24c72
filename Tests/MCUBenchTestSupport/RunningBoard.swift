package import Foundation

/// `mcubench-vboard` as a process, and the host's end of its serial line.
package final class RunningBoard {
  package static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/firmware")

  /// Says `>`, then echoes.
  package static let echo = fixtures.appending(path: "echo.bin")

  package struct NotReady: Error {
    package let output: String
  }

  package let process: ChildProcess
  package private(set) var path: String
  /// Where its debug probe answers.
  package private(set) var probePort: UInt16?
  private let output: Pipe
  private let errors: Pipe
  private let input: Pipe
  private var line: Int32 = -1

  /// Starts a board that runs an image from the start on.
  package convenience init(image: URL = echo, _ arguments: [String] = []) throws {
    try self.init(arguments: ["--image", image.path] + arguments)
  }

  /// Starts a board with a debug probe on a free port, and an empty flash.
  package static func withProbe(_ arguments: [String] = []) throws -> RunningBoard {
    try RunningBoard(arguments: ["--stlink-tcp", "0"] + arguments)
  }

  /// Starts a virtual board with an image of its own firmware.
  package static func running(
    _ image: String, board: String, _ arguments: [String] = []
  ) throws -> RunningBoard {
    try RunningBoard(board: board, arguments: ["--image", image] + arguments)
  }

  /// Starts a virtual ESP32 with an empty flash, whose ROM takes an image over the line.
  package static func emptyESP32(_ arguments: [String] = []) throws -> RunningBoard {
    try RunningBoard(board: "esp32", arguments: arguments)
  }

  private init(board: String = "stm32f746g", arguments: [String]) throws {
    output = Pipe()
    path = ""
    errors = Pipe()
    input = Pipe()
    process = try ChildProcess(
      TestPrograms.directory.appending(path: "mcubench-vboard").path,
      (arguments.contains("--board") ? [] : ["--board", board]) + arguments,
      input: .pipe(input), output: .pipe(output), errors: .pipe(errors))
    do {
      try awaitReadyLine()
    } catch {
      process.terminate()
      throw error
    }
  }

  /// Waits for the line that says where the board is, at first and each time it was plugged in again.
  package func awaitReadyLine() throws {
    let ready = output.fileHandleForReading.availableData
    guard
      let object = try? JSONSerialization.jsonObject(with: ready) as? [String: Any],
      object["event"] as? String == "ready", let path = object["pty"] as? String
    else { throw NotReady(output: String(decoding: ready, as: UTF8.self)) }
    closeLine()
    self.path = path
    probePort = (object["stlink_tcp"] as? Int).flatMap(UInt16.init(exactly:))
    openLine()
  }

  deinit {
    closeLine()
    process.terminate()
  }

  package func openLine() {
    line = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
  }

  package func closeLine() {
    if line >= 0 { close(line) }
    line = -1
  }

  package func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(line, bytes, bytes.count)
  }

  /// What arrives until it has `count` bytes, the line closes, or the time is over.
  package func receive(_ count: Int, within limit: Duration = .seconds(10)) -> String {
    String(decoding: receiveBytes(count, within: limit), as: UTF8.self)
  }

  /// What arrives until it has `count` bytes, the line closes, or the time is over.
  package func receiveBytes(_ count: Int, within limit: Duration = .seconds(10)) -> [UInt8] {
    let deadline = ContinuousClock.now + limit
    var received: [UInt8] = []
    while received.count < count, ContinuousClock.now < deadline {
      var watched = pollfd(fd: line, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 50) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: count - received.count)
      let got = read(line, &buffer, buffer.count)
      if got <= 0 { break }
      received += buffer.prefix(got)
    }
    return received
  }

  package func closeInput() {
    try? input.fileHandleForWriting.close()
  }

  /// Waits for the end; gives the exit status and what stderr said.
  package func end(with signal: Int32? = SIGTERM) -> (status: Int32, errors: String) {
    if let signal { process.send(signal) }
    let status = process.waitUntilExit()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    return (abs(status), String(decoding: text, as: UTF8.self))
  }

  /// Processor time that the board has used, in clock ticks (proc(5): fields 14 and 15).
  package var processorTicks: Int {
    let statistics =
      (try? String(contentsOfFile: "/proc/\(process.processID)/stat", encoding: .utf8))
      ?? ""
    let fields = statistics.split(separator: " ").dropFirst(13).prefix(2)
    return fields.compactMap { Int($0) }.reduce(0, +)
  }
}
