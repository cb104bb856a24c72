/// How long a store keeps what, in days; `nil` keeps it for ever.
package struct RetentionRules: Hashable, Sendable, Codable {
  /// What happened to jobs that are over.
  package var eventDays: Int?
  /// Raw samples; their statistics stay as long as the run does.
  package var sampleDays: Int?
  /// Whole runs.
  package var runDays: Int?
  /// Uploaded models that nothing has used since.
  package var modelDays: Int?

  package init(
    eventDays: Int? = nil, sampleDays: Int? = nil, runDays: Int? = nil, modelDays: Int? = nil
  ) {
    self.eventDays = eventDays
    self.sampleDays = sampleDays
    self.runDays = runDays
    self.modelDays = modelDays
  }
}

/// What retention removed, or would have.
package struct RetentionReport: Hashable, Sendable, Codable {
  package var isDryRun: Bool
  /// Jobs whose events went.
  package var jobsWithoutEvents = 0
  package var runsWithoutSamples = 0
  package var runsRemoved = 0
  /// Runs that were old enough and stayed: the last of their series, or named by a night.
  package var runsSpared = 0
  package var modelsRemoved = 0
  package var modelBytesRemoved = 0

  init(isDryRun: Bool) { self.isDryRun = isDryRun }
}
