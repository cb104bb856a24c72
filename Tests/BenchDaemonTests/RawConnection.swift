import Glibc

/// A plain connection to a server, on which a test says what it likes.
///
/// Blocks its thread; ``answer()`` gives up after ``patience``.
final class RawConnection {
  struct Failed: Error {
    let step: String
    let code: Int32
  }

  private static let patience = timeval(tv_sec: 20, tv_usec: 0)
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var patience = Self.patience
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw Failed(step: "connect", code: errno) }
  }

  deinit { close(descriptor) }

  /// Sends `text`; tells whether the other side still takes it.
  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// Says that no more will be sent.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Everything until the other side closes; `nil` when it does not in time.
  func answer(upTo limit: Int = 1 << 20) -> String? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < limit {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 || count < 0 && errno == ECONNRESET { break }
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The next bytes, as many as there are.
  func some() -> String? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// Sends as much of `bytes` as fits now; what a server does not take in is dropped.
  func sendWithoutWaiting(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes {
      Glibc.send(
        descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }

  /// Keeps what the other side may send before this one takes it small.
  func takeLittle() {
    var size: Int32 = 2_048
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }
}

/// An answer to one request, taken apart.
struct RawAnswer {
  let status: Int
  let headers: [String: String]
  let body: String

  /// Sends one request on a connection of its own and waits until the server closes it.
  init?(
    port: Int, _ method: String, _ path: String, headers: [String: String] = [:],
    body: [UInt8]? = nil
  ) throws {
    let connection = try RawConnection(port: port)
    var fields = ["Host": "127.0.0.1:\(port)", "Connection": "close"]
    if let body { fields["Content-Length"] = String(body.count) }
    for (name, value) in headers { fields[name] = value }
    let head =
      "\(method) \(path) HTTP/1.1\r\n"
      + fields.map { "\($0.key): \($0.value)\r\n" }.joined() + "\r\n"
    connection.send(Array(head.utf8) + (body ?? []))
    guard let text = connection.answer(upTo: 64 << 20) else { return nil }
    self.init(text)
  }

  init?(_ text: String) {
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    guard let first = lines.first?.split(separator: " "), first.count >= 2,
      let status = Int(first[1])
    else { return nil }
    self.status = status
    headers = Dictionary(
      lines.dropFirst().compactMap { line in
        line.firstIndex(of: ":").map {
          (
            line[..<$0].lowercased(),
            String(line[line.index(after: $0)...].drop { $0 == " " })
          )
        }
      }, uniquingKeysWith: { first, _ in first })
    body = String(text[end.upperBound...])
  }
}
