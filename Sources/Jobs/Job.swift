package import Failures
package import Measurements

/// A job of the queue as the store holds it.
package struct Job: Hashable, Sendable, Codable {
  package let id: JobID
  package let specification: JobSpecification
  package let priority: Int
  package let submitter: String
  package let created: Timestamp
  /// When it last changed.
  package let updated: Timestamp
  package let state: JobState
  /// Attempts begun so far.
  package let attempt: Int
  package let maximumAttempts: Int
  package let deadlineSeconds: Int
  /// It is not taken up before.
  package let notBefore: Timestamp?
  /// Who holds it, while someone does.
  package let lease: JobLease?
  /// The board of the rig that has or had it last.
  package let boardName: String?
  /// Whether it is to be cancelled as soon as whoever holds it sees that.
  package let isCancelRequested: Bool
  /// The run in the store, once it is done.
  package let runID: RunID?
  /// Why the last attempt failed.
  package let failure: JobFailure?

  package init(
    id: JobID, specification: JobSpecification, priority: Int, submitter: String,
    created: Timestamp, updated: Timestamp, state: JobState, attempt: Int, maximumAttempts: Int,
    deadlineSeconds: Int, notBefore: Timestamp?, lease: JobLease?, boardName: String?,
    isCancelRequested: Bool, runID: RunID?, failure: JobFailure?
  ) {
    self.id = id
    self.specification = specification
    self.priority = priority
    self.submitter = submitter
    self.created = created
    self.updated = updated
    self.state = state
    self.attempt = attempt
    self.maximumAttempts = maximumAttempts
    self.deadlineSeconds = deadlineSeconds
    self.notBefore = notBefore
    self.lease = lease
    self.boardName = boardName
    self.isCancelRequested = isCancelRequested
    self.runID = runID
    self.failure = failure
  }
}

/// A board's hold on a job, which ends by itself.
///
/// The fence is a number that never repeats and only grows: whatever comes in under an older one than
/// the job's own comes from an attempt that was given up, and is refused.
package struct JobLease: Hashable, Sendable, Codable {
  package let job: JobID
  package let fence: Int64
  /// The process and board that hold it: `host:pid:board`.
  package let owner: String
  package let expires: Timestamp

  package init(job: JobID, fence: Int64, owner: String, expires: Timestamp) {
    self.job = job
    self.fence = fence
    self.owner = owner
    self.expires = expires
  }
}

/// Why an attempt at a job failed, as the queue keeps it.
package struct JobFailure: Hashable, Sendable, Codable {
  package let summary: String
  package let remedy: String?
  /// The part of the way that failed, by ``FailureClass``'s words.
  package let failureClass: String?

  package init(summary: String, remedy: String?, failureClass: String?) {
    self.summary = summary
    self.remedy = remedy
    self.failureClass = failureClass
  }

  package init(_ failure: any Failure) {
    self.init(
      summary: failure.summary, remedy: failure.remedy,
      failureClass: failure.failureClass?.rawValue)
  }
}
