import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// A virtual board with an image that speaks the EEMBC protocol, and the host's side of its line.
final class EEMBCHost {
  private let board: RunningBoard
  private let line: Int32
  private var unread: [UInt8] = []
  /// What the board said when it started.
  private(set) var boot: [String] = []

  static let ready = "m-ready"

  /// Boots `image` and waits for its first `m-ready`.
  convenience init(image: String) throws {
    try self.init(RunningBoard(image: URL(filePath: image)))
  }

  /// Waits for the first `m-ready` of a board that starts.
  init(_ board: RunningBoard) throws {
    self.board = board
    board.closeLine()
    line = open(board.path, O_RDWR | O_NOCTTY | O_NONBLOCK)
    try #require(line >= 0)
    var settings = termios()
    tcgetattr(line, &settings)
    cfmakeraw(&settings)
    cfsetspeed(&settings, speed_t(B115200))
    tcsetattr(line, TCSANOW, &settings)
    boot = try answer()
  }

  deinit { close(line) }

  /// Builds `model` with the EEMBC protocol and gives the image's path.
  static func image(of model: String, in home: Sandbox) async throws -> String {
    let folder = "\(home.directory)/\(UUID().uuidString)"
    let built = try await home.run(
      ["build", model, "--board", "stm32f746g", "--protocol", "eembc", "-o", folder])
    try #require(built.status == 0, "\(built.errors)")
    return folder + "/firmware.elf"
  }

  /// Builds `model`, boots it and runs `work` with it.
  static func with<Value>(
    _ model: String, in home: Sandbox, _ work: (EEMBCHost) async throws -> Value
  ) async throws -> Value {
    try await work(try EEMBCHost(image: image(of: model, in: home)))
  }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      var watched = pollfd(fd: line, events: Int16(POLLOUT), revents: 0)
      try #require(poll(&watched, 1, 30_000) > 0, "the board takes nothing")
      let count = rest.withUnsafeBytes { write(line, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
    }
  }

  /// The lines that come until one that begins with `last`, that included.
  func answer(
    until last: String = ready, within limit: Duration = .seconds(60)
  ) throws -> [String] {
    let deadline = ContinuousClock.now + limit
    var lines: [String] = []
    while lines.last?.hasPrefix(last) != true {
      if let end = unread.firstRange(of: [13, 10]) {
        lines.append(String(decoding: unread[..<end.lowerBound], as: UTF8.self))
        unread.removeSubrange(..<end.upperBound)
        continue
      }
      try #require(
        ContinuousClock.now < deadline,
        "no \(last) after \(lines), \(String(decoding: unread, as: UTF8.self).debugDescription)")
      var watched = pollfd(fd: line, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 100) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(line, &buffer, buffer.count)
      if count > 0 { unread += buffer.prefix(count) }
    }
    return lines
  }

  /// What the board answers to `command`, without the `m-ready` at the end.
  func ask(_ command: String) throws -> [String] {
    try send(Array((command + "%").utf8))
    return try answer().dropLast()
  }

  /// Fills the board's buffer, 31 bytes a command as MLPerf Tiny's runner does.
  func load(_ bytes: [UInt8]) throws {
    #expect(try ask("db load \(bytes.count)") == ["m-[Expecting \(bytes.count) bytes]"])
    for start in stride(from: 0, to: bytes.count, by: 31) {
      let part = bytes[start..<min(start + 31, bytes.count)]
      let answer = try ask("db " + part.map(Self.hexadecimal).joined())
      #expect(answer == (part.endIndex == bytes.count ? ["m-load-done"] : []))
    }
  }

  /// The results of one inference on `bytes`.
  func results(for bytes: [UInt8]) throws -> String? {
    try load(bytes)
    return try ask("infer 1 0").last
  }

  static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// What the board prints for these real numbers.
  static func line(_ results: [Float]) -> String {
    "m-results-[" + results.map { String(format: "%.3f", Double($0)) }.joined(separator: ",") + "]"
  }
}
