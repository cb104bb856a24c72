import BoardProfiles
import Failures
import Jobs
import Measurements
import Regression
import ResultStore

/// Takes a suite through a night: its jobs, what is measured again, and the report.
struct NightRunner: Sendable {
  /// How often a job is looked at without a word: its board may have gone.
  private static let patience = Duration.seconds(1)

  let suite: RigSuite
  let id: String
  let lab: Lab
  private let commit: String?
  private let plan: SuitePlan
  /// What is known of a night that another lab began.
  private let earlier: NightReport?

  private var context: LabContext { lab.context }

  /// A new night; what cannot be read of its models is told of in its report.
  init(_ suite: RigSuite, commit: String?, lab: Lab) {
    self.suite = suite
    self.lab = lab
    self.commit = commit
    id = JobID.random().rawValue
    plan = SuitePlan(suite, of: lab.context.rig, in: lab.context.rigDirectory)
    earlier = nil
  }

  /// A night that was begun before: what has its entry is not measured again.
  init(_ suite: RigSuite, resuming report: NightReport, lab: Lab) {
    self.suite = suite
    self.lab = lab
    commit = report.commit
    id = report.id
    plan = SuitePlan(suite, of: lab.context.rig, in: lab.context.rigDirectory)
    earlier = report
  }

  /// Measures everything and judges it; the report is saved after each entry.
  func run() async throws -> NightReport {
    let start = earlier?.started ?? context.wallClock.now
    var report = NightReport(
      id: id, suite: suite.name, started: start, ended: nil, commit: commit,
      entries: earlier?.entries ?? [])
    report.entries += missingEntries(but: report.entries)
    try await save(report)
    let jobs = try await submitAll(but: report.entries)
    report = try await withThrowingTaskGroup(of: NightEntry.self) { group in
      for job in jobs {
        group.addTask { try await entry(of: job, nightStart: start) }
      }
      for try await entry in group {
        report.entries.append(entry)
        context.log.info(
          "suite \(suite.name): \(entry.modelName.debugDescription) on "
            + "\(entry.boardName ?? entry.board): \(entry.outcome.rawValue)"
            + (entry.failure.map { ", \($0)" } ?? ""))
        try await save(report)
      }
      return report
    }
    report.entries.sort {
      ($0.modelName, $0.boardName ?? "") < ($1.modelName, $1.boardName ?? "")
    }
    report.ended = context.wallClock.now
    try await save(report)
    context.log.info(
      "suite \(suite.name): night \(id.prefix(8)) is over, \(report.entries.count) entries, "
        + "\(report.entries.count { $0.outcome == .failed }) failed, "
        + "\(report.entries.count { $0.outcome.isRegression }) slower")
    return report
  }

  private func save(_ report: NightReport) async throws {
    try await context.store { try $0.save(report) }
  }

  /// Failed entries for what the suite names and nobody can read.
  private func missingEntries(but known: [NightEntry]) -> [NightEntry] {
    context.troubles.set("suite \(suite.name)", plan.missing.first?.summary)
    return plan.missing.compactMap { model in
      let isKnown = known.contains {
        $0.modelName == model.name && $0.board == model.board && $0.outcome == .failed
          && (model.boardName == nil || $0.boardName == model.boardName)
      }
      guard !isKnown else { return nil }
      context.log.error("suite \(suite.name): \(model.summary)")
      var entry = NightEntry.failed(
        modelName: model.name, modelSHA256: "", board: model.board, boardName: model.boardName,
        because: model.summary)
      entry.isForAnyBoard = model.boardName == nil
      return entry
    }
  }

  // MARK: Jobs

