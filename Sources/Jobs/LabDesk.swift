/// What a surface asks of the lab beside what it reads from the store.
///
/// What the lab declines it declines with a ``DeskError``.
///
/// The daemon's lab is one; tests of surfaces have another that plays a script.
package protocol LabDesk: Sendable {
  /// Puts a job into the queue, its model's bytes beside it.
  ///
  /// - Throws: when the model cannot be read or run, or no board of the rig could ever do the job.
  func submit(_ submission: JobSubmission, model: [UInt8]) async throws -> JobReceipt

  /// Ends a job, at once where it waits, else as soon as its board lets go.
  func cancel(_ job: JobID, by who: String) async throws -> Job

  /// What happens to a job from the event after `sequence` on, to its end; past events come first.
  ///
  /// A reader that is slow loses none of them: they are stored, but for those of kind `layer`.
  func events(of job: JobID, after sequence: Int) async throws -> AsyncThrowingStream<
    JobEvent, any Error
  >

  func boards() async throws -> [BoardStatus]

  /// Lets a board out of quarantine, or puts it there.
  func setQuarantine(
    _ isQuarantined: Bool, of board: String, because reason: String, by who: String
  )
    async throws -> BoardStatus

  /// Starts a suite now; gives the night's id.
  func startNight(suite: String, by who: String) async throws -> String

  func health() async -> LabHealth
}

/// Whether the lab does its work.
package struct LabHealth: Hashable, Sendable, Codable {
  /// The daemon's own words for what is wrong, none when all is well.
  package let problems: [String]
  package let isStopping: Bool
  package let uptimeSeconds: Double
  package let jobsByState: [JobState: Int]

  package init(
    problems: [String], isStopping: Bool, uptimeSeconds: Double, jobsByState: [JobState: Int]
  ) {
    self.problems = problems
    self.isStopping = isStopping
    self.uptimeSeconds = uptimeSeconds
    self.jobsByState = jobsByState
  }
}
