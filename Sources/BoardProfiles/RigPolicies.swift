/// What counts as a change between a night and its baseline.
package struct RigThresholds: Hashable, Sendable, Codable {
  /// Percent of the baseline that a difference must exceed.
  package let percent: Double
  /// Cycles that a difference must exceed.
  package let cycles: Double
  /// Standard deviations, as the median absolute deviation estimates them.
  package let deviations: Double
  /// Whether a change is measured again, on the same board and on a twin, before it is told.
  package let confirm: Bool
  /// The health score below which a board gets no more jobs; 0 for never.
  package let quarantineBelow: Double

  package init(
    percent: Double? = nil, cycles: Double? = nil, deviations: Double? = nil, confirm: Bool? = nil,
    quarantineBelow: Double? = nil
  ) {
    self.percent = percent ?? 0.3
    self.cycles = cycles ?? 200
    self.deviations = deviations ?? 3
    self.confirm = confirm ?? true
    self.quarantineBelow = quarantineBelow ?? 0.5
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      percent: try values.decodeIfPresent(Double.self, forKey: .percent),
      cycles: try values.decodeIfPresent(Double.self, forKey: .cycles),
      deviations: try values.decodeIfPresent(Double.self, forKey: .deviations),
      confirm: try values.decodeIfPresent(Bool.self, forKey: .confirm),
      quarantineBelow: try values.decodeIfPresent(Double.self, forKey: .quarantineBelow))
  }
}

/// How long a lab keeps what.
package struct RigRetention: Hashable, Sendable, Codable {
  /// Days for the events of finished jobs.
  package let eventDays: Int
  /// Days for the raw samples of a run.
  package let sampleDays: Int
  /// Days for a run.
  package let runDays: Int
  /// Days for a model that no job has used.
  package let modelDays: Int
  /// Below so many free megabytes beside the store no job is taken up.
  package let freeMegabytes: Int

  package init(
    eventDays: Int? = nil, sampleDays: Int? = nil, runDays: Int? = nil, modelDays: Int? = nil,
    freeMegabytes: Int? = nil
  ) {
    self.eventDays = eventDays ?? 30
    self.sampleDays = sampleDays ?? 90
    self.runDays = runDays ?? 730
    self.modelDays = modelDays ?? 90
    self.freeMegabytes = freeMegabytes ?? 500
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      eventDays: try values.decodeIfPresent(Int.self, forKey: .eventDays),
      sampleDays: try values.decodeIfPresent(Int.self, forKey: .sampleDays),
      runDays: try values.decodeIfPresent(Int.self, forKey: .runDays),
      modelDays: try values.decodeIfPresent(Int.self, forKey: .modelDays),
      freeMegabytes: try values.decodeIfPresent(Int.self, forKey: .freeMegabytes))
  }
}

/// How a lab works on its queue.
package struct RigWork: Hashable, Sendable, Codable {
  /// Firmware builds at once.
  package let builds: Int
  /// Seconds after which a daemon that died no longer holds a job; a living one renews in time.
  package let leaseSeconds: Int
  /// Seconds that running jobs have to finish when the daemon is asked to stop.
  package let graceSeconds: Int
  /// Seconds before the second attempt at a job; each further one waits twice as long.
  package let retrySeconds: Int

  package init(
    builds: Int? = nil, leaseSeconds: Int? = nil, graceSeconds: Int? = nil, retrySeconds: Int? = nil
  ) {
    self.builds = builds ?? 2
    self.leaseSeconds = leaseSeconds ?? 60
    self.graceSeconds = graceSeconds ?? 60
    self.retrySeconds = retrySeconds ?? 10
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      builds: try values.decodeIfPresent(Int.self, forKey: .builds),
      leaseSeconds: try values.decodeIfPresent(Int.self, forKey: .leaseSeconds),
      graceSeconds: try values.decodeIfPresent(Int.self, forKey: .graceSeconds),
      retrySeconds: try values.decodeIfPresent(Int.self, forKey: .retrySeconds))
  }
}
