import Glibc
import Hardware
import Synchronization

/// The traffic of one open device: what has arrived, what is to go out, and who waits for it.
///
/// One thread alone touches the device; everyone else changes ``State`` and wakes it.
final class SerialLine: Sendable {
  typealias ReadOutcome = Result<[UInt8]?, SerialPortError>
  typealias WriteOutcome = Result<Void, SerialPortError>

  /// What callers and the thread share.
  struct State {
    var received: [UInt8] = []
    /// Set once the device gives no more: `nil` inside means that it hung up in order.
    var ending: SerialPortError.Reason??
    var reader: CheckedContinuation<ReadOutcome, Never>?
    /// Tickets tell the waits apart, so that a late cancellation cannot hit the next one.
    var lastTicket = 0
    var readerTicket = 0
    var cancelledTickets: Set<Int> = []
    var outgoing: ArraySlice<UInt8> = []
    var writer: CheckedContinuation<WriteOutcome, Never>?
    var writerTicket = 0
    var newBaud: Int?
    var baudWaiter: CheckedContinuation<WriteOutcome, Never>?
    var endIsRequested = false
    var hasEnded = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  /// Bytes kept for a reader that does not come; past it the driver's own flow control holds.
  private static let receiveLimit = 16 << 20

  private let device: SerialDevice
  /// A byte written to our end makes the thread, which listens at the other, look at the state.
  private let wakes: SocketPair
  private let state = Mutex(State())

  /// Takes over `device` and starts its thread.
  init(_ device: SerialDevice) throws(SerialPortError) {
    self.device = device
    guard let wakes = SocketPair() else {
      let code = errno
      Glibc.close(device.descriptor)
      throw SerialPortError(port: device.path, reason: .cannotOpen(errno: code))
    }
    self.wakes = wakes
    // The thread keeps the line alive until it ends.
    let status = DedicatedThread.run { self.serve() }
    guard status == 0 else {
      Glibc.close(device.descriptor)
      wakes.close()
      throw SerialPortError(port: device.path, reason: .cannotOpen(errno: status))
    }
  }

  // MARK: Callers' side

  /// A name for one wait, to cancel it by.
  func ticket() -> Int {
    state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
  }

  func read(_ ticket: Int, to reader: CheckedContinuation<ReadOutcome, Never>) {
    let outcome: ReadOutcome? = state.withLock { state in
      if state.cancelledTickets.remove(ticket) != nil { return .failure(error(.cancelled)) }
      if let outcome = takeReceived(&state) { return outcome }
      precondition(state.reader == nil, "one reader at a time")
      state.reader = reader
      state.readerTicket = ticket
      return nil
    }
    // The thread may have stopped listening because nobody took what had arrived.
    if let outcome { reader.resume(returning: outcome) }
    interrupt()
  }

  func cancelRead(_ ticket: Int) {
    let reader: CheckedContinuation<ReadOutcome, Never>? = state.withLock { state in
      guard let reader = state.reader, state.readerTicket == ticket else {
        state.cancelledTickets.insert(ticket)
        return nil
      }
      state.reader = nil
      return reader
    }
    reader?.resume(returning: .failure(error(.cancelled)))
  }

  func write(
    _ bytes: [UInt8], _ ticket: Int, to writer: CheckedContinuation<WriteOutcome, Never>
  ) {
    let outcome: WriteOutcome? = state.withLock { state in
      if state.cancelledTickets.remove(ticket) != nil { return .failure(error(.cancelled)) }
      if let ending = state.ending { return .failure(error(ending ?? .closed)) }
      if bytes.isEmpty { return .success(()) }
      precondition(state.writer == nil, "one writer at a time")
      state.outgoing = bytes[...]
      state.writer = writer
      state.writerTicket = ticket
      return nil
    }
    if let outcome { writer.resume(returning: outcome) } else { interrupt() }
  }

  func cancelWrite(_ ticket: Int) {
    let writer: CheckedContinuation<WriteOutcome, Never>? = state.withLock { state in
      guard let writer = state.writer, state.writerTicket == ticket else {
        state.cancelledTickets.insert(ticket)
        return nil
      }
      state.writer = nil
      state.outgoing = []
      return writer
    }
    writer?.resume(returning: .failure(error(.cancelled)))
  }

  /// Changes the speed once everything that was written before has left.
  func setBaud(_ baud: Int, then waiter: CheckedContinuation<WriteOutcome, Never>) {
    let ending: SerialPortError.Reason?? = state.withLock { state in
      if let ending = state.ending { return ending }
      precondition(state.baudWaiter == nil, "one change of speed at a time")
      (state.newBaud, state.baudWaiter) = (baud, waiter)
      return nil
    }
    if let ending {
      waiter.resume(returning: .failure(error(ending ?? .closed)))
    } else {
      interrupt()
    }
  }

  /// Forgets a wait that is over.
  func retire(_ ticket: Int) {
    state.withLock { state in _ = state.cancelledTickets.remove(ticket) }
  }

  /// Ends the thread and closes the device; `closer` goes on when that is done.
  func end(then closer: CheckedContinuation<Void, Never>) {
    let isDone: Bool = state.withLock { state in
      if state.hasEnded { return true }
      state.endIsRequested = true
      state.closers.append(closer)
      return false
    }
    if isDone { closer.resume() } else { interrupt() }
  }

