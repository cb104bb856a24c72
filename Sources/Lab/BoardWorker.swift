import BoardProfiles
import Jobs
import Measurements
import ResultStore

/// Owns a board of the rig: one job at a time, from the queue to the store.
actor BoardWorker {
  /// How often the queue is looked at without a word: jobs may wait for a time.
  private static let patience = Duration.seconds(1)
  /// How much later than a twin a board that failed asks for the same job again.
  private static let courtesy = Duration.seconds(3)

  nonisolated let entry: RigBoard
  private let context: LabContext
  private let presence: Presence
  /// Rings when there may be something to do.
  private nonisolated let bell = Bell()

  private var current: (job: Job, bell: Bell)?
  private var isStopping = false
  /// After a failure a twin is to have the first go.
  private var pausedUntil: ContinuousClock.Instant?
  private var failuresInARow = 0
  private(set) var uniqueID: String?
  private(set) var lastSeen: Timestamp?

  init(_ entry: RigBoard, _ context: LabContext, presence: Presence) {
    self.entry = entry
    self.context = context
    self.presence = presence
  }

  /// The job that it is at.
  var currentJob: JobID? { current?.job.id }

  /// The lease of that job.
  var currentLease: JobLease? { current?.job.lease }

  /// Says that there may be something to do.
  nonisolated func wake() { bell.ring() }

  /// Says that a job is to be cancelled, if the board is at it.
  func lookAgain(at job: JobID) {
    if current?.job.id == job { current?.bell.ring() }
  }

  /// Takes no more jobs; the one that it is at goes on.
  func stop() {
    isStopping = true
    bell.ring()
  }

  /// Works until it is stopped, or the task is cancelled.
  func run() async {
    while !isStopping, !Task.isCancelled {
      guard let job = await claim(), let lease = job.lease else {
        await bell.wait(upTo: Self.patience)
        continue
      }
      let jobBell = Bell()
      current = (job, jobBell)
      let outcome = await Attempt(
        job: job, lease: lease, board: entry, context: context, bell: jobBell
      ).run()
      current = nil
      await take(outcome)
    }
  }

  /// The board's next job, unless the board or the lab cannot do it now.
  private func claim() async -> Job? {
    if let pausedUntil, ContinuousClock.now < pausedUntil { return nil }
    guard presence.absence(of: entry) == nil, hasRoom else { return nil }
    let (entry, now) = (entry, context.wallClock.now)
    let owner = "\(context.owner):\(entry.name)"
    let until = now.after(context.lease)
    do {
      let job = try await context.store {
        try $0.claim(
          board: entry.board, boardName: entry.name, owner: owner, until: until, now: now)
      }
      if let job { context.hub.tell(job.id) }
      return job
    } catch {
      context.troubles.set("store", JobFailure(of: error).summary)
      return nil
    }
  }

  /// Whether the disk has room for another run: without it jobs wait, and do not fail.
  private var hasRoom: Bool {
    let least = context.rig.retention.freeMegabytes
    guard let free = DiskSpace.freeMegabytes(beside: context.store.store.path) else { return true }
    context.troubles.set(
      "disk",
      free >= least
        ? nil : "the disk of the store has \(free) MB free, jobs wait until it has \(least)")
    return free >= least
  }

  /// Takes what an attempt says of the board.
  private func take(_ outcome: Attempt.Outcome) async {
    switch outcome {
    case .done(let uniqueID):
      failuresInARow = 0
      if let uniqueID { self.uniqueID = uniqueID }
      lastSeen = context.wallClock.now
      await record(.success)
    case .failed(let failureClass) where RetryPolicy.speaksAgainstTheBoard(failureClass):
      failuresInARow += 1
      pausedUntil =
        ContinuousClock.now + context.retryPolicy.pause(after: failuresInARow) + Self.courtesy
      await record(.failure)
    case .failed, .ended: break
    }
  }

  private func record(_ outcome: BoardOutcome) async {
    await context.record(outcome, of: entry.name)
  }
}

extension LabContext {
  /// Takes an outcome into a board's health, and puts it into quarantine where that is too bad.
  func record(_ outcome: BoardOutcome, of boardName: String) async {
    let (now, limit) = (wallClock.now, rig.thresholds.quarantineBelow)
    do {
      let quarantine = try await store { store -> Quarantine? in
        let health = try store.record(outcome, of: boardName, now: now)
        guard health.score < limit else { return nil }
        let reason =
          "its health fell to \(Int(health.score * 100)) %, below the rig's \(Int(limit * 100)) %"
        return try store.quarantine(boardName, because: reason, by: "lab", now: now).quarantine
      }
      if let quarantine { log.warn("board \(boardName) is in quarantine: \(quarantine.reason)") }
    } catch {
      troubles.set("store", JobFailure(of: error).summary)
    }
  }
}