  /// Submits what has no job of this night yet; gives the jobs of all that has no entry.
  private func submitAll(but entries: [NightEntry]) async throws -> [Job] {
    var jobs: [Job] = []
    for item in plan.items {
      let sha256 = try await context.store { try $0.models.keep(item.model.bytes) }
      let isJudged = entries.contains { entry in
        entry.modelSHA256 == sha256 && entry.board == item.board
          && (item.boardName == nil || entry.boardName == item.boardName)
      }
      guard !isJudged else { continue }
      let specification = JobSpecification(
        modelSHA256: sha256, modelName: item.model.name, board: item.board,
        boardName: item.boardName, runs: suite.runs, warmupRuns: suite.warmup,
        passes: suite.passes.map { $0.compactMap(PassKind.init(rawValue:)) },
        timeLimitSeconds: suite.timeLimit, home: context.home(of: suite), commit: commit,
        prunesDead: suite.pruneDead, cores: suite.cores, placement: suite.placement,
        purpose: .night(id: id))
      jobs.append(try await job(for: specification))
    }
    return jobs
  }

  /// The job of this night with that specification, made where there is none.
  private func job(for specification: JobSpecification) async throws -> Job {
    if earlier != nil {
      let filter = JobFilter(board: specification.board, night: id, limit: 10_000)
      let known = try await context.store { try $0.jobs(matching: filter) }
      if let job = known.first(where: { $0.specification == specification }) { return job }
    }
    let submission = JobSubmission(
      specification, priority: suite.priority, maximumAttempts: suite.attempts,
      deadlineSeconds: suite.deadline, submitter: "suite " + suite.name)
    let now = context.wallClock.now
    let receipt = try await context.store { try $0.submit(submission, now: now) }
    await lab.wakeAll()
    return receipt.job
  }

  /// Waits until a job is over; one whose board stays away fails once the suite's wait is over.
  private func finished(_ job: Job) async throws -> Job {
    let mailbox = context.hub.mailbox(for: job.id)
    let wait = Duration.seconds(suite.wait)
    var missingSince: ContinuousClock.Instant?
    while true {
      let latest = try await context.store { try $0.job(named: job.id.rawValue) }
      if latest.state.isFinal { return latest }
      let obstacle = latest.state == .queued ? try await obstacle(to: latest) : nil
      if let obstacle {
        let since = missingSince ?? .now
        missingSince = since
        if ContinuousClock.now - since >= wait {
          try await giveUp(latest, because: obstacle)
          continue
        }
      } else {
        missingSince = nil
      }
      await mailbox.wait(upTo: Self.patience)
      try Task.checkCancellation()
    }
  }

  /// Why no board can take a job up now, or `nil` where one can.
  private func obstacle(to job: Job) async throws -> String? {
    let standings = try await context.store { try $0.standings() }
    let able = context.rig.boards.filter { entry in
      entry.board == job.specification.board
        && (job.specification.boardName == nil || entry.name == job.specification.boardName)
    }
    var obstacles: [String] = []
    for entry in able {
      if let absence = lab.presence.absence(of: entry) {
        obstacles.append("board \(entry.name): \(absence)")
      } else if let quarantine = standings.first(where: { $0.boardName == entry.name })?.quarantine
      {
        obstacles.append("board \(entry.name) is in quarantine: \(quarantine.reason)")
      } else {
        return nil
      }
    }
    return able.isEmpty ? "the rig has no such board" : obstacles.joined(separator: "; ")
  }

  private func giveUp(_ job: Job, because obstacle: String) async throws {
    let failure = JobFailure(
      MissingBoard(obstacle: obstacle, seconds: suite.wait))
    let now = context.wallClock.now
    do {
      _ = try await context.store { try $0.failWaiting(job.id, failure, now: now) }
    } catch let error as ResultStoreError where error.isOfTheQueue {
      // Somebody took it up in the same moment.
    }
    context.hub.tell(job.id)
  }

  // MARK: Verdicts

