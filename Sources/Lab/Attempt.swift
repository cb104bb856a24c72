import Benchmarking
import BoardProfiles
import Failures
import Jobs
import Measurements
import ResultStore
import Workbench

/// One attempt at a job on one board, from the claim to what the queue is told of it.
struct Attempt: Sendable {
  let job: Job
  let lease: JobLease
  let board: RigBoard
  let context: LabContext
  /// Rings when the job is to be looked at again: somebody wishes to cancel it.
  let bell: Bell

  /// Why an attempt ended without a result of its own.
  private enum Ending: Error {
    case cancelWished
  }

  /// What came of an attempt, for the board.
  enum Outcome: Hashable, Sendable {
    case done(uniqueID: String?)
    case failed(FailureClass?)
    /// Cancelled, given back or taken away: it says nothing of the board.
    case ended
  }

  /// How long to wait before a store that is full or locked is tried again.
  private static let storePause = Duration.seconds(2)
  private static let lastTries = 3

  func run() async -> Outcome {
    do {
      let run = try await measured()
      return await store(run.measurement.with(provenance: provenance(of: run.measurement)))
    } catch Ending.cancelWished {
      context.log.info("\(name): cancelled")
      await tellQueue { try $0.endCancelled(lease, now: $1) }
      return .ended
    } catch let error as ResultStoreError where error.isOfALostLease {
      context.log.warn("\(name): \(error.summary)")
      return .ended
    } catch  where Task.isCancelled {
      context.log.info("\(name): given back, the lab stops")
      await tellQueue { try $0.release(lease, now: $1) }
      return .ended
    } catch {
      return await fail(error)
    }
  }

  private var name: String { "job \(job.id.short) on \(board.name), attempt \(job.attempt)" }

  // MARK: The work, and what goes on beside it

  private enum Part: Sendable {
    case measured(FinishedRun)
    case written
    case foreseen
    case never
  }

  /// Measures while the lease is renewed, the deadline looms and the journal is written.
  private func measured() async throws -> FinishedRun {
    let journal = Journal(lease, context)
    return try await withThrowingTaskGroup(of: Part.self) { group in
      group.addTask {
        defer { journal.finish() }
        return .measured(try await work(journal))
      }
      group.addTask {
        try await journal.write()
        return .written
      }
      group.addTask { try await keepLease() }
      group.addTask { await foresee() }
      group.addTask {
        // A clock that no one puts back or forward.
        try await ContinuousClock().sleep(for: .seconds(job.deadlineSeconds))
        throw LabError(.deadlinePassed(seconds: job.deadlineSeconds))
      }
      defer { group.cancelAll() }
      var run: FinishedRun?
      var isWritten = false
      while run == nil || !isWritten {
        switch try await group.next() {
        case .measured(let finished): run = finished
        case .written: isWritten = true
        case .foreseen: break
        case .never, nil: throw CancellationError()
        }
      }
      guard let run else { throw CancellationError() }
      return run
    }
  }

  private func work(_ journal: Journal) async throws -> FinishedRun {
    let (prepared, workbench) = try await context.prepared(
      job.specification, progress: { journal.note($0) })
    journal.name(prepared.layers)
    return try await context.builds.withImage(
      of: prepared, by: workbench, progress: { journal.note($0) },
      body: { image in
        let link = try await workbench.link(
          to: board, of: context.rig, progress: { journal.note($0) })
        return try await workbench.measure(
          prepared, as: image, over: link, choices: MeasuringChoices(job.specification),
          program: context.program, hostWork: context.threads, progress: { journal.note($0) })
      })
  }

  /// Has the board's next job built while this one is measured, unless it is of the same model.
  private func foresee() async -> Part {
    let (board, now) = (board, context.wallClock.now)
    let specification = job.specification
    let next = try? await context.store {
      try $0.nextJob(board: board.board, boardName: board.name, now: now)
    }
    guard let next = (next ?? nil)?.specification,
      next.modelSHA256 != specification.modelSHA256 || next.home != specification.home,
      let (prepared, workbench) = try? await context.prepared(next, progress: { _ in }),
      !Task.isCancelled
    else { return .foreseen }
    await context.builds.foresee(prepared, by: workbench)
    return .foreseen
  }

