/// A wish for a job, before the queue has taken it.
package struct JobSubmission: Hashable, Sendable {
  package var specification: JobSpecification
  /// 0 to 9; higher comes first.
  package var priority: Int
  /// Attempts in all, at least 1.
  package var maximumAttempts: Int
  /// Seconds that an attempt may take.
  package var deadlineSeconds: Int
  /// Who asked for it: the token's name, or `local`.
  package var submitter: String

  package static let defaultPriority = 5

  package init(
    _ specification: JobSpecification, priority: Int = defaultPriority, maximumAttempts: Int = 3,
    deadlineSeconds: Int = 900, submitter: String
  ) {
    self.specification = specification
    self.priority = priority
    self.maximumAttempts = maximumAttempts
    self.deadlineSeconds = deadlineSeconds
    self.submitter = submitter
  }
}

/// What the queue made of a submission.
package struct JobReceipt: Hashable, Sendable {
  package let job: Job
  /// Whether the same work was waiting or running already, so that no job was added.
  package let isDuplicate: Bool

  package init(job: Job, isDuplicate: Bool) {
    self.job = job
    self.isDuplicate = isDuplicate
  }
}
