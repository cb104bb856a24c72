package import Measurements

/// Something that happened to a job, for those who watch it.
package struct JobEvent: Hashable, Sendable, Codable {
  package let job: JobID
  /// From 1 on, without gaps, over all attempts.
  package let sequence: Int
  package let time: Timestamp
  package let kind: Kind

  /// What happened.
  package enum Kind: Hashable, Sendable, Codable {
    case state(JobState, attempt: Int)
    /// A stage of the run began, by its title.
    case stageBegan(String)
    /// How long it took, and a few words about its result.
    case stageEnded(String, seconds: Double, detail: String)
    /// A layer's cycles in one run of a pass; the name is untrusted text.
    case layer(
      index: Int, operatorName: String, name: String, cycles: UInt64, evidence: Evidence)
    case notice(String)
    /// A line that the firmware logged; untrusted text.
    case log(String)
    case failed(JobFailure)
    case stored(RunID)
  }

  package init(job: JobID, sequence: Int, time: Timestamp, kind: Kind) {
    self.job = job
    self.sequence = sequence
    self.time = time
    self.kind = kind
  }
}
