import Synchronization

/// Wakes whoever waits for something to have changed.
///
/// A ring that comes while nobody waits is kept for the next one who does.
final class Bell: Sendable {
  private struct State {
    var hasRung = false
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWaiter = 0
  }

  private let state = Mutex(State())

  func ring() {
    let waiters = state.withLock { state in
      state.hasRung = state.waiters.isEmpty
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits for a ring, for `limit` at most, and no longer than until the task is cancelled.
  func wait(upTo limit: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.ringing() }
      group.addTask { try? await ContinuousClock().sleep(for: limit) }
      await group.next()
      group.cancelAll()
    }
  }

  private func ringing() async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let isOver = state.withLock { state in
          if state.hasRung || Task.isCancelled {
            state.hasRung = false
            return true
          }
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
