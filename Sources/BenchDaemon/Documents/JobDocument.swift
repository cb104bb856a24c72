import Jobs
import Measurements
import Reports

/// Jobs and what happens to them, as the API writes them.
enum JobDocument {
  static let schema = "mcubench.jobs/1"

  static func json(_ job: Job) -> JSONValue {
    let specification = job.specification
    return .object(known: [
      ("job_id", .string(job.id.rawValue)),
      ("state", .string(job.state.rawValue)),
      ("created", .string(job.created.description)),
      ("updated", .string(job.updated.description)),
      ("submitter", .string(job.submitter)),
      ("priority", .integer(job.priority)),
      ("attempt", .integer(job.attempt)),
      ("max_attempts", .integer(job.maximumAttempts)),
      ("deadline_s", .integer(job.deadlineSeconds)),
      ("model_name", .string(specification.modelName)),
      ("model_sha256", .string(specification.modelSHA256)),
      ("board_profile", .string(specification.board)),
      ("requested_board_name", specification.boardName.map { .string($0) }),
      ("board_name", job.boardName.map { .string($0) }),
      ("runs", specification.runs.map { .integer($0) }),
      ("warmup", specification.warmupRuns.map { .integer($0) }),
      ("passes", specification.passes.map { .array($0.map { .string($0.rawValue) }) }),
      ("time_limit_s", specification.timeLimitSeconds.map { .integer($0) }),
      ("prune_dead", specification.prunesDead.map { .bool($0) }),
      ("cores", specification.cores.map { .integer($0) }),
      ("placement", specification.placement.map { .string($0) }),
      ("commit", specification.commit.map { .string($0) }),
      ("code_padding_bytes", specification.codePaddingBytes.map { .integer($0) }),
      ("purpose", .string(purpose(of: specification))),
      ("night", night(of: specification).map { .string($0) }),
      ("confirms", confirmedRun(of: specification).map { .string($0.rawValue) }),
      ("not_before", job.notBefore.map { .string($0.description) }),
      ("lease_expires", job.lease.map { .string($0.expires.description) }),
      ("cancel_requested", .bool(job.isCancelRequested)),
      ("run_id", job.runID.map { .string($0.rawValue) }),
      ("failure", job.failure.map(json)),
    ])
  }

  static func json(_ failure: JobFailure) -> JSONValue {
    .object(known: [
      ("summary", .string(failure.summary)),
      ("remedy", failure.remedy.map { .string($0) }),
      ("class", failure.failureClass.map { .string($0) }),
    ])
  }

  /// A page of jobs; `isLast` tells whether there are none before them.
  static func json(_ jobs: [Job], isLast: Bool) -> JSONValue {
    .object(known: [
      ("schema", .string(schema)),
      ("jobs", .array(jobs.map(json))),
      ("next", isLast ? nil : jobs.last.map { .string($0.id.rawValue) }),
    ])
  }

  static func json(_ receipt: JobReceipt) -> JSONValue {
    .object(known: [
      ("job", json(receipt.job)), ("duplicate", .bool(receipt.isDuplicate)),
    ])
  }

  private static func purpose(of specification: JobSpecification) -> String {
    switch specification.purpose {
    case .user: "user"
    case .night: "night"
    case .confirmation: "confirmation"
    }
  }

  private static func night(of specification: JobSpecification) -> String? {
    switch specification.purpose {
    case .user: nil
    case .night(let id), .confirmation(let id, _): id
    }
  }

  private static func confirmedRun(of specification: JobSpecification) -> RunID? {
    guard case .confirmation(_, let run) = specification.purpose else { return nil }
    return run
  }
}
