import Synchronization

/// A switch that is thrown once, and that many may wait for.
final class StopSwitch: Sendable {
  private struct State {
    var isThrown = false
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  var isThrown: Bool { state.withLock { $0.isThrown } }

  func `throw`() {
    let waiters = state.withLock { state in
      state.isThrown = true
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until it is thrown, or the task is cancelled.
  func thrown() async {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let isOver = state.withLock { state in
          if state.isThrown || Task.isCancelled { return true }
          state.waiters[number] = waiter
          return false
        }
        if isOver { waiter.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
    }
  }
}
