import Glibc
import Hardware
import Synchronization

/// A virtual board's program while it runs.
///
/// One thread starts it, reads what it prints, and reaps it. The thread lives as long as the
/// program: Linux sends a child its parent-death signal when the *thread* that started it ends.
/// The program's stdin stays open meanwhile, and closes when this process dies in whatever way.
final class BoardProcess: Sendable {
  /// What came first from the program.
  enum Opening: Hashable, Sendable {
    case line([UInt8])
    case ended(ProgramEnd)
    case cancelled
  }

  private struct State {
    var opening: Opening?
    var openingWaiter: CheckedContinuation<Opening, Never>?
    var errorBytes: [UInt8] = []
    var stopIsRequested = false
    var end: ProgramEnd?
    var endWaiters: [CheckedContinuation<ProgramEnd, Never>] = []
  }

  /// Bytes of stderr that are kept, and of a first line that has no end.
  private static let outputLimit = 16 << 10
  /// How long the program may take to end once it was asked to, in milliseconds.
  private static let politeMilliseconds = 2000

  private let launched: Launched
  private let wakes: SocketPair
  private let state = Mutex(State())

  private init(_ launched: Launched, _ wakes: SocketPair) {
    self.launched = launched
    self.wakes = wakes
  }

  /// Starts `program` on a thread that then looks after it.
  static func start(
    _ program: String, _ arguments: [String]
  ) async throws(LaunchFailure) -> BoardProcess {
    let outcome: Result<BoardProcess, LaunchFailure> = await withCheckedContinuation { waiter in
      let code = DedicatedThread.run {
        guard let wakes = SocketPair() else {
          return waiter.resume(returning: .failure(LaunchFailure(errno: errno)))
        }
        do throws(LaunchFailure) {
          let process = BoardProcess(try launch(program, arguments), wakes)
          waiter.resume(returning: .success(process))
          process.serve()
        } catch {
          wakes.close()
          waiter.resume(returning: .failure(error))
        }
      }
      if code != 0 { waiter.resume(returning: .failure(LaunchFailure(errno: code))) }
    }
    return try outcome.get()
  }

  /// The first line on stdout, or how the program ended without one.
  ///
  /// One caller at a time; gives `.cancelled` when the surrounding task is cancelled.
  func opening() async -> Opening {
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let opening: Opening? = state.withLock { state in
          if state.opening == nil { state.openingWaiter = waiter }
          return state.opening
        }
        if let opening { waiter.resume(returning: opening) }
        if Task.isCancelled { open(.cancelled) }
      }
    } onCancel: {
      open(.cancelled)
    }
  }

  /// What the program has said on stderr.
  var lastWords: String { state.withLock { String(decoding: $0.errorBytes, as: UTF8.self) } }

  /// Asks the program to end, ends it if it does not, and waits until it is gone.
  @discardableResult
  func stop() async -> ProgramEnd {
    await withCheckedContinuation { waiter in
      let end: ProgramEnd? = state.withLock { state in
        if let end = state.end { return end }
        state.stopIsRequested = true
        state.endWaiters.append(waiter)
        _ = send(wakes.ours, [UInt8(1)], 1, Int32(MSG_NOSIGNAL))
        return nil
      }
      if let end { waiter.resume(returning: end) }
    }
  }

  // MARK: The thread's side

  private func serve() {
    var open = [launched.output, launched.errors]
    var line: [UInt8] = []
    var askedAt: ContinuousClock.Instant?
    let clock = ContinuousClock()
    while true {
      var waits = [pollfd(fd: wakes.theirs, events: Int16(POLLIN), revents: 0)]
      waits += open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      // Its end shows as the end of its streams, unless it was told to stop or closed them itself.
      let mustLook = open.isEmpty || askedAt != nil
      _ = poll(&waits, nfds_t(waits.count), mustLook ? 10 : -1)
      if waits[0].revents != 0 { drain(wakes.theirs) }
      for wait in waits.dropFirst() where wait.revents != 0 {
        guard let bytes = someBytes(wait.fd) else {
          open.removeAll { $0 == wait.fd }
          continue
        }
        if wait.fd == launched.errors { keepErrors(bytes) } else { read(bytes, into: &line) }
      }
      if state.withLock({ $0.stopIsRequested }), askedAt == nil {
        askedAt = clock.now
        kill(launched.processID, SIGTERM)
      }
      if let asked = askedAt, clock.now - asked > .milliseconds(Self.politeMilliseconds) {
        kill(launched.processID, SIGKILL)
      }
      if mustLook || open.isEmpty, let cause = reap() { return finish(cause, open) }
    }
  }

  private func someBytes(_ descriptor: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  private func drain(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 64)
    _ = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
  }

  private func keepErrors(_ bytes: [UInt8]) {
    state.withLock { state in
      state.errorBytes = (state.errorBytes + bytes).suffix(Self.outputLimit)
    }
  }

  /// Adds `bytes` to the first line; whatever follows it is read and dropped.
  private func read(_ bytes: [UInt8], into line: inout [UInt8]) {
    guard line.count < Self.outputLimit else { return }
    line += bytes
    if let end = line.firstIndex(of: UInt8(ascii: "\n")) {
      open(.line(Array(line[..<end])))
    } else if line.count >= Self.outputLimit {
      open(.line(line))
    }
  }

  private func reap() -> ProgramEnd.Cause? {
    var status: Int32 = 0
    guard waitpid(launched.processID, &status, WNOHANG) == launched.processID else { return nil }
    // POSIX, sys/wait.h: the low seven bits hold the signal, the next byte the exit status.
    return status & 0x7f == 0 ? .exit(status: status >> 8 & 0xff) : .signal(status & 0x7f)
  }

  private func finish(_ cause: ProgramEnd.Cause, _ open: [Int32]) {
    for descriptor in open where descriptor == launched.errors {
      while let bytes = someBytes(descriptor) { keepErrors(bytes) }
    }
    let end = ProgramEnd(cause: cause, lastWords: lastWords)
    let waiters = state.withLock { state in
      state.end = end
      for descriptor in [launched.input, launched.output, launched.errors] { close(descriptor) }
      wakes.close()
      defer { state.endWaiters = [] }
      return state.endWaiters
    }
    self.open(.ended(end))
    for waiter in waiters { waiter.resume(returning: end) }
  }

  /// Notes what came first and tells who waits for it; a cancellation is only told.
  private func open(_ opening: Opening) {
    let waiter: CheckedContinuation<Opening, Never>? = state.withLock { state in
      if state.opening == nil, opening != .cancelled { state.opening = opening }
      defer { state.openingWaiter = nil }
      return state.openingWaiter
    }
    waiter?.resume(returning: opening)
  }
}
