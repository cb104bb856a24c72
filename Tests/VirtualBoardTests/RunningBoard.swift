// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import MCUBenchTestSupport

/// `mcubench-vboard` as a process, and the host's end of its serial line.
final class RunningBoard {
  static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/firmware")

  struct NotReady: Error {
    let output: String
  }

  let process: Process
  let path: String
  private let errors: Pipe
  private let input: Pipe
  private var line: Int32 = -1

  init(image: URL = fixtures.appending(path: "echo.bin"), _ arguments: [String] = []) throws {
    let process = Process()
    let output = Pipe()
    errors = Pipe()
    input = Pipe()
    process.executableURL = TestPrograms.directory.appending(path: "mcubench-vboard")
    process.arguments = ["--board", "stm32f746g", "--image", image.path] + arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.process = process
    let ready = output.fileHandleForReading.availableData
    guard
      let object = try? JSONSerialization.jsonObject(with: ready) as? [String: Any],
      object["event"] as? String == "ready", let path = object["pty"] as? String
    else {
      process.terminate()
      throw NotReady(output: String(decoding: ready, as: UTF8.self))
    }
    self.path = path
    openLine()
  }

  deinit {
    closeLine()
    if process.isRunning { process.terminate() }
  }

  func openLine() {
    line = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
  }

  func closeLine() {
    if line >= 0 { close(line) }
    line = -1
  }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(line, bytes, bytes.count)
  }

  /// What arrives until it has `count` bytes, the line closes, or the time is over.
  func receive(_ count: Int, within limit: Duration = .seconds(10)) -> String {
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
    return String(decoding: received, as: UTF8.self)
  }

  func closeInput() {
    try? input.fileHandleForWriting.close()
  }

  /// Waits for the end; gives the exit status and what stderr said.
  func end(with signal: Int32? = SIGTERM) -> (status: Int32, errors: String) {
    if let signal { kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  /// Processor time that the board has used, in clock ticks (proc(5): fields 14 and 15).
  var processorTicks: Int {
    let statistics =
      (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8))
      ?? ""
    let fields = statistics.split(separator: " ").dropFirst(13).prefix(2)
    return fields.compactMap { Int($0) }.reduce(0, +)
  }
}
