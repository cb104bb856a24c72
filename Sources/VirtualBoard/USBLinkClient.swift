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

  private var socket: HostSocket
  /// Requests that wait for the device, the oldest first.
  var waiting: [USBLinkRequest] = []

  init(descriptor: Int32) {
    socket = HostSocket(descriptor: descriptor)
  }

  var descriptor: Int32 { socket.descriptor }

  /// When what is unsent may leave, if that is later.
  var dueAt: ContinuousClock.Instant? { socket.dueAt }

  /// What the host has to do before this end can go on.
  var awaitedEvents: Int16 { socket.awaited.events }

  /// Whether the next request may be looked at.
  var isReady: Bool { dueAt == nil }

  /// The next whole request; looks without waiting.
  mutating func nextRequest() -> Finding {
    while true {
      switch USBLinkRequest.beginning(of: socket.received[...]) {
      case .request(let request, let byteCount):
        socket.consume(byteCount)
        return .request(request)
      case .broken: return .over
      case .incomplete:
        guard let isMore = socket.receive() else { return .over }
        if !isMore { return .nothingYet }
      }
    }
  }

  mutating func send(_ bytes: [UInt8], dueAt: ContinuousClock.Instant? = nil) {
    socket.send(bytes, dueAt: dueAt)
  }

  /// Sends what is due; `false` once the host has gone.
  mutating func flush() -> Bool { socket.flush() }
}
