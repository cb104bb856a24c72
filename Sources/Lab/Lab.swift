package import BoardProfiles
import Failures
import Glibc
import Jobs
import Measurements
package import Regression
package import ResultStore
import Schedules
package import Workbench

/// The boards of this host, the queue that they work off, and the suites that come again and again.
package actor Lab {
  /// What a lab is made of.
  package struct Configuration: Sendable {
    package var rig: Rig
    /// Paths in the rig are relative to its directory.
    package var rigPath: String
    package var workbench: Workbench
    package var store: ResultStore
    /// What records call the program.
    package var program: String
    package var log: LabLog
    package var wallClock = WallClock.system
    /// Whether suites run by their schedules.
    package var followsSchedules = true

    package init(
      rig: Rig, rigPath: String, workbench: Workbench, store: ResultStore, program: String,
      log: LabLog
    ) {
      self.rig = rig
      self.rigPath = rigPath
      self.workbench = workbench
      self.store = store
      self.program = program
      self.log = log
    }
  }

  /// Prepared models that are kept for the boards that will want them.
  private static let keptPreparations = 8

  nonisolated let context: LabContext
  nonisolated let presence: Presence
  nonisolated let stopSwitch = StopSwitch()
  let workers: [BoardWorker]
  let started = ContinuousClock.now
  private let followsSchedules: Bool
  /// Held as long as the lab lives.
  private let lock: LabLock
  private let scratch: String
  private let nightOrders: AsyncStream<NightRunner>
  private let nightInput: AsyncStream<NightRunner>.Continuation
  /// Suites whose night runs.
  var suitesAtWork: Set<String> = []

  /// Takes the queue for this process.
  ///
  /// - Throws: ``LabError`` when another process has it or the rig names no board, and when a board's
  ///   profile cannot be used.
  package init(_ configuration: Configuration) throws {
    let (rig, workbench) = (configuration.rig, configuration.workbench)
    guard !rig.boards.isEmpty else { throw LabError(.noBoards(rig: configuration.rigPath)) }
    for entry in rig.boards { _ = try workbench.buildableBoard(named: entry.board) }
    let directory = Self.directory(of: configuration.rigPath)
    for suite in rig.suites {
      try RigCheck.checkBoards(of: suite, in: rig, directory: directory, workbench: workbench)
    }
    lock = try LabLock(storePath: configuration.store.path)
    scratch = workbench.places.cache + "/lab/\(Self.hostName)-\(getpid())"
    let troubles = Troubles(log: configuration.log)
    let threads = WorkThreads()
    let context = LabContext(
      rig: rig, rigDirectory: directory, workbench: workbench,
      store: LabStore(configuration.store), hub: EventHub(),
      builds: BuildPool(root: scratch, width: rig.work.builds, threads: threads),
      threads: threads,
      preparations: SharedWork(on: threads, capacity: Self.keptPreparations),
      wallClock: configuration.wallClock, owner: "\(Self.hostName):\(getpid())",
      program: configuration.program, log: configuration.log, troubles: troubles)
    let presence = Presence(
      rig: rig, finder: workbench.probeFinder(), troubles: troubles, log: configuration.log)
    self.context = context
    self.presence = presence
    workers = rig.boards.map { BoardWorker($0, context, presence: presence) }
    followsSchedules = configuration.followsSchedules
    (nightOrders, nightInput) = AsyncStream.makeStream()
  }

  /// Works until ``stop()``, or until the task is cancelled; then running jobs go back to the queue.
  package func run() async {
    await takeBack()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.presence.follow { Task { await self.wakeAll() } } }
      group.addTask { await self.sweep() }
      group.addTask { await self.runNights() }
      if followsSchedules {
        group.addTask { await self.applyRetention() }
        group.addTask { await self.followSuites() }
      }
      await work()
      group.cancelAll()
    }
    Files.remove(scratch)
    context.log.info("stopped")
  }

  /// Takes no more jobs; those that run may finish within the rig's time of grace.
  package nonisolated func stop() {
    stopSwitch.throw()
  }

  // MARK: Boards

  /// Lets every board work until the lab is stopped and they have ended, or the grace is over.
  private func work() async {
    let (workers, grace) = (workers, Duration.seconds(context.rig.work.graceSeconds))
    await withTaskGroup(of: Bool.self) { group in
      for worker in workers {
        group.addTask {
          await worker.run()
          return true
        }
      }
      group.addTask { [stopSwitch, context] in
        await stopSwitch.thrown()
        context.log.info("stopping: jobs that run have \(grace) to finish")
        for worker in workers { await worker.stop() }
        try? await ContinuousClock().sleep(for: grace)
        return false
      }
      var working = workers.count
      while working > 0, let isWorker = await group.next() {
        if isWorker { working -= 1 } else { group.cancelAll() }
      }
      group.cancelAll()
    }
  }

  /// Says to every board that there may be something to do.
  func wakeAll() {
    for worker in workers { worker.wake() }
  }

  // MARK: The queue

  /// Takes back what a lab of this host held that ended without a word, and removes what it left.
  private func takeBack() async {
    let now = context.wallClock.now
    do {
      let host = Self.hostName + ":"
      let jobs = try await context.store { store in
        _ = try store.models.removeLeftovers()
        return try store.expireLeases(ofOwnersWithPrefix: host, now: now)
      }
      for job in jobs {
        context.log.info(
          "job \(job.id.short): taken back from a lab that ended: \(job.state.rawValue)")
      }
    } catch {
      context.troubles.set("store", JobFailure(of: error).summary)
    }
    let root = context.workbench.places.cache + "/lab"
    for name in Files.names(in: root) where name.hasPrefix(Self.hostName + "-") {
      guard let processID = Int32(name.dropFirst(Self.hostName.count + 1)),
        processID != getpid(), kill(processID, 0) != 0, errno == ESRCH
      else { continue }
      Files.remove("\(root)/\(name)")
    }
  }

  // MARK: Nights

  private func runNights() async {
    await withDiscardingTaskGroup { group in
      for await night in nightOrders {
        group.addTask {
          await self.finish(night)
        }
      }
    }
  }

  private func finish(_ night: NightRunner) async {
    do {
      _ = try await night.run()
    } catch  where Task.isCancelled {
      // It goes on when a lab starts again.
    } catch {
      context.log.error("suite \(night.suite.name): \(JobFailure(of: error).summary)")
    }
    suitesAtWork.remove(night.suite.name)
  }

  /// Begins a night of a suite.
  ///
  /// - Throws: when the suite's last night still runs.
  func begin(_ night: NightRunner) throws(DeskError) {
    guard suitesAtWork.insert(night.suite.name).inserted else {
      throw DeskError(.suiteIsRunning(name: night.suite.name))
    }
    nightInput.yield(night)
  }

  /// Runs one night of a suite with this lab's boards, and nothing after it.
  ///
  /// Jobs of the night that are left when it is interrupted are cancelled.
  ///
  /// - Throws: when the suite's models cannot be found, and when the task is cancelled.
  package func foregroundNight(
    of suite: RigSuite, commit: String?
  ) async throws -> NightReport {
    let known: String?
    if let commit { known = commit } else { known = try await self.commit(of: suite) }
    let night = NightRunner(suite, commit: known, lab: self)
    suitesAtWork.insert(suite.name)
    return try await withThrowingTaskGroup(of: NightReport?.self) { group in
      group.addTask {
        await self.run()
        return nil
      }
      group.addTask { try await night.run() }
      do {
        while let ended = try await group.next() {
          guard let report = ended else { continue }
          stop()
          try await group.waitForAll()
          return report
        }
      } catch {
        await abandon(night.id)
        throw error
      }
      throw CancellationError()
    }
  }

  /// Cancels the jobs of a night that nobody waits for any more.
  private func abandon(_ night: String) async {
    let now = context.wallClock.now
    _ = try? await context.store { store in
      let filter = JobFilter(night: night, limit: 10_000)
      for job in try store.jobs(matching: filter) where !job.state.isFinal {
        _ = try store.cancel(job.id, now: now)
      }
      if var report = try store.night(id: night) {
        report.ended = now
        try store.save(report)
      }
    }
  }

  /// Takes up what is unfinished before anything begins: a suite has one night at a time.
  private func followSuites() async {
    await resumeNights()
    await withDiscardingTaskGroup { group in
      for suite in context.rig.suites where suite.schedule != nil {
        group.addTask { await self.follow(suite) }
      }
    }
  }

  /// Goes on with the newest night of each suite that a lab left unfinished, and ends older ones.
  private func resumeNights() async {
    let nights: [NightReport]
    do {
      nights = try await context.store { try $0.unfinishedNights() }
    } catch {
      return context.troubles.set("store", JobFailure(of: error).summary)
    }
    for report in nights {
      guard let suite = context.rig.suites.first(where: { $0.name == report.suite }),
        !suitesAtWork.contains(suite.name)
      else {
        context.log.warn("suite \(report.suite): night \(report.id.prefix(8)) is not gone on with")
        await abandon(report.id)
        continue
      }
      do throws(DeskError) {
        try begin(NightRunner(suite, resuming: report, lab: self))
        context.log.info("suite \(suite.name): going on with night \(report.id.prefix(8))")
      } catch {
        context.log.warn("suite \(suite.name): \(error.summary)")
      }
    }
  }

  /// Starts a suite when its time has come.
  private func follow(_ suite: RigSuite) async {
    guard let text = suite.schedule,
      let schedule = try? Schedule(text, timeZone: suite.timeZone)
    else { return }
    if schedule.isAtStart { return await start(suite, by: "@reboot") }
    var alarm = Alarm(schedule, after: context.wallClock.seconds)
    while !Task.isCancelled {
      let left = (alarm.next ?? .max) - context.wallClock.seconds
      // Short enough to see soon that somebody has set the clock.
      try? await ContinuousClock().sleep(for: .seconds(min(max(left, 1), 5)))
      guard !Task.isCancelled, alarm.isDue(at: context.wallClock.seconds) else { continue }
      await start(suite, by: "schedule")
    }
  }

  private func start(_ suite: RigSuite, by who: String) async {
    do {
      let night = try await startNight(suite: suite.name, by: who)
      context.log.info("suite \(suite.name): night \(night.prefix(8)) begins, by \(who)")
    } catch let error as DeskError {
      context.log.info("suite \(suite.name): \(error.summary)")
    } catch {
      context.log.error("suite \(suite.name): \(JobFailure(of: error).summary)")
    }
  }

  // MARK: Places

  /// The directory that a file is in, from `/` on: jobs outlive the process's own directory.
  package static func directory(of file: String) -> String {
    let path =
      realpath(file, nil).map { resolved in
        defer { free(resolved) }
        return String(cString: resolved)
      } ?? file
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static let hostName: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }()
}
