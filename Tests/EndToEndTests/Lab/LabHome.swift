import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// A lab of virtual boards in a home of its own: a rig file, a store, and the daemon's processes.
struct LabHome {
  let home: Sandbox
  let rig: String
  /// SHA-256 of the model that every job measures.
  let model: String

  static let modelPath = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: "examples/block_hswish_conv/block_hswish_conv.tflite").path

  /// A lab whose rig has these boards, all of one profile; `more` is added to the rig file.
  static func with<Value>(
    boards: [String], profile: String = "stm32f746g", more: String = "",
    _ work: (LabHome) async throws -> Value
  ) async throws -> Value {
    try await Sandbox.with { home in
      let text = """
        boards:
        \(boards.map { "  - {name: \($0), board: \(profile)}" }.joined(separator: "\n"))
        work: {leaseSeconds: 6, graceSeconds: 30, retrySeconds: 0}
        retention: {freeMegabytes: 1}
        thresholds: {quarantineBelow: 0}
        service: {listen: "127.0.0.1:0"}
        \(more)
        """
      let rig = try home.write(Array(text.utf8), to: "rig.yaml")
      try FileManager.default.createDirectory(
        atPath: home.directory + "/data/mcubench", withIntermediateDirectories: true)
      let store = try ResultStore(path: home.store)
      let model = try store.models.keep([UInt8](Data(contentsOf: URL(filePath: modelPath))))
      try store.close()
      return try await work(LabHome(home: home, rig: rig, model: model))
    }
  }

  /// So many virtual boards, each with a name of its own.
  static func virtual(_ count: Int) -> [String] {
    (1...count).map { "v\($0), virtual: true" }
  }

  /// Starts the daemon.
  func start(
    _ arguments: [String] = [], environment changes: [String: String?] = [:]
  ) throws -> ProgramRun {
    try ProgramRun(
      "mcubenchd", ["--rig", rig] + arguments, in: home.directory,
      environment: home.environment.merging(changes) { _, change in change })
  }

  /// The port that the daemon says it listens on, once it does.
  static func port(of daemon: ProgramRun) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if let match = daemon.errorsSoFar.firstMatch(of: /listening on [^ ]+ port ([0-9]+)/) {
        return String(match.1)
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    try #require(Bool(false), "the daemon does not listen: \(daemon.errorsSoFar)")
    return ""
  }

  /// Stops the daemon as systemd does.
  @discardableResult
  func stop(_ daemon: ProgramRun) async -> ProgramOutcome {
    daemon.send(signal: SIGTERM)
    let outcome = await daemon.end(within: .seconds(60))
    #expect(outcome.status == 0, "\(outcome.errors.suffix(2000))")
    return outcome
  }

  /// Reads or changes the store, as another process beside the daemon.
  func withStore<Value>(_ work: (ResultStore) throws -> Value) throws -> Value {
    let store = try ResultStore(path: home.store)
    let value = try work(store)
    try store.close()
    return value
  }

  /// Adds jobs of different work; gives their names.
  func submit(
    _ count: Int, from first: Int = 0, attempts: Int = 20, boardName: String? = nil,
    deadline: Int = 300, passes: [PassKind]? = nil
  ) throws -> [JobID] {
    try withStore { store in
      try (first..<first + count).map { number in
        try store.submit(
          JobSubmission(
            JobSpecification(
              modelSHA256: model, modelName: "block_hswish_conv", board: "stm32f746g",
              boardName: boardName, runs: passes.map { _ in 1 }, passes: passes,
              timeLimitSeconds: 1000 + number),
            maximumAttempts: attempts, deadlineSeconds: deadline, submitter: "tester"),
          now: Self.now
        ).job.id
      }
    }
  }

  static var now: Timestamp {
    Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }

  func counts() throws -> [JobState: Int] { try withStore { try $0.jobCounts() } }

  func job(_ id: JobID) throws -> Job { try withStore { try $0.job(named: id.rawValue) } }

  /// Waits until `condition` holds of the jobs in each state; gives whether it came to that.
  func wait(
    within limit: Duration, lookingEvery pause: Duration = .milliseconds(50),
    until condition: ([JobState: Int]) -> Bool
  ) async throws -> Bool {
    // States pass quickly: it is not opened anew for each look.
    let store = try ResultStore(path: home.store)
    defer { try? store.close() }
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      if condition(try store.jobCounts()) { return true }
      try await Task.sleep(for: pause)
    }
    return false
  }

  /// Waits until every job is over.
  func waitUntilAllAreOver(
    within limit: Duration, lookingEvery pause: Duration = .milliseconds(50)
  ) async throws -> Bool {
    try await wait(within: limit, lookingEvery: pause) { counts in
      counts.allSatisfy { $0.key.isFinal || $0.value == 0 }
    }
  }

  /// Expects that each job is done, with one run of its own, and that nothing else is left.
  func expectAllDoneOnce(_ jobs: [JobID]) throws {
    let store = try ResultStore(path: home.store)
    var runs: Set<RunID> = []
    for id in jobs {
      let job = try store.job(named: id.rawValue)
      #expect(job.state == .done, "\(id) is \(job.state): \(job.failure?.summary ?? "")")
      #expect(job.lease == nil)
      guard let runID = job.runID else { continue }
      #expect(runs.insert(runID).inserted, "two jobs have the run \(runID)")
      let run = try store.run(named: runID.rawValue)
      #expect(run.provenance.lab?.job == id.rawValue)
      #expect(run.evidence == .simulated)
    }
    let stored = try store.runs(matching: RunFilter(limit: 1_000_000))
    #expect(stored.count == jobs.count, "\(stored.count) runs of \(jobs.count) jobs")
    try store.close()
  }
}
