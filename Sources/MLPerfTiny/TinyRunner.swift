/// How far a benchmark is.
package enum TinyProgress: Hashable, Sendable {
  case greeting(port: String)
  case identified(DeviceIdentity, TinyBenchmark)
  case loading(sentBytes: Int, of: Int)
  case trying(inferences: Int)
  /// A window by its number from 1.
  case running(window: Int, of: Int, inferences: Int)
  case finished(TinyReport.Window, number: Int, of: Int)
  case scoring(sample: Int, of: Int)
}

/// Takes a device through a benchmark.
package struct TinyRunner<Time: Clock>: Sendable where Time.Duration == Duration {
  /// What is sent, and what is right.
  package struct Material: Sendable {
    package let origin: TinyReport.InputOrigin
    /// None where the inputs are synthetic.
    package let samples: [DataSet.Sample]
    /// The bytes of a sample's file.
    package let read: @Sendable (DataSet.Sample) throws -> [UInt8]

    package init(
      origin: TinyReport.InputOrigin, samples: [DataSet.Sample],
      read: @escaping @Sendable (DataSet.Sample) throws -> [UInt8]
    ) {
      self.origin = origin
      self.samples = samples
      self.read = read
    }

    /// Inputs that this program makes.
    package static var synthetic: Material {
      Material(origin: .synthetic, samples: [], read: { _ in [] })
    }
  }

  private let session: DeviceSession<Time>
  private let limits: DeviceLimits
  private let material: Material
  private let progress: @Sendable (TinyProgress) -> Void

  package init(
    session: DeviceSession<Time>, limits: DeviceLimits, material: Material,
    progress: @escaping @Sendable (TinyProgress) -> Void
  ) {
    self.session = session
    self.limits = limits
    self.material = material
    self.progress = progress
  }

  /// Runs the windows, and then all of the data set where there is one.
  ///
  /// `keep` is told the report whenever something was added to it, so that nothing is lost when a
  /// later part fails.
  package func run(
    _ empty: TinyReport, keep: (TinyReport) -> Void
  ) async throws -> TinyReport {
    var report = empty
    let rules = report.rules
    try await load(input(0, report.benchmark))
    var (count, pace) = try await trial(rules)
    for number in 0..<rules.windowCount {
      if number > 0 { try await load(input(number, report.benchmark)) }
      progress(.running(window: number + 1, of: rules.windowCount, inferences: count))
      let answer = try await window(rules, &count, pace)
      pace = answer.pace
      try await check(answer, report.benchmark)
      let sample = material.samples.isEmpty ? nil : material.samples[number]
      let window = TinyReport.Window(sample: sample, answer: answer)
      report.windows.append(window)
      keep(report)
      progress(.finished(window, number: number + 1, of: rules.windowCount))
    }
    if !material.samples.isEmpty {
      do {
        try await score(&report, pace)
      } catch {
        keep(report)
        throw error
      }
    }
    report.notes += TinyNotes.notes(on: report, resends: await session.resends)
    keep(report)
    return report
  }

  // MARK: Windows

  /// Inferences that a window of the rules takes, and how long one takes here.
  private func trial(_ rules: WindowRules) async throws -> (count: Int, pace: Duration?) {
    var (count, pace): (Int, Duration?) = (1, nil)
    while true {
      progress(.trying(inferences: count))
      let answer = try await infer(count, warmups: 1, pace, rules)
      pace = answer.pace
      if answer.microseconds >= rules.trialMicroseconds {
        let wanted = WindowRules.count(
          lasting: rules.minimumMicroseconds, after: count, took: answer.microseconds)
        return (wanted, pace)
      }
      if answer.microseconds == 0 {
        // Whatever the clock counts, it has counted by now.
        guard count < 1000, answer.hostTotal < .seconds(30) else {
          throw await session.failure(.clockStandsStill(inferences: count))
        }
        count *= 10
      } else {
        // Nothing infers so often in so short a time: the clock does not follow the work.
        guard count < WindowRules.mostInferences else {
          throw await session.failure(
            .windowTooShort(
              microseconds: answer.microseconds, minimum: rules.trialMicroseconds))
        }
        let wanted = WindowRules.count(
          lasting: rules.trialMicroseconds, after: count, took: answer.microseconds)
        count = min(max(wanted, count * 2), count * 100)
      }
    }
  }

  /// A window that lasts long enough; `count` grows where it does not.
  private func window(
    _ rules: WindowRules, _ count: inout Int, _ pace: Duration?
  ) async throws -> InferenceAnswer {
    var pace = pace
    for attempt in 0...WindowRules.retries {
      let answer = try await infer(count, warmups: rules.warmups, pace, rules)
      if answer.microseconds >= rules.minimumMicroseconds { return answer }
      guard attempt < WindowRules.retries, answer.microseconds > 0 else {
        throw await session.failure(
          .windowTooShort(
            microseconds: answer.microseconds, minimum: rules.minimumMicroseconds))
      }
      count = WindowRules.count(
        lasting: rules.minimumMicroseconds, after: count, took: answer.microseconds)
      pace = answer.pace
    }
    throw CancellationError()
  }

  /// Runs inferences with a deadline that fits their number.
  private func infer(
    _ count: Int, warmups: Int, _ pace: Duration?, _ rules: WindowRules
  ) async throws -> InferenceAnswer {
    // Three times what earlier ones took, since a machine gets busy and a chip warm.
    let expected = (pace ?? .zero) * (count + warmups) * 3
    return try await session.infer(
      count, warmups: warmups, within: limits.inference + expected,
      plausibleRatio: rules.plausibleRatio)
  }

  private func check(_ answer: InferenceAnswer, _ benchmark: TinyBenchmark) async throws {
    guard answer.results.count == benchmark.resultCount else {
      throw await session.failure(
        .wrongResultCount(got: answer.results.count, expected: benchmark.resultCount))
    }
  }

  // MARK: Inputs

  private func load(_ input: [UInt8]) async throws {
    try await session.load(input) { progress(.loading(sentBytes: $0, of: input.count)) }
  }

  /// The input of a window: of a longer file its first.
  private func input(_ number: Int, _ benchmark: TinyBenchmark) throws -> [UInt8] {
    guard !material.samples.isEmpty else {
      return SyntheticInput.bytes(for: benchmark, number: number)
    }
    let sample = material.samples[number]
    let bytes = try material.read(sample)
    guard let range = sample.ranges(inFileOf: bytes.count).first else { return bytes }
    return Array(bytes[range])
  }

  // MARK: Accuracy

  /// One inference an input, over all of the data set.
  private func score(_ report: inout TinyReport, _ pace: Duration?) async throws {
    let benchmark = report.benchmark
    var scored: [Accuracy.Scored] = []
    for (place, sample) in material.samples.enumerated() {
      progress(.scoring(sample: place + 1, of: material.samples.count))
      let bytes = try material.read(sample)
      let ranges = sample.ranges(inFileOf: bytes.count)
      var sums = [Double](repeating: 0, count: benchmark.resultCount)
      for range in ranges {
        try await session.load(Array(bytes[range]))
        let answer = try await infer(1, warmups: 0, pace, report.rules)
        try await check(answer, benchmark)
        for (place, score) in answer.results.enumerated() { sums[place] += score }
        report.scored.append(TinyReport.Window(sample: sample, answer: answer))
      }
      scored.append(
        Accuracy.Scored(label: sample.label, scores: sums.map { $0 / Double(ranges.count) }))
    }
    report.accuracy = Accuracy(
      benchmark.target, scored: scored, inferenceCount: report.scored.count)
  }
}

extension InferenceAnswer {
  /// One inference by the clock of this machine, with its share of the talk.
  fileprivate var pace: Duration { hostTotal / (inferences + warmups) }
}