  /// Ends the thread and closes the device soon.
  func requestEnd() {
    let isDone: Bool = state.withLock { state in
      state.endIsRequested = true
      return state.hasEnded
    }
    if !isDone { interrupt() }
  }

  // MARK: The thread's side

  private func serve() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let wants: (end: Bool, read: Bool, write: Bool) = state.withLock { state in
        (
          state.endIsRequested,
          state.ending == nil && state.received.count < Self.receiveLimit,
          state.ending == nil && state.writer != nil
        )
      }
      if wants.end { break }
      if !wants.write { changeBaud() }
      let events = Int16((wants.read ? POLLIN : 0) | (wants.write ? POLLOUT : 0))
      var waits = [
        pollfd(fd: wakes.theirs, events: Int16(POLLIN), revents: 0),
        pollfd(fd: events == 0 ? -1 : device.descriptor, events: events, revents: 0),
      ]
      guard poll(&waits, 2, -1) >= 0 || errno == EINTR else {
        finish(.readFailed(errno: errno))
        continue
      }
      if waits[0].revents != 0 { _ = Glibc.read(wakes.theirs, &buffer, buffer.count) }
      if wants.read, Int32(waits[1].revents) & (POLLIN | POLLHUP | POLLERR) != 0 {
        receive(into: &buffer)
      }
      if wants.write, Int32(waits[1].revents) & (POLLOUT | POLLERR) != 0 { transmit() }
    }
    shutDown()
  }

  /// Does what ``setBaud(_:then:)`` has asked for.
  private func changeBaud() {
    let baud: Int? = state.withLock { state in
      defer { state.newBaud = nil }
      return state.newBaud
    }
    guard let baud else { return }
    let outcome: WriteOutcome
    do throws(SerialPortError) {
      try device.changeBaud(to: baud)
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    endBaudChange(outcome)
  }

  private func endBaudChange(_ outcome: WriteOutcome) {
    let waiter = state.withLock { state in
      defer { state.baudWaiter = nil }
      return state.baudWaiter
    }
    waiter?.resume(returning: outcome)
  }

  private func receive(into buffer: inout [UInt8]) {
    let count = Glibc.read(device.descriptor, &buffer, buffer.count)
    switch (count, errno) {
    case (1..., _):
      deliver { $0.received.append(contentsOf: buffer[..<count]) }
    case (0, _), (_, EIO), (_, ENODEV), (_, ENXIO):
      // A pty whose other side has gone reads as EIO, an unplugged adapter as any of these.
      finish(nil)
    case (_, EAGAIN), (_, EINTR):
      return
    case (_, let code):
      finish(.readFailed(errno: code))
    }
  }

  private func transmit() {
    let chunk = state.withLock { Array($0.outgoing.prefix(4096)) }
    guard !chunk.isEmpty else { return }
    let count = Glibc.write(device.descriptor, chunk, chunk.count)
    let code = errno
    if count < 0 {
      if code == EAGAIN || code == EINTR { return }
      let isGone = [EIO, ENODEV, ENXIO].contains(code)
      finish(isGone ? nil : .writeFailed(errno: code))
      return
    }
    let writer: CheckedContinuation<WriteOutcome, Never>? = state.withLock { state in
      state.outgoing = state.outgoing.dropFirst(count)
      guard state.outgoing.isEmpty else { return nil }
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume(returning: .success(()))
  }

  /// Notes that the device gives and takes no more, for `reason`, or in order when it is `nil`.
  private func finish(_ reason: SerialPortError.Reason?) {
    deliver { state in
      if state.ending == nil { state.ending = .some(reason) }
    }
    let writer: CheckedContinuation<WriteOutcome, Never>? = state.withLock { state in
      state.outgoing = []
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume(returning: .failure(error(reason ?? .closed)))
    endBaudChange(.failure(error(reason ?? .closed)))
  }

  private func shutDown() {
    finish(.closed)
    Glibc.close(device.descriptor)
    let closers = state.withLock { state in
      state.hasEnded = true
      wakes.close()
      defer { state.closers = [] }
      return state.closers
    }
    for closer in closers { closer.resume() }
  }

  /// Changes the state, and hands a waiting reader what there is now.
  private func deliver(_ change: (inout State) -> Void) {
    let handover: (CheckedContinuation<ReadOutcome, Never>, ReadOutcome)? = state.withLock {
      state in
      change(&state)
      guard let reader = state.reader, let outcome = takeReceived(&state) else { return nil }
      state.reader = nil
      return (reader, outcome)
    }
    if let (reader, outcome) = handover { reader.resume(returning: outcome) }
  }

  /// What a reader gets now, or `nil` when there is nothing to get yet.
  private func takeReceived(_ state: inout State) -> ReadOutcome? {
    if !state.received.isEmpty {
      defer { state.received = [] }
      return .success(state.received)
    }
    guard let ending = state.ending else { return nil }
    guard let reason = ending else { return .success(nil) }
    return .failure(error(reason))
  }

  /// Makes the thread look at the state again.
  private func interrupt() {
    state.withLock { state in
      if !state.hasEnded { _ = Glibc.send(wakes.ours, [UInt8(1)], 1, Int32(MSG_NOSIGNAL)) }
    }
  }

  private func error(_ reason: SerialPortError.Reason) -> SerialPortError {
    SerialPortError(port: device.path, reason: reason)
  }
}
