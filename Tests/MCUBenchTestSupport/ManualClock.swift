import Synchronization

/// A clock that stands still until a test advances it.
package final class ManualClock: Clock, Sendable {
  package struct Instant: InstantProtocol {
    package var offset: Swift.Duration

    package func advanced(by duration: Swift.Duration) -> Instant {
      Instant(offset: offset + duration)
    }

    package func duration(to other: Instant) -> Swift.Duration { other.offset - offset }

    package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct Sleeper {
    let deadline: Instant
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now = Instant(offset: .zero)
    var lastKey = 0
    var sleepers: [Int: Sleeper] = [:]
    var cancelledKeys: Set<Int> = []
    var observers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  package init() {}

  package var now: Instant { state.withLock { $0.now } }
  package var minimumResolution: Swift.Duration { .zero }

  package func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
    let key = state.withLock { state in
      state.lastKey += 1
      return state.lastKey
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver: Result<Void, any Error>? = state.withLock { state in
          if state.cancelledKeys.remove(key) != nil { return .failure(CancellationError()) }
          if deadline <= state.now { return .success(()) }
          state.sleepers[key] = Sleeper(deadline: deadline, continuation: continuation)
          return nil
        }
        if let isOver { continuation.resume(with: isOver) }
        wakeObservers()
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: key)
        if sleeper == nil { state.cancelledKeys.insert(key) }
        return sleeper
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Returns once somebody waits on the clock.
  package func sleeping() async {
    await withCheckedContinuation { continuation in
      state.withLock { $0.observers.append(continuation) }
      wakeObservers()
    }
  }

  /// Moves the clock on and wakes everybody whose time has come.
  package func advance(by duration: Swift.Duration) {
    let due = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let now = state.now
      let due = state.sleepers.filter { $0.value.deadline <= now }
      for key in due.keys { state.sleepers[key] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  private func wakeObservers() {
    let observers: [CheckedContinuation<Void, Never>] = state.withLock { state in
      guard !state.sleepers.isEmpty else { return [] }
      defer { state.observers = [] }
      return state.observers
    }
    for observer in observers { observer.resume() }
  }
}
