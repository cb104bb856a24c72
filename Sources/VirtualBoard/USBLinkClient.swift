// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The host of a virtual USB device: what has come from it, and what it has not taken yet.
struct USBLinkClient {
  /// What looking for the next request has come to.
  enum Finding {
    case request(USBLinkRequest)
    case nothingYet
    /// The host has gone, or sends what nobody understands.
    case over
  }

  let descriptor: Int32
  private var received: [UInt8] = []
  private var unsent: ArraySlice<UInt8> = []
  /// When what is unsent may leave, if that is later.
  private(set) var dueAt: ContinuousClock.Instant?
  /// Requests that wait for the device, the oldest first.
  var waiting: [USBLinkRequest] = []

  private static let chunkBytes = 64 << 10

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// What the host has to do before this end can go on.
  var awaitedEvents: Int16 {
    if dueAt != nil { return 0 }
    return Int16(unsent.isEmpty ? POLLIN : POLLIN | POLLOUT)
  }

  /// Whether the next request may be looked at.
  var isReady: Bool { dueAt == nil }

  /// The next whole request; looks without waiting.
  mutating func nextRequest() -> Finding {
    while true {
      switch USBLinkRequest.beginning(of: received[...]) {
      case .request(let request, let byteCount):
        received.removeFirst(byteCount)
        return .request(request)
      case .broken: return .over
      case .incomplete:
        guard let isMore = receive() else { return .over }
        if !isMore { return .nothingYet }
      }
    }
  }

  /// Reads what has arrived; `false` when nothing is there, `nil` at the end of the line.
  private mutating func receive() -> Bool? {
    var status = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
      status = recv(descriptor, buffer.baseAddress, Self.chunkBytes, Int32(MSG_DONTWAIT))
      count = max(0, status)
    }
    received += chunk
    if status < 0 { return errno == EAGAIN || errno == EINTR ? false : nil }
    return status == 0 ? nil : true
  }

  mutating func send(_ bytes: [UInt8], dueAt: ContinuousClock.Instant? = nil) {
    unsent += bytes
    if let dueAt { self.dueAt = dueAt }
  }

  /// Sends what is due; `false` once the host has gone.
  mutating func flush() -> Bool {
    if let due = dueAt {
      if ContinuousClock.now < due { return true }
      dueAt = nil
    }
    while !unsent.isEmpty {
      let sent = unsent.withUnsafeBytes { buffer in
        Glibc.send(
          descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if sent < 0 { return errno == EAGAIN || errno == EINTR }
      unsent = unsent.dropFirst(sent)
    }
    return true
  }
}
