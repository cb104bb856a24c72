import Jobs
import Synchronization

/// Tells those who watch a job that something happened to it.
///
/// What is told is no more than a hint to read the store, but for layers' cycles, which are stored
/// nowhere: a watcher that is slow loses the oldest of those.
final class EventHub: Sendable {
  private struct State {
    var watchers: [JobID: [Int: Weak]] = [:]
    var nextWatcher = 0
  }

  private let state = Mutex(State())

  /// What one watcher has not taken yet.
  final class Mailbox: Sendable {
    /// Events that wait for a slow watcher.
    private static let capacity = 256

    private let events = Mutex<[JobEvent]>([])
    private let bell = Bell()
    private let forget: @Sendable () -> Void

    fileprivate init(forget: @escaping @Sendable () -> Void) { self.forget = forget }

    deinit { forget() }

    fileprivate func put(_ event: JobEvent?) {
      if let event {
        events.withLock { $0 = ($0 + [event]).suffix(Self.capacity) }
      }
      bell.ring()
    }

    /// The events that were passed on since the last call.
    func take() -> [JobEvent] {
      events.withLock { events in
        defer { events = [] }
        return events
      }
    }

    /// Waits until something was told, for `limit` at most.
    func wait(upTo limit: Duration) async { await bell.wait(upTo: limit) }
  }

  /// A box for what happens to a job from now on; it is forgotten with its last reference.
  func mailbox(for job: JobID) -> Mailbox {
    let number = state.withLock { state in
      state.nextWatcher += 1
      return state.nextWatcher
    }
    let mailbox = Mailbox { [weak self] in
      self?.state.withLock { state in
        state.watchers[job]?[number] = nil
        if state.watchers[job]?.isEmpty == true { state.watchers[job] = nil }
      }
    }
    state.withLock { $0.watchers[job, default: [:]][number] = Weak(mailbox) }
    return mailbox
  }

  /// Says that the store holds something new of the job.
  func tell(_ job: JobID) { send(nil, to: job) }

  /// Passes on an event that is stored nowhere.
  func pass(_ event: JobEvent) { send(event, to: event.job) }

  private func send(_ event: JobEvent?, to job: JobID) {
    let watchers = state.withLock { Array(($0.watchers[job] ?? [:]).values) }
    for watcher in watchers { watcher.mailbox?.put(event) }
  }

  private struct Weak: Sendable {
    weak let mailbox: Mailbox?
    init(_ mailbox: Mailbox) { self.mailbox = mailbox }
  }
}
