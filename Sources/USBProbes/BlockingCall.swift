import Hardware
import Synchronization

/// Runs what blocks on a thread of its own, and waits no longer than allowed.
enum BlockingCall {
  /// Runs `body` on a new thread and gives its result.
  ///
  /// A body that outlasts the limit or the task goes on alone and is forgotten: a thread in a system
  /// call cannot be stopped.
  ///
  /// - Throws: what `body` throws, ``USBFailure`` when `limit` passes or there is no thread, and
  ///   `CancellationError`.
  static func run<Value: Sendable>(
    limit: Duration, _ body: @escaping @Sendable () throws(USBFailure) -> Value
  ) async throws -> Value {
    let stuck = USBFailure(reason: .stuck(after: limit))
    return try await withDeadline(limit, clock: ContinuousClock(), orThrow: stuck) {
      let answer = Answer<Value>()
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
          answer.expect(continuation)
          let status = DedicatedThread.run {
            answer.give(Result { () throws(USBFailure) in try body() }.mapError { $0 })
          }
          if status != 0 {
            answer.give(.failure(USBFailure(reason: .noThread(errnoText(status)))))
          }
        }
      } onCancel: {
        answer.give(.failure(CancellationError()))
      }
    }
  }

  /// The first result that arrives, for the one who waits.
  private final class Answer<Value: Sendable>: Sendable {
    private enum State {
      case idle
      case expected(CheckedContinuation<Value, any Error>)
      case given(Result<Value, any Error>)
      case over
    }
    private let state = Mutex(State.idle)

    func expect(_ continuation: CheckedContinuation<Value, any Error>) {
      let early: Result<Value, any Error>? = state.withLock { state in
        if case .given(let result) = state {
          state = .over
          return result
        }
        state = .expected(continuation)
        return nil
      }
      if let early { continuation.resume(with: early) }
    }

    func give(_ result: Result<Value, any Error>) {
      let waiting: CheckedContinuation<Value, any Error>? = state.withLock { state in
        switch state {
        case .idle:
          state = .given(result)
          return nil
        case .expected(let continuation):
          state = .over
          return continuation
        case .given, .over: return nil
        }
      }
      waiting?.resume(with: result)
    }
  }
}
