import GRDB
import Jobs
import MCUBenchTestSupport
import Measurements
import Regression
import Testing

@testable import ResultStore

@Suite struct RetentionTests {
  static let day: Int64 = 86_400_000

  /// A run of a day; `series` tells models apart.
  static func run(_ day: Int64, series: String = "7", cycles: UInt64 = 21_600) -> Measurement {
    Measurement.example(
      runID: "0000000000000\(series)0\(day)", created: day * Self.day,
      timingModel: TimingModel(name: "m7", version: series), clean: [cycles, cycles])
  }

  static func entry(_ run: Measurement, baseline: Measurement) -> NightEntry {
    NightEntry(
      modelName: run.model.name, modelSHA256: run.model.sha256, board: run.board.profile,
      boardName: "left", evidence: run.evidence, timingModel: run.timingModel,
      outcome: .unchanged, runID: run.runID, baselineRunID: baseline.runID, total: nil)
  }

  @Test func removesOldRunsAndSparesTheLastOfASeriesAndBaselines() async throws {
    try await withStore { store in
      for day in 1...5 { try store.save(Self.run(Int64(day))) }
      try store.save(Self.run(1, series: "8"))
      try store.save(
        NightReport(
          id: "00000000000000aa", suite: "nightly", started: at(5), ended: at(6), commit: nil,
          entries: [Self.entry(Self.run(5), baseline: Self.run(2))]))
      let rules = RetentionRules(runDays: 10)
      let now = at(14 * Self.day + 1)
      // Days 1 to 4 are over; 2 is a baseline, and series 8 has but one run.
      let planned = try store.applyRetention(rules, now: now, isDryRun: true)
      #expect(planned.runsRemoved == 3)
      #expect(planned.runsSpared == 2)
      #expect(try store.runs(matching: RunFilter(limit: 100)).count == 6)
      var done = try store.applyRetention(rules, now: now)
      done.isDryRun = true
      #expect(done == planned)
      let left = try store.runs(matching: RunFilter(limit: 100)).map { $0.runID.rawValue.suffix(3) }
      #expect(left.sorted() == ["702", "705", "801"])
      let rows = try await store.queue.read { database in
        try Int.fetchOne(
          database,
          sql: """
            SELECT (SELECT count(*) FROM layer) + (SELECT count(*) FROM samples)
              + (SELECT count(*) FROM run_record)
            """)
      }
      #expect(rows == 3 + 9 + 3)
      #expect(try store.applyRetention(rules, now: now).runsRemoved == 0)
    }
  }

  @Test func aNightThatIsOldItselfShieldsNothing() async throws {
    try await withStore { store in
      for day in 1...6 { try store.save(Self.run(Int64(day))) }
      for day in 2...6 {
        try store.save(
          NightReport(
            id: "00000000000000a\(day)", suite: "nightly", started: at(Int64(day) * Self.day),
            ended: at(Int64(day) * Self.day + 1), commit: nil,
            entries: [Self.entry(Self.run(Int64(day)), baseline: Self.run(Int64(day) - 1))]))
      }
      // Of the nights only those of days 5 and 6 are young enough to speak.
      let report = try store.applyRetention(
        RetentionRules(runDays: 10), now: at(15 * Self.day - 1))
      #expect(report.runsRemoved == 3)
      let left = try store.runs(matching: RunFilter(limit: 100)).map { $0.runID.rawValue.suffix(3) }
      #expect(left.sorted() == ["704", "705", "706"])
      #expect(try store.nights().count == 5)
      // When all is over, the last night still has its two runs.
      _ = try store.applyRetention(RetentionRules(runDays: 10), now: at(100 * Self.day))
      #expect(try store.runs(matching: RunFilter(limit: 100)).count == 2)
    }
  }

  @Test func keepsWhatARunCameToWhenItsSamplesGo() async throws {
    try await withStore { store in
      for day in 1...3 { try store.save(Self.run(Int64(day), cycles: 20_000 + UInt64(day))) }
      let before = try store.run(named: "0000000000000701")
      let now = at(14 * Self.day + 1)
      let report = try store.applyRetention(RetentionRules(sampleDays: 10), now: now)
      #expect(report.runsWithoutSamples == 2)
      #expect(report.runsRemoved == 0)
      let after = try store.run(named: "0000000000000701")
      #expect(after.samplesDropped == now)
      #expect(after.passes.allSatisfy { $0.runs.isEmpty })
      #expect(after.clean == before.clean)
      #expect(after.layerSumCycles == before.layerSumCycles)
      #expect(after.validity == before.validity)
      #expect(after.issues.map(\.code) == ["samples_dropped"] + before.issues.map(\.code))
      let key = try #require(SeriesKey(before))
      #expect(try store.series(key).map(\.medianCycles) == [20_001, 20_002, 20_003])
      // The last of the series keeps its samples.
      #expect(try store.run(named: "0000000000000703").samplesDropped == nil)
      #expect(
        try store.applyRetention(RetentionRules(sampleDays: 10), now: now).runsWithoutSamples == 0)
    }
  }

  @Test func removesTheEventsOfJobsThatAreOver() async throws {
    try await withStore { store in
      let over = try store.added(.example(1), now: at(0))
      try store.cancel(over.id, now: at(1))
      let waiting = try store.added(.example(2), now: at(0))
      let now = at(30 * Self.day)
      let report = try store.applyRetention(RetentionRules(eventDays: 20), now: now)
      #expect(report.jobsWithoutEvents == 1)
      #expect(try store.events(of: over.id, after: 0, limit: 10).isEmpty)
      #expect(try !store.events(of: waiting.id, after: 0, limit: 10).isEmpty)
      #expect(try store.job(named: over.id.rawValue).state == .cancelled)
    }
  }

  @Test func removesModelsThatNothingUses() async throws {
    try await withStore { store in
      let idle = try store.models.keep([1, 2, 3])
      let wanted = try store.models.keep([4, 5])
      var submission = JobSubmission.example()
      submission.specification.modelSHA256 = wanted
      _ = try store.submit(submission, now: at(0))
      // The shelf tells the disk's own time.
      let kept = try #require(try store.models.items().first).kept
      let later = at(kept.unixMilliseconds + 20 * Self.day)
      let rules = RetentionRules(modelDays: 10)
      let planned = try store.applyRetention(rules, now: later, isDryRun: true)
      #expect(planned.modelsRemoved == 1)
      #expect(planned.modelBytesRemoved == 3)
      #expect(try store.models.items().count == 2)
      try store.applyRetention(rules, now: later)
      #expect(try store.models.items().map(\.sha256) == [wanted])
      #expect(idle != wanted)
    }
  }

  @Test func doesNothingWithoutRules() async throws {
    try await withStore { store in
      try store.save(Self.run(1))
      let report = try store.applyRetention(RetentionRules(), now: at(.max))
      #expect(report == RetentionReport(isDryRun: false))
      let wide = RetentionRules(eventDays: .max, sampleDays: .max, runDays: .max, modelDays: .max)
      #expect(try store.applyRetention(wide, now: at(0)).runsRemoved == 0)
      #expect(try store.runs().count == 1)
    }
  }
}
