// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// One caller of the probe's server: what has come from it, and what it has not taken yet.
///
/// It holds one request and one answer at most, so a caller costs little whatever it sends.
struct STLinkClient {
  /// What looking for the next request has come to.
  enum Finding {
    case request(STLinkRequest)
    case nothingYet
    /// The caller has gone, or sends what nobody understands.
    case over
  }

  let descriptor: Int32
  let number: STLinkService.Client
  private var received: [UInt8] = []
  private var answer: ArraySlice<UInt8> = []
  /// When the answer may leave, if that is later.
  private var dueAt: ContinuousClock.Instant?

  private static let chunkBytes = 64 << 10

  init(descriptor: Int32, number: STLinkService.Client) {
    self.descriptor = descriptor
    self.number = number
  }

  /// What the caller has to do before this end can go on.
  var awaitedEvents: Int16 {
    if dueAt != nil { return 0 }
    return Int16(answer.isEmpty ? POLLIN : POLLOUT)
  }

  /// When this end can go on by itself.
  var wakesAt: ContinuousClock.Instant? { dueAt }

  /// Whether the caller has hung up, whatever of it is still to be read or answered.
  var hasHungUp: Bool {
    // Linux, include/uapi/asm-generic/poll.h: POLLRDHUP.
    let hangUp: Int16 = 0x2000
    var watched = pollfd(fd: descriptor, events: hangUp, revents: 0)
    return poll(&watched, 1, 0) > 0
  }

  /// The next whole request; looks without waiting.
  mutating func nextRequest() -> Finding {
    while true {
      switch STLinkRequest.beginning(of: received[...]) {
      case .request(let request, let byteCount):
        received.removeFirst(byteCount)
        return .request(request)
      case .broken:
        return .over
      case .incomplete:
        switch receive() {
        case 0: return .over
        case -1: return .nothingYet
        default: continue
        }
      }
    }
  }

  /// Reads what has arrived; 0 at the end of the line, -1 when nothing is there.
  private mutating func receive() -> Int {
    var status = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
      status = recv(descriptor, buffer.baseAddress, Self.chunkBytes, Int32(MSG_DONTWAIT))
      if status < 0 { status = errno == EAGAIN || errno == EINTR ? -1 : 0 }
      count = max(0, status)
    }
    received += chunk
    return status
  }

  mutating func send(_ bytes: [UInt8], dueAt: ContinuousClock.Instant?) {
    answer = bytes[...]
    self.dueAt = dueAt
  }

  /// Sends what is due; `false` while some of it is left, `nil` once the caller has gone.
  mutating func flush() -> Bool? {
    if let due = dueAt {
      if ContinuousClock.now < due { return false }
      dueAt = nil
    }
    while !answer.isEmpty {
      let sent = answer.withUnsafeBytes { buffer in
        Glibc.send(
          descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if sent < 0 { return errno == EAGAIN || errno == EINTR ? false : nil }
      answer = answer.dropFirst(sent)
    }
    return true
  }
}
