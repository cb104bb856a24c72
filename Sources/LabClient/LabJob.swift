package import Jobs
package import Measurements

/// A job as a lab's API tells of it.
package struct LabJob: Hashable, Sendable, Decodable {
  package let id: JobID
  package let state: JobState
  /// RFC 3339, UTC.
  package let created: String
  package let submitter: String
  package let priority: Int
  package let attempt: Int
  package let maximumAttempts: Int
  /// Untrusted text.
  package let modelName: String
  package let modelSHA256: String
  /// The board profile's name.
  package let board: String
  package let requestedBoardName: String?
  package let boardName: String?
  /// Cores that share each layer, where the job asks for a number.
  package let cores: Int?
  /// Where code and weights lie, where the job asks for a placement; untrusted text.
  package let placement: String?
  package let isCancelRequested: Bool
  package let runID: RunID?
  package let failure: JobFailure?

  enum CodingKeys: String, CodingKey {
    case id = "job_id"
    case state, created, submitter, priority, attempt
    case maximumAttempts = "max_attempts"
    case modelName = "model_name"
    case modelSHA256 = "model_sha256"
    case board = "board_profile"
    case requestedBoardName = "requested_board_name"
    case boardName = "board_name"
    case isCancelRequested = "cancel_requested"
    case runID = "run_id"
    case cores, placement, failure
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(JobID.self, forKey: .id)
    state = try values.decode(JobState.self, forKey: .state)
    created = try values.decode(String.self, forKey: .created)
    submitter = try values.decode(String.self, forKey: .submitter)
    priority = try values.decode(Int.self, forKey: .priority)
    attempt = try values.decode(Int.self, forKey: .attempt)
    maximumAttempts = try values.decode(Int.self, forKey: .maximumAttempts)
    modelName = try values.decode(String.self, forKey: .modelName)
    modelSHA256 = try values.decode(String.self, forKey: .modelSHA256)
    board = try values.decode(String.self, forKey: .board)
    requestedBoardName = try values.decodeIfPresent(String.self, forKey: .requestedBoardName)
    boardName = try values.decodeIfPresent(String.self, forKey: .boardName)
    isCancelRequested = try values.decode(Bool.self, forKey: .isCancelRequested)
    cores = try values.decodeIfPresent(Int.self, forKey: .cores)
    placement = try values.decodeIfPresent(String.self, forKey: .placement)
    runID = try values.decodeIfPresent(RunID.self, forKey: .runID)
    failure = try values.decodeIfPresent(LabFailure.self, forKey: .failure)?.value
  }
}

/// A failure under the API's names.
struct LabFailure: Decodable {
  let value: JobFailure

  private enum CodingKeys: String, CodingKey {
    case summary, remedy
    case failureClass = "class"
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    value = JobFailure(
      summary: try values.decode(String.self, forKey: .summary),
      remedy: try values.decodeIfPresent(String.self, forKey: .remedy),
      failureClass: try values.decodeIfPresent(String.self, forKey: .failureClass))
  }
}

/// A page of jobs.
package struct LabJobs: Sendable {
  package let jobs: [LabJob]
  /// What to ask for as the next page, or `nil` at the end.
  package let next: JobID?
  /// The daemon's own document.
  package let text: String
}

/// What a lab made of a submission.
package struct LabReceipt: Sendable {
  package let job: LabJob
  package let isDuplicate: Bool
  /// The daemon's own document.
  package let text: String
}