  /// Renews the lease until the task is cancelled.
  ///
  /// - Throws: when the attempt was given up, took too long, or is to be cancelled.
  private func keepLease() async throws -> Part {
    while true {
      await bell.wait(upTo: context.lease / 3)
      try Task.checkCancellation()
      let (lease, now) = (lease, context.wallClock.now)
      let until = now.after(context.lease)
      do {
        let job = try await context.store { try $0.renew(lease, until: until, now: now) }
        if job.isCancelRequested { throw Ending.cancelWished }
      } catch let error as ResultStoreError where !error.isOfTheQueue {
        // The disk may be well again before the lease is over.
        context.troubles.set("store", error.summary)
      }
    }
  }

  private func provenance(of run: Measurement) -> Provenance {
    Provenance(
      program: run.provenance.program, user: job.submitter,
      lab: LabProvenance(
        job: job.id.rawValue, attempt: job.attempt, boardName: board.name,
        night: job.specification.night, commit: job.specification.commit,
        codePaddingBytes: job.specification.codePaddingBytes))
  }

  // MARK: What the queue is told

  private func store(_ run: Measurement) async -> Outcome {
    let isStored = await tellQueue { try $0.complete(lease, with: run, now: $1) }
    guard isStored else { return .ended }
    context.log.info(
      "\(name): done, run \(run.runID.short), \(run.evidence.rawValue)"
        + (run.validity == .valid ? "" : ", \(run.validity.rawValue)"))
    switch run.validity {
    case .valid, .degraded: return .done(uniqueID: run.board.uniqueID)
    // A clock or a count that cannot be is the board's; a wrong output may be anybody's.
    case .invalid: return .failed(.protocol)
    case .invalidOutput: return .ended
    }
  }

  private func fail(_ error: any Error) async -> Outcome {
    let failure = JobFailure(of: error)
    let failureClass = (error as? any Failure)?.failureClass
    let decision = context.retryPolicy.decision(after: error, attempt: job.attempt)
    context.log.warn("\(name): \(failure.summary)")
    await tellQueue { store, now in
      switch decision {
      case .giveUp: try store.fail(lease, failure, retryAt: nil, now: now)
      case .again(let pause):
        try store.fail(lease, failure, retryAt: now.after(pause), now: now)
      }
    }
    return .failed(failureClass)
  }

  /// Tells the queue how it ended, again and again while the disk does not take it.
  ///
  /// - Returns: whether the queue took it; what it refuses belongs to an attempt that was given up.
  @discardableResult
  private func tellQueue(
    _ work: @escaping @Sendable (ResultStore, Timestamp) throws -> Job
  ) async -> Bool {
    var triesLeft = Self.lastTries
    while true {
      let now = context.wallClock.now
      do {
        _ = try await context.store { try work($0, now) }
        context.troubles.set("store", nil)
        context.hub.tell(job.id)
        return true
      } catch {
        let failure = JobFailure(of: error)
        guard let error = error as? ResultStoreError, !error.isOfTheQueue else {
          context.log.warn("\(name): \(failure.summary)")
          return false
        }
        context.troubles.set("store", error.summary)
        if Task.isCancelled { triesLeft -= 1 }
        // Who starts next takes back what this lab held.
        guard triesLeft > 0 else { return false }
      }
      try? await ContinuousClock().sleep(for: Self.storePause)
      let (lease, moment) = (lease, context.wallClock.now)
      let until = moment.after(context.lease)
      _ = try? await context.store { try $0.renew(lease, until: until, now: moment) }
    }
  }
}

extension ResultStoreError {
  /// Whether the attempt is no longer this lab's.
  fileprivate var isOfALostLease: Bool {
    if case .staleLease = reason { true } else { false }
  }
}

extension JobFailure {
  /// What the queue keeps of any error.
  init(of error: any Error) {
    if let failure = error as? any Failure {
      self.init(failure)
    } else {
      self.init(summary: "\(error)", remedy: nil, failureClass: nil)
    }
  }
}

extension MeasuringChoices {
  init(_ specification: JobSpecification) {
    self.init()
    runs = specification.runs
    warmupRuns = specification.warmupRuns
    passes =
      specification.passes.map { passes in
        [PassKind.clean, .layer, .cold, .probe].filter(passes.contains)
      } ?? self.passes
    timeLimit = specification.timeLimitSeconds.map { .seconds($0) }
  }
}
