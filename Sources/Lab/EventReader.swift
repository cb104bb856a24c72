import Jobs
import ResultStore

/// Reads a job's events for one watcher: those stored first, then each as it comes, to its end.
///
/// A watcher takes one event after the other, so what waits for a slow one is in the store.
actor EventReader {
  private static let pageLength = 200
  /// Without a word for so long, the store is asked all the same.
  private static let patience = Duration.seconds(5)

  private let job: JobID
  private let store: LabStore
  private let mailbox: EventHub.Mailbox
  private var last: Int
  private var page: ArraySlice<JobEvent> = []
  private var hasEnded = false

  init(_ job: JobID, after sequence: Int, store: LabStore, hub: EventHub) {
    self.job = job
    self.store = store
    last = sequence
    // Listening begins before the store is read, so that nothing falls between the two.
    mailbox = hub.mailbox(for: job)
  }

  /// The next event, or `nil` once the job is over or the watcher is gone.
  func next() async throws -> JobEvent? {
    while true {
      try Task.checkCancellation()
      if let event = page.popFirst() { return take(event) }
      if hasEnded { return nil }
      let (job, after) = (job, last)
      let passed = mailbox.take()
      let stored = try await store {
        try $0.events(of: job, after: after, limit: Self.pageLength)
      }
      // An event that is not stored carries the number of the last one that is.
      page = (stored + passed.filter { $0.sequence >= after })[...]
      if page.isEmpty { await mailbox.wait(upTo: Self.patience) }
    }
  }

  private func take(_ event: JobEvent) -> JobEvent {
    last = max(last, event.sequence)
    if case .state(let state, _) = event.kind, state.isFinal { hasEnded = true }
    return event
  }
}
