// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A CMSIS-DAP probe as a USB device on TCP, for one host at a time; served without waiting.
final class CMSISDAPServer: ProbeFront {
  private let socket: ListeningSocket
  private let serial: String
  private let target: any DebugTarget
  private var engine: CMSISDAPEngine
  private let delay: Duration
  private let log: (String) -> Void
  private var trigger: UnplugTrigger?
  private var client: USBLinkClient?
  /// Answers that the host has not fetched.
  private var answers: [[UInt8]] = []
  private var isOpen = true

  /// 2e8a:000c, Raspberry Pi's Debug Probe.
  private static let vendorID: UInt16 = 0x2E8A
  private static let productID: UInt16 = 0x000C
  /// Requests between two looks at the rest of the board.
  private static let turnRequests = 32

  init(
    wire: SerialWire, target: any DebugTarget, serial: String, port: UInt16, delay: Duration,
    trigger: UnplugTrigger?, log: @escaping (String) -> Void
  ) throws(VirtualBoardError) {
    socket = try ListeningSocket(port: port)
    engine = CMSISDAPEngine(wire: wire, target: target, serial: serial)
    self.serial = serial
    self.target = target
    self.delay = delay
    self.trigger = trigger
    self.log = log
  }

  deinit { shut() }

  var port: UInt16 { socket.port }
  var isInUse: Bool { client != nil }

  var awaited: [pollfd] {
    guard isOpen else { return [] }
    let own = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
    return [own]
      + (client.map { [pollfd(fd: $0.descriptor, events: $0.awaitedEvents, revents: 0)] } ?? [])
  }

  var wakesAt: ContinuousClock.Instant? { client?.dueAt }

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

  func powerCycle() { engine.powerCycle() }

  func serve() -> Bool {
    guard isOpen else { return true }
    while let caller = socket.accept() { admit(caller) }
    for _ in 0..<Self.turnRequests {
      guard client?.flush() == true else {
        drop()
        return true
      }
      guard client?.isReady == true else { return true }
      switch client?.nextRequest() {
      case .request(let request)?:
        answer(request)
        giveWhatIsThere()
        if request.kind == .output, trigger?.hasCome(onWireTo: target) == true { return false }
      case .over?: drop()
      case .nothingYet?, nil: return true
      }
    }
    return true
  }

  private func answer(_ request: USBLinkRequest) {
    switch request.kind {
    case .control: send(request.tag, .stalled)
    case .clearHalt: send(request.tag, .done([]))
    case .forget: client?.waiting.removeAll { $0.tag == request.tag }
    case .input: client?.waiting.append(request)
    case .output:
      answers.append(engine.execute(request.data))
      send(request.tag, .done([]))
    }
  }

  private func giveWhatIsThere() {
    while let request = client?.waiting.first, !answers.isEmpty {
      client?.waiting.removeFirst()
      send(request.tag, .done(Array(answers.removeFirst().prefix(request.inputBytes))))
    }
  }

  private func send(_ tag: UInt32, _ outcome: PicoBootEngine.Outcome) {
    guard let bytes = USBLinkRequest.answer(tag, outcome) else { return }
    client?.send(bytes, dueAt: delay > .zero ? ContinuousClock.now + delay : nil)
  }

  private func admit(_ caller: Int32) {
    if client != nil {
      Glibc.close(caller)
      return log("there is a host already: another was sent away")
    }
    log("a host has connected")
    client = USBLinkClient(descriptor: caller)
    answers = []
    client?.send(
      USBLinkRequest.greeting(
        vendorID: Self.vendorID, productID: Self.productID, serial: serial))
  }

  private func drop() {
    if let client { Glibc.close(client.descriptor) }
    client = nil
  }
}
