package import BoardProfiles
import Failures
package import Jobs
import Measurements
import Regression
import ResultStore
import Workbench

extension Lab: LabDesk {
  /// Jobs that may wait at once.
  private static let queueLimit = 20_000

  private nonisolated var knownBoards: [String] {
    context.rig.boards.map { "\($0.name) (\($0.board))" }
  }

  package func submit(_ submission: JobSubmission, model: [UInt8]) async throws -> JobReceipt {
    guard !stopSwitch.isThrown else { throw DeskError(.stopping) }
    var submission = submission
    // Whose files are built is the rig's to say, and not a client's.
    if submission.specification.purpose == .user { submission.specification.home = nil }
    let specification = submission.specification
    let able = context.rig.boards.filter { entry in
      entry.board == specification.board
        && (specification.boardName == nil || entry.name == specification.boardName)
    }
    guard !able.isEmpty else {
      throw DeskError(
        .noBoard(
          profile: specification.board, name: specification.boardName, known: knownBoards))
    }
    submission.specification = try context.plain(specification)
    // A model that can never run is better refused now than by a board at night.
    _ = try await context.prepared(submission.specification, of: model)
    let (now, limit) = (context.wallClock.now, Self.queueLimit)
    let receipt = try await context.store { [submission] store in
      guard try store.jobCounts()[.queued, default: 0] < limit else {
        throw DeskError(.queueFull(limit: limit))
      }
      var submission = submission
      submission.specification.modelSHA256 = try store.models.keep(model)
      return try store.submit(submission, now: now)
    }
    context.log.info(
      "job \(receipt.job.id.short): \(receipt.isDuplicate ? "again" : "submitted") by "
        + submission.submitter.debugDescription)
    wakeAll()
    return receipt
  }

  package func cancel(_ job: JobID, by who: String) async throws -> Job {
    let now = context.wallClock.now
    let cancelled = try await context.store { try $0.cancel(job, now: now) }
    context.log.info("job \(job.short): to be cancelled, by \(who.debugDescription)")
    context.hub.tell(job)
    for worker in workers { await worker.lookAgain(at: job) }
    return cancelled
  }

  package func events(
    of job: JobID, after sequence: Int
  ) async throws -> AsyncThrowingStream<JobEvent, any Error> {
    // A job that there is not is an error now, and not in the stream.
    _ = try await context.store { try $0.job(named: job.rawValue) }
    let reader = EventReader(job, after: sequence, store: context.store, hub: context.hub)
    return AsyncThrowingStream { try await reader.next() }
  }

  package func boards() async throws -> [BoardStatus] {
    let standings = try await context.store { try $0.standings() }
    var statuses: [BoardStatus] = []
    for worker in workers {
      let standing = standings.first { $0.boardName == worker.entry.name }
      statuses.append(await status(of: worker, standing))
    }
    return statuses
  }

  private func status(of worker: BoardWorker, _ standing: BoardStanding?) async -> BoardStatus {
    let entry = worker.entry
    let state: BoardStatus.State
    if let job = await worker.currentJob {
      state = .busy(job)
    } else if let quarantine = standing?.quarantine {
      state = .quarantined(quarantine.reason)
    } else if presence.absence(of: entry) != nil {
      state = .missing
    } else {
      state = .idle
    }
    return BoardStatus(
      name: entry.name, profile: entry.board, isVirtual: entry.isVirtual, state: state,
      health: standing?.health ?? .new, uniqueID: await worker.uniqueID ?? entry.uniqueID,
      lastSeen: await worker.lastSeen)
  }

  package func setQuarantine(
    _ isQuarantined: Bool, of board: String, because reason: String, by who: String
  ) async throws -> BoardStatus {
    guard let worker = workers.first(where: { $0.entry.name == board }) else {
      throw DeskError(.unknownBoard(name: board, known: knownBoards))
    }
    let now = context.wallClock.now
    let standing = try await context.store { store in
      isQuarantined
        ? try store.quarantine(board, because: reason, by: who, now: now)
        : try store.endQuarantine(of: board, now: now)
    }
    context.log.info(
      "board \(board): \(isQuarantined ? "into" : "out of") quarantine, by \(who.debugDescription)")
    worker.wake()
    return await status(of: worker, standing)
  }

  package func startNight(suite name: String, by who: String) async throws -> String {
    guard !stopSwitch.isThrown else { throw DeskError(.stopping) }
    guard let suite = context.rig.suites.first(where: { $0.name == name }) else {
      throw DeskError(.unknownSuite(name: name, known: context.rig.suites.map(\.name)))
    }
    guard !suitesAtWork.contains(name) else { throw DeskError(.suiteIsRunning(name: name)) }
    let commit = try await commit(of: suite)
    let night = NightRunner(suite, commit: commit, lab: self)
    try begin(night)
    return night.id
  }

  /// The commit that a suite measures, where its home is a checkout of git's.
  package nonisolated func commit(of suite: RigSuite) async throws -> String? {
    let workbench = try context.workbench(over: context.home(of: suite))
    return try await workbench.commit(of: workbench.homeDirectory)
  }

  package func health() async -> LabHealth {
    let counts = try? await context.store { try $0.jobCounts() }
    var problems = context.troubles.all
    for worker in workers {
      if let absence = presence.absence(of: worker.entry) {
        problems.append("board \(worker.entry.name): \(absence)")
      }
    }
    return LabHealth(
      problems: problems, isStopping: stopSwitch.isThrown,
      uptimeSeconds: (ContinuousClock.now - started) / .seconds(1), jobsByState: counts ?? [:])
  }
}
