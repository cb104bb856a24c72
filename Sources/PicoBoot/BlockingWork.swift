import Hardware
import Synchronization

/// Work that blocks, on a thread of its own, and that looks itself whether to go on.
enum BlockingWork {
  /// Says whether the work must not go on.
  struct Gate: Sendable {
    private let isCancelled: Flag
    private let deadline: ContinuousClock.Instant

    fileprivate init(_ isCancelled: Flag, _ deadline: ContinuousClock.Instant) {
      self.isCancelled = isCancelled
      self.deadline = deadline
    }

    func check() throws(PicoBootTrouble) {
      if isCancelled.value { throw .cancelled }
      if ContinuousClock.now >= deadline { throw .overdue }
    }
  }

  fileprivate final class Flag: Sendable {
    private let state = Atomic(false)

    var value: Bool { state.load(ordering: .relaxed) }

    func set() { state.store(true, ordering: .relaxed) }
  }

  /// Runs `body` to its end: nothing of it goes on after the return.
  ///
  /// - Throws: what `body` throws, and `.hostFailed` when there is no thread.
  static func run<Value: Sendable>(
    limit: Duration,
    _ body: @escaping @Sendable (Gate) throws(FlashError.Reason) -> Value
  ) async throws(FlashError.Reason) -> Value {
    let flag = Flag()
    let gate = Gate(flag, ContinuousClock.now + limit)
    let result: Result<Value, FlashError.Reason> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let status = DedicatedThread.run {
          continuation.resume(
            returning: Result { () throws(FlashError.Reason) in try body(gate) })
        }
        if status != 0 {
          continuation.resume(
            returning: .failure(.hostFailed(path: "a new thread", errno: status)))
        }
      }
    } onCancel: {
      flag.set()
    }
    return try result.get()
  }
}
