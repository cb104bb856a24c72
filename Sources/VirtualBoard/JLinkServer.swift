// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A J-Link on TCP, one host at a time, behind which lies a serial wire bus; served without waiting.
///
/// libjaylink finds such probes by what they tell on UDP (`discovery_tcp.c`), and connects to its fixed
/// port ``standardPort`` whatever else it was told.
final class JLinkServer: ProbeFront {
  /// Where libjaylink looks for adverts, and connects to.
  static let standardPort: UInt16 = 19020

  private let socket: ListeningSocket
  private let advert: JLinkAdvert
  private let target: any DebugTarget
  private var wire: SerialWire
  private var wiring: ProbeWiring
  private let delay: Duration
  private let log: (String) -> Void
  private var trigger: UnplugTrigger?
  private var client: HostSocket?
  private var isOpen = true
  private var isResetLow = false
  private var nextAdvert = ContinuousClock.now

  /// libjaylink listens for 20 ms.
  private static let advertPause = Duration.milliseconds(3)
  /// Requests between two looks at the rest of the board.
  private static let turnRequests = 32
  /// Bit 17: SELECT_IF is there; a J-Link of any other kind has JTAG alone (`device.h`, its capabilities).
  private static let capabilities: UInt32 = 1 << 17
  /// Interfaces: JTAG and SWD, a bit each.
  private static let interfaces: UInt32 = 3
  private static let protocolVersion: UInt16 = 1
  /// The answer to a host that is one too many (`transport_tcp.c`, RESP_MAX_CONNECTIONS).
  private static let inUse: UInt8 = 0xFE
  private static let name = Array("mcubench virtual J-Link".utf8)

  init(
    wire: SerialWire, target: any DebugTarget, serial: UInt32, port: UInt16, wiring: ProbeWiring,
    delay: Duration, trigger: UnplugTrigger?, log: @escaping (String) -> Void
  ) throws(VirtualBoardError) {
    socket = try ListeningSocket(port: port)
    advert = try JLinkAdvert(serial: serial)
    self.wire = wire
    self.target = target
    self.wiring = wiring
    self.delay = delay
    self.trigger = trigger
    self.log = log
  }

  deinit { shut() }

  var port: UInt16 { socket.port }
  var isInUse: Bool { client != nil }

  var awaited: [pollfd] {
    guard isOpen else { return [] }
    return [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
      + (client.map { [$0.awaited] } ?? [])
  }

  var wakesAt: ContinuousClock.Instant? {
    guard isOpen else { return nil }
    return client == nil ? nextAdvert : client?.dueAt
  }

  func shut() {
    guard isOpen else { return }
    isOpen = false
    drop()
    socket.shut()
  }

  func reopen() -> Bool {
    isOpen = socket.reopen()
    return isOpen
  }

  func powerCycle() {
    isResetLow = false
    target.holdReset(false)
    wire.powerCycle()
  }

  func serve() -> Bool {
    guard isOpen else { return true }
    while let caller = socket.accept() { admit(caller) }
    if client == nil, ContinuousClock.now >= nextAdvert {
      advert.send()
      nextAdvert = ContinuousClock.now + Self.advertPause
    }
    for _ in 0..<Self.turnRequests {
      guard client?.flush() == true else {
        drop()
        return true
      }
      guard client?.dueAt == nil, let request = nextRequest() else { return true }
      client?.send(answer(request), dueAt: delay > .zero ? ContinuousClock.now + delay : nil)
      if case .serialWire = request, trigger?.hasCome(onWireTo: target) == true { return false }
    }
    return true
  }

  /// The next whole request, or `nil` where none has come, or the host has gone.
  private func nextRequest() -> JLinkRequest? {
    while let host = client {
      switch JLinkRequest.beginning(of: host.received[...]) {
      case .request(let request, let byteCount):
        client?.consume(byteCount)
        return request
      case .broken:
        let bytes = host.received.prefix(8).map { String($0, radix: 16) }.joined(separator: " ")
        log("the host sends what this J-Link does not know: \(bytes)")
        drop()
      case .incomplete:
        switch client?.receive() {
        case true?: client?.acknowledge()
        case false?: return nil
        case nil: drop()
        }
      }
    }
    return nil
  }

  private func answer(_ request: JLinkRequest) -> [UInt8] {
    switch request {
    case .firmwareVersion:
      return UInt16(Self.name.count + 1).littleEndianBytes + Self.name + [0]
    case .capabilities: return Self.capabilities.littleEndianBytes
    // The supply in millivolts, then TCK, TDI, TDO, TMS, TRES and TRST as they are.
    case .hardwareStatus:
      return UInt16(wiring.millivolts).littleEndianBytes + [0, 0, 0, 0, isResetLow ? 0 : 1, 1]
    case .selectInterface(0xFF): return Self.interfaces.littleEndianBytes
    // The interface that was in use.
    case .selectInterface: return UInt32(1).littleEndianBytes
    case .setSpeed, .testReset: return []
    case .reset(let isLow):
      isResetLow = isLow
      target.holdReset(isLow)
      return []
    case .serialWire(let count, let directions, let out):
      return wire.clock(count: count, directions: directions[...], out: out[...]) + [0]
    }
  }

  private func admit(_ caller: Int32) {
    guard client == nil, wiring.refusal() != .accessPortWait else {
      var other = HostSocket(descriptor: caller)
      other.send([Self.inUse, 0, 0, 0])
      _ = other.flush()
      Glibc.close(caller)
      return log("the probe is in use: a host was sent away")
    }
    log("a host has connected")
    client = HostSocket(descriptor: caller)
    // 0 takes the host in; the protocol's version, and the probe's name with its length before it.
    client?.send(
      [0] + Self.protocolVersion.littleEndianBytes + [UInt8(Self.name.count)] + Self.name)
  }

  private func drop() {
    guard let client else { return }
    log("the host has gone")
    Glibc.close(client.descriptor)
    self.client = nil
  }
}
