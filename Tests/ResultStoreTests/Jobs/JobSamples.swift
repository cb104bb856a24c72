import Jobs
import MCUBenchTestSupport
import Measurements

@testable import ResultStore

/// A store of its own, and moments in milliseconds.
func withStore(
  limits: ResultStore.Limits = ResultStore.Limits(),
  _ work: (ResultStore) async throws -> Void
) async throws {
  try await withTemporaryDirectory { directory in
    try await work(
      ResultStore(path: directory + "/r.sqlite", ifAbsent: .create, limits: limits))
  }
}

func at(_ milliseconds: Int64) -> Timestamp { Timestamp(unixMilliseconds: milliseconds) }

extension JobSpecification {
  /// Work on the example measurement's model; `number` makes it other work.
  static func example(
    _ number: Int = 0, board: String = "stm32f746g", boardName: String? = nil,
    purpose: Purpose = .user
  ) -> JobSpecification {
    JobSpecification(
      modelSHA256: String(repeating: "ab", count: 32), modelName: "two_layers", board: board,
      boardName: boardName, timeLimitSeconds: number + 1, purpose: purpose)
  }
}

extension JobSubmission {
  static func example(
    _ number: Int = 0, board: String = "stm32f746g", boardName: String? = nil,
    priority: Int = defaultPriority, attempts: Int = 3, deadline: Int = 900,
    submitter: String = "ada"
  ) -> JobSubmission {
    JobSubmission(
      .example(number, board: board, boardName: boardName), priority: priority,
      maximumAttempts: attempts, deadlineSeconds: deadline, submitter: submitter)
  }
}

extension ResultStore {
  /// The job that was added; each of these is other work.
  func added(_ submission: JobSubmission, now: Timestamp = at(0)) throws -> Job {
    try submit(submission, now: now).job
  }

  /// What the board takes next, under a lease of a minute.
  func taken(
    board: String = "stm32f746g", by boardName: String = "left", owner: String = "bench:1:left",
    now: Timestamp = at(0), milliseconds: Int64 = 60_000
  ) throws -> Job? {
    try claim(
      board: board, boardName: boardName, owner: owner,
      until: now.advanced(byMilliseconds: milliseconds), now: now)
  }

  /// The states that the job's events tell of, in order.
  func told(of job: JobID) throws -> [String] {
    try events(of: job).compactMap {
      if case .state(let state, let attempt) = $0.kind { "\(state) \(attempt)" } else { nil }
    }
  }
}

extension Measurement {
  /// The example's run, measured for `job`.
  static func example(
    for job: Job, runID: RunID = .random(), board: String = "stm32f746g"
  ) -> Measurement {
    let example = Measurement.example(runID: runID.rawValue, board: board)
    return example.with(
      provenance: Provenance(
        program: "mcubench 0.1.0", user: nil,
        lab: LabProvenance(
          job: job.id.rawValue, attempt: job.attempt, boardName: job.boardName, night: nil,
          commit: nil)))
  }
}
