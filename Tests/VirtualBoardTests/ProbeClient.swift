// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A caller of the probe's server that sends what it likes.
final class ProbeClient {
  struct Refused: Error {
    let errno: Int32
  }

  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Refused(errno: errno) }
    var on: Int32 = 1
    _ = setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit {
    close(descriptor)
  }

  /// Sends what the server takes; it may have hung up.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// What arrives until there are `count` bytes, the server hangs up, or the time is over.
  func receive(_ count: Int, within limit: Duration = .seconds(10)) -> [UInt8] {
    let deadline = ContinuousClock.now + limit
    var received: [UInt8] = []
    while received.count < count, ContinuousClock.now < deadline {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 50) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: count - received.count)
      let got = recv(descriptor, &buffer, buffer.count, 0)
      if got <= 0 { break }
      received += buffer.prefix(got)
    }
    return received
  }

  /// Whether the server hangs up in time.
  func seesTheEnd(within limit: Duration = .seconds(10)) -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 50) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      if recv(descriptor, &buffer, buffer.count, 0) <= 0 { return true }
    }
    return false
  }

  /// Opens the probe; gives the connection's number, or `nil` when that is refused.
  func openProbe() -> UInt32? {
    send([3, 0, 0, 0, 1, 0, 0, 0])
    let answer = receive(8)
    return answer.prefix(4) == [1, 0, 0, 0] ? UInt32(answer[4]) | UInt32(answer[5]) << 8 : nil
  }

  /// Has the probe execute a command; gives its answer without the server's status.
  func execute(_ command: [UInt8], connection: UInt32, answerBytes: Int) -> [UInt8] {
    send(Self.transfer(command, connection: connection, answerBytes: answerBytes))
    return Array(receive(4 + answerBytes).dropFirst(4))
  }

  static func transfer(_ command: [UInt8], connection: UInt32, answerBytes: Int) -> [UInt8] {
    [5, 0, 0, 0] + bytes(connection) + command + [UInt8](repeating: 0, count: 16 - command.count)
      + [1, 0, 0, 0] + bytes(UInt32(answerBytes))
  }

  private static func bytes(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
