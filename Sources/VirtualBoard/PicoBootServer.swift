// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// An RP2040 in its boot ROM as a USB device on TCP, for one host at a time; served without waiting.
///
/// The port is open while the board is in its boot ROM, as the device is on a bus.
final class PicoBootServer {
  /// What serving has come to.
  enum Turn {
    case goesOn
    /// The host wants the image started, after so long.
    case restarts(after: Duration)
    /// The cable is to come off now.
    case unplugs
  }

  let engine: PicoBootEngine
  private let socket: ListeningSocket
  private let serial: String
  private let delay: Duration
  private let log: (String) -> Void
  private var client: USBLinkClient?
  private var isOpen = false
  private var goneAt: ProbeFault.Stage?
  private var doneWork: [ProbeFault.Stage: Int] = [:]

  /// 2e8a:0003, and the strings of `usb_boot_device.c`.
  private static let vendorID: UInt16 = 0x2E8A
  private static let productID: UInt16 = 0x0003
  /// Commands of a stage that are some work.
  private static let someWork = 2

  /// Reserves the port; nobody is let in before ``open()``.
  ///
  /// Each answer comes `delay` later, and the cable comes off once in the stage `goneAt`.
  init(
    engine: PicoBootEngine, serial: String, port: UInt16, delay: Duration = .zero,
    goneAt: ProbeFault.Stage? = nil, log: @escaping (String) -> Void = { _ in }
  ) throws(VirtualBoardError) {
    self.engine = engine
    self.serial = serial
    self.delay = delay
    self.goneAt = goneAt
    self.log = log
    socket = try ListeningSocket(port: port)
    socket.shut()
    engine.onWork = { [weak self] stage in self?.doneWork[stage, default: 0] += 1 }
  }

  deinit { shut() }

  var port: UInt16 { socket.port }

  /// What to wait for before there is something to do.
  var awaited: [pollfd] {
    guard isOpen else { return [] }
    let own = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
    return [own]
      + (client.map { [pollfd(fd: $0.descriptor, events: $0.awaitedEvents, revents: 0)] } ?? [])
  }

  /// When there is something to do whatever the host does.
  var wakesAt: ContinuousClock.Instant? { client?.dueAt }

  /// The board is in its boot ROM; `false` when another program has got hold of the port.
  func open() -> Bool {
    engine.start()
    doneWork = [:]
    isOpen = socket.reopen()
    return isOpen
  }

  /// The board is not in its boot ROM any more, or has no cable.
  func shut() {
    guard isOpen else { return }
    isOpen = false
    drop()
    socket.shut()
  }

  /// Answers what has arrived.
  func serve() -> Turn {
    guard isOpen else { return .goesOn }
    while let caller = socket.accept() { admit(caller) }
    while var host = client {
      guard host.flush() else {
        drop()
        break
      }
      guard host.isReady, case let finding = host.nextRequest() else {
        client = host
        break
      }
      client = host
      guard take(finding) else { break }
      if hasComeOff { return .unplugs }
    }
    guard let milliseconds = engine.rebootMilliseconds else { return .goesOn }
    return .restarts(after: .milliseconds(Int64(milliseconds)))
  }

  /// `false` where there is nothing more to do now.
  private func take(_ finding: USBLinkClient.Finding) -> Bool {
    switch finding {
    case .nothingYet: return false
    case .over:
      log("the host has gone")
      drop()
      return false
    case .request(let request):
      answer(request)
      giveWhatIsThere()
      return true
    }
  }

  private func answer(_ request: USBLinkRequest) {
    switch request.kind {
    case .control: send(request.tag, engine.control(request.setup))
    case .clearHalt:
      engine.clearHalt(request.endpoint)
      send(request.tag, .done([]))
    case .forget: client?.waiting.removeAll { $0.tag == request.tag }
    case .output, .input: client?.waiting.append(request)
    }
  }

  /// Carries out the transfers that the device is ready for, of each endpoint in their order.
  private func giveWhatIsThere() {
    var isMoving = true
    while isMoving, let waiting = client?.waiting {
      isMoving = false
      var seen: Set<UInt8> = []
      for request in waiting where seen.insert(request.endpoint).inserted {
        let outcome =
          request.kind == .output ? engine.take(request.data) : engine.give(request.inputBytes)
        if outcome == .waiting { continue }
        client?.waiting.removeAll { $0 == request }
        send(request.tag, outcome)
        isMoving = true
      }
    }
  }

  private func send(_ tag: UInt32, _ outcome: PicoBootEngine.Outcome) {
    guard let bytes = USBLinkRequest.answer(tag, outcome) else { return }
    client?.send(bytes, dueAt: delay > .zero ? ContinuousClock.now + delay : nil)
  }

  /// Whether the stage in which the cable comes off has come.
  private var hasComeOff: Bool {
    guard let stage = goneAt, doneWork[stage, default: 0] >= Self.someWork else { return false }
    goneAt = nil
    return true
  }

  private func admit(_ caller: Int32) {
    if client != nil {
      Glibc.close(caller)
      return log("there is a host already: another was sent away")
    }
    log("a host has connected")
    client = USBLinkClient(descriptor: caller)
    client?.send(
      USBLinkRequest.greeting(
        vendorID: Self.vendorID, productID: Self.productID, serial: serial))
  }

  private func drop() {
    if let client { Glibc.close(client.descriptor) }
    client = nil
  }
}
