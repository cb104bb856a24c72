// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A host's connection: what has come from it, and what it has not taken yet; never waits.
struct HostSocket {
  let descriptor: Int32
  private(set) var received: [UInt8] = []
  private var unsent: ArraySlice<UInt8> = []
  /// When what is unsent may leave, if that is later.
  private(set) var dueAt: ContinuousClock.Instant?

  private static let chunkBytes = 64 << 10

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// What the host has to do before this end can go on.
  var awaited: pollfd {
    let events = dueAt != nil ? 0 : unsent.isEmpty ? POLLIN : POLLIN | POLLOUT
    return pollfd(fd: descriptor, events: Int16(events), revents: 0)
  }

  /// Drops what has been understood.
  mutating func consume(_ byteCount: Int) { received.removeFirst(byteCount) }

  /// Reads what has arrived; `false` when nothing is there, `nil` at the end of the line.
  mutating func receive() -> Bool? {
    var status = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
      status = recv(descriptor, buffer.baseAddress, Self.chunkBytes, Int32(MSG_DONTWAIT))
      count = max(0, status)
    }
    received += chunk
    if status < 0 { return errno == EAGAIN || errno == EINTR ? false : nil }
    return status == 0 ? nil : true
  }

  /// Tells the host at once that its bytes have come.
  ///
  /// A host that sends a command in two parts (libjaylink does) holds the second back until then, which
  /// is 40 ms without this (RFC 896; Linux, tcp(7): TCP_QUICKACK, which does not last).
  func acknowledge() {
    var isOn: Int32 = 1
    _ = setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &isOn, socklen_t(MemoryLayout<Int32>.size))
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
