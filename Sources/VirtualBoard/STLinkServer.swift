// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The probe's front on TCP: callers of ST's server protocol, served without ever waiting.
final class STLinkServer {
  private let socket: ListeningSocket
  private let service: STLinkService
  private let delay: Duration
  private let log: (String) -> Void
  private var trigger: UnplugTrigger?
  private var clients: [STLinkClient] = []
  private var nextNumber = 1
  private var isOpen = true

  /// More callers than this are sent away.
  private static let clientLimit = 16
  /// Requests between two looks at the rest of the board.
  private static let turnRequests = 32

  /// Opens the port; each command of the probe takes `delay` longer, `trigger` says when the probe is
  /// to vanish, and `log` takes what a developer may want to know.
  init(
    service: STLinkService, port: UInt16, delay: Duration, trigger: UnplugTrigger?,
    log: @escaping (String) -> Void
  ) throws(VirtualBoardError) {
    socket = try ListeningSocket(port: port)
    self.service = service
    self.delay = delay
    self.trigger = trigger
    self.log = log
  }

  deinit {
    shut()
  }

  var port: UInt16 { socket.port }

  /// Whether somebody has the probe open.
  var isInUse: Bool { service.isOpen }

  /// What to wait for before there is something to do.
  var awaited: [pollfd] {
    guard isOpen else { return [] }
    return [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
      + clients.map { pollfd(fd: $0.descriptor, events: $0.awaitedEvents, revents: 0) }
  }

  /// When there is something to do whatever the callers do.
  var wakesAt: ContinuousClock.Instant? { clients.compactMap(\.wakesAt).min() }

  /// Refuses callers and sends away those that are there, as a probe that is unplugged.
  func shut() {
    guard isOpen else { return }
    isOpen = false
    for client in clients { close(client) }
    clients = []
    socket.shut()
  }

  func powerCycle() { service.engine.powerCycle() }

  /// Takes callers again; `false` when another program has got hold of the port.
  func reopen() -> Bool {
    isOpen = socket.reopen()
    return isOpen
  }

  /// Answers what has arrived; `false` when the probe is to be unplugged now.
  func serve() -> Bool {
    guard isOpen else { return true }
    while let caller = socket.accept() {
      // A host that was killed does not keep the next one out.
      for index in clients.indices.reversed() where clients[index].hasHungUp { drop(index) }
      admit(caller)
    }
    for index in clients.indices.reversed() {
      switch serve(&clients[index]) {
      case .stays: break
      case .leaves: drop(index)
      case .unplugs: return false
      }
    }
    return true
  }

  private enum Outcome {
    case stays
    case leaves
    case unplugs
  }

  private func serve(_ client: inout STLinkClient) -> Outcome {
    for _ in 0..<Self.turnRequests {
      guard let isSent = client.flush() else { return .leaves }
      guard isSent else { return .stays }
      switch client.nextRequest() {
      case .nothingYet: return .stays
      case .over: return .leaves
      case .request(let request):
        let answer = service.answer(request, from: client.number)
        guard case .transfer(let transfer) = request else {
          client.send(answer, dueAt: nil)
          break
        }
        if trigger?.hasCome(after: transfer.command, on: service.engine.target) == true {
          return .unplugs
        }
        client.send(answer, dueAt: delay > .zero ? ContinuousClock.now + delay : nil)
      }
    }
    return client.flush() == nil ? .leaves : .stays
  }

  private func admit(_ caller: Int32) {
    guard clients.count < Self.clientLimit else {
      Glibc.close(caller)
      return log("there are \(clients.count) clients already: one more was sent away")
    }
    clients.append(STLinkClient(descriptor: caller, number: nextNumber))
    log("client \(nextNumber) has connected")
    nextNumber += 1
  }

  private func drop(_ index: Int) {
    log("client \(clients[index].number) has gone")
    close(clients.remove(at: index))
  }

  private func close(_ client: STLinkClient) {
    service.forget(client.number)
    Glibc.close(client.descriptor)
  }
}
