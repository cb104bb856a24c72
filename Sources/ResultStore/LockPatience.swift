import Glibc
import Synchronization

/// How one connection waits for a lock that another process holds.
///
/// SQLite's own way looks every millisecond at first and every tenth of a second later on, so that of
/// many who wait whoever came last is served first, and some never are. Here who has waited longest
/// looks most often.
final class LockPatience: Sendable {
  private let limit: Duration
  private let began = Mutex<ContinuousClock.Instant?>(nil)

  /// Waits for a lock, `limit` at most.
  init(limit: Duration) { self.limit = limit }

  /// Waits a little before the lock is tried again.
  ///
  /// - Parameter tries: how often it was tried already and not had, from 0 on.
  /// - Returns: whether to try it again.
  func goesOn(after tries: Int) -> Bool {
    let now = ContinuousClock.now
    let start = began.withLock { began in
      let start = tries == 0 ? now : began ?? now
      began = start
      return start
    }
    let waited = now - start
    guard waited < limit else { return false }
    let pause = Self.pause(after: waited) * Double.random(in: 0.5..<1.5)
    // SQLite asks on the thread that is to wait.
    var rest = timespec(tv_sec: 0, tv_nsec: Int(pause / .nanoseconds(1)))
    nanosleep(&rest, nil)
    return true
  }

  /// The middle of the pauses of one who has waited for so long.
  static func pause(after waited: Duration) -> Duration {
    max(.microseconds(300), .milliseconds(8) / (1 + waited / .milliseconds(50)))
  }
}