  private func entry(of job: Job, nightStart: Timestamp) async throws -> NightEntry {
    let finished = try await finished(job)
    guard let runID = finished.runID else { return try await failedEntry(finished) }
    let run = try await context.store { try $0.run(named: runID.rawValue) }
    let past = try await NightHistory(of: run, before: nightStart, context: context)
    let boardName = finished.boardName ?? finished.specification.boardName
    let twin = try await twin(of: boardName, profile: finished.specification.board)
    var investigation = Investigation(
      of: ComparedRun(run), against: past.baseline, history: past.history,
      options: Investigation.Options(
        thresholds: context.thresholds, isConfirming: context.rig.thresholds.confirm,
        hasTwin: twin != nil))
    while true {
      switch investigation.step {
      case .accept(var entry):
        entry.seconds = try await seconds(of: finished)
        entry.isForAnyBoard = finished.specification.boardName == nil
        if let blame = entry.blame, let boardName {
          await context.record(blame == .wrongFigures ? .blame : .failure, of: boardName)
        }
        return entry
      case .measureAgain:
        try await confirm(&investigation, finished, of: runID, on: boardName)
      case .measureOnTwin:
        try await confirm(&investigation, finished, of: runID, on: twin)
      case .measureMoved(let codePaddingBytes):
        try await confirm(
          &investigation, finished, of: runID, on: boardName, codePaddingBytes: codePaddingBytes)
      }
    }
  }

  /// Measures once more, on the board of that name.
  private func confirm(
    _ investigation: inout Investigation, _ job: Job, of runID: RunID, on boardName: String?,
    codePaddingBytes: Int? = nil
  ) async throws {
    guard let boardName else {
      return investigation.takeFailure("no such board is there", boardName: "?")
    }
    var specification = job.specification
    specification.boardName = boardName
    specification.codePaddingBytes = codePaddingBytes
    specification.purpose = .confirmation(night: id, of: runID)
    let finished = try await finished(try await self.job(for: specification))
    guard let confirmation = finished.runID else {
      return investigation.takeFailure(
        finished.failure?.summary ?? "it was \(finished.state.rawValue)", boardName: boardName)
    }
    let run = try await context.store { try $0.run(named: confirmation.rawValue) }
    investigation.take(ComparedRun(run))
  }

  /// Another board of the same profile and kind that can be used now.
  private func twin(of boardName: String?, profile: String) async throws -> String? {
    let standings = try await context.store { try $0.standings() }
    let own = context.rig.boards.first { $0.name == boardName }
    return context.rig.boards.first { entry in
      entry.board == profile && entry.name != boardName && entry.isVirtual == own?.isVirtual
        && lab.presence.absence(of: entry) == nil
        && standings.first { $0.boardName == entry.name }?.quarantine == nil
    }?.name
  }

  private func failedEntry(_ job: Job) async throws -> NightEntry {
    let reason = job.failure?.summary ?? "the job was \(job.state.rawValue)"
    var entry = NightEntry(
      modelName: job.specification.modelName, modelSHA256: job.specification.modelSHA256,
      board: job.specification.board, boardName: job.boardName ?? job.specification.boardName,
      evidence: nil, timingModel: nil, outcome: .failed, runID: nil, baselineRunID: nil,
      total: nil, failure: reason, seconds: try await seconds(of: job))
    entry.cores = job.specification.cores
    entry.placement = job.specification.placement
    entry.isForAnyBoard = job.specification.boardName == nil
    return entry
  }

  /// Seconds that a job's attempts took together.
  private func seconds(of job: Job) async throws -> Double? {
    let events = try await context.store { try $0.events(of: job.id, after: 0, limit: 10_000) }
    var total: Int64 = 0
    var began: Timestamp?
    for event in events {
      guard case .state(let state, _) = event.kind else { continue }
      if state == .leased {
        began = event.time
      } else if !state.isRunning, let since = began {
        total += max(0, event.time.unixMilliseconds - since.unixMilliseconds)
        began = nil
      }
    }
    return Double(total) / 1000
  }
}

/// A suite's job whose board stayed away.
struct MissingBoard: Failure, Hashable {
  let obstacle: String
  let seconds: Int

  var summary: String { "not measured after \(seconds) s: \(obstacle)" }
  var remedy: String? {
    "attach the board, or let it out with 'mcubench quarantine BOARD --lift'; a virtual one does not "
      + "take its place"
  }
  var failureClass: FailureClass? { .probe }
}
