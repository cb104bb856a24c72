import Failures
import Jobs
import Measurements
import ResultStore
import Synchronization

@testable import BenchDaemon

/// A lab that does what a test tells it to, over a real store.
final class ScriptedDesk: LabDesk {
  struct State {
    var submissions: [(submission: JobSubmission, model: [UInt8])] = []
    var cancelled: [JobID] = []
    var refusal: (any Error)?
    var quarantined: [String: String] = [:]
    /// Watchers of each job, who get what ``tell(_:of:)`` tells.
    var watchers: [JobID: [AsyncThrowingStream<JobEvent, any Error>.Continuation]] = [:]
  }

  let store: ResultStore
  let state = Mutex(State())

  init(store: ResultStore) { self.store = store }

  static let now = Timestamp(unixMilliseconds: 1_795_235_541_250)

  func submit(_ submission: JobSubmission, model: [UInt8]) async throws -> JobReceipt {
    try state.withLock {
      if let refusal = $0.refusal { throw refusal }
      $0.submissions.append((submission, model))
    }
    guard submission.specification.board == "stm32f746g" else {
      throw DeskError(
        .noBoard(
          profile: submission.specification.board, name: nil, known: ["left (stm32f746g)"]))
    }
    guard model.count >= 8, Array(model[4..<8]) == Array("TFL3".utf8) else {
      throw NotAModel()
    }
    return try store.submit(submission, now: Self.now)
  }

  func cancel(_ job: JobID, by who: String) async throws -> Job {
    state.withLock { $0.cancelled.append(job) }
    return try store.cancel(job, now: Self.now)
  }

  func events(
    of job: JobID, after sequence: Int
  ) async throws -> AsyncThrowingStream<JobEvent, any Error> {
    let past = try store.events(of: job, after: sequence, limit: 10_000)
    let isOver = try store.job(named: job.rawValue).state.isFinal
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: JobEvent.self)
    for event in past { continuation.yield(event) }
    if isOver {
      continuation.finish()
    } else {
      state.withLock { $0.watchers[job, default: []].append(continuation) }
    }
    return stream
  }

  /// Does something to a job, and tells those who watch it what came of that.
  func tell<Value>(of job: JobID, _ work: (ResultStore) throws -> Value) throws -> Value {
    let before = try store.events(of: job, limit: 100_000).last?.sequence ?? 0
    let value = try work(store)
    let events = try store.events(of: job, after: before, limit: 100_000)
    let isOver = try store.job(named: job.rawValue).state.isFinal
    state.withLock {
      for watcher in $0.watchers[job] ?? [] {
        for event in events { watcher.yield(event) }
        if isOver { watcher.finish() }
      }
    }
    return value
  }

  /// Watchers of `job` now.
  func watcherCount(of job: JobID) -> Int { state.withLock { $0.watchers[job]?.count ?? 0 } }

  func boards() async throws -> [BoardStatus] { ["left", "v\"1\n"].map(status) }

  private func status(of name: String) -> BoardStatus {
    let reason = state.withLock { $0.quarantined[name] }
    return BoardStatus(
      name: name, profile: "stm32f746g", isVirtual: true,
      state: reason.map { .quarantined($0) } ?? .idle,
      health: BoardHealth(score: 0.75, successes: 3, failures: 1, blames: 0), uniqueID: "4d4355",
      lastSeen: Self.now)
  }

  func setQuarantine(
    _ isQuarantined: Bool, of board: String, because reason: String, by who: String
  ) async throws -> BoardStatus {
    guard board == "left" else { throw DeskError(.unknownBoard(name: board, known: ["left"])) }
    state.withLock { $0.quarantined[board] = isQuarantined ? reason : nil }
    return status(of: board)
  }

  func startNight(suite: String, by who: String) async throws -> String {
    guard suite == "nightly" else {
      throw DeskError(.unknownSuite(name: suite, known: ["nightly"]))
    }
    return "00112233445566aa"
  }

  func health() async -> LabHealth {
    LabHealth(
      problems: [], isStopping: false, uptimeSeconds: 12.5,
      jobsByState: (try? store.jobCounts()) ?? [:])
  }
}

/// What a lab says of bytes that are no model.
struct NotAModel: Failure, Hashable {
  var summary: String { "the model is no TensorFlow Lite file" }
  var remedy: String? { "send a .tflite file" }
  var exitStatus: ExitStatus { .wrongInput }
  var failureClass: FailureClass? { .model }
}

/// The start of a model, as far as ``ScriptedDesk`` looks at it.
func modelBytes(_ count: Int = 64) -> [UInt8] {
  [28, 0, 0, 0] + Array("TFL3".utf8) + [UInt8](repeating: 7, count: max(0, count - 8))
}
