import Synchronization

/// A clock on which nobody waits: whoever sleeps moves it on to where they would wake.
package final class JumpingClock: Clock, Sendable {
  private let state = Mutex(ManualClock.Instant(offset: .zero))

  package init() {}

  package var now: ManualClock.Instant { state.withLock { $0 } }
  package var minimumResolution: Swift.Duration { .zero }

  package func sleep(
    until deadline: ManualClock.Instant, tolerance: Swift.Duration?
  ) async throws {
    try Task.checkCancellation()
    state.withLock { $0 = max($0, deadline) }
    await Task.yield()
  }

  /// Moves the clock on.
  package func advance(by duration: Swift.Duration) {
    state.withLock { $0 = $0.advanced(by: duration) }
  }
}
