import Hardware
import MCUBenchTestSupport
import MLPerfTiny
import Synchronization
import Testing

@Suite struct DataSetTests {
  @Test func readsTheSuitesList() throws {
    let set = try DataSet(
      labels: "a.bin,2,1\r\nb.bin, 2, 0\n\n", at: "y_labels.csv", for: .vww)
    #expect(
      set.samples == [
        DataSet.Sample(file: "a.bin", classCount: 2, label: 1),
        DataSet.Sample(file: "b.bin", classCount: 2, label: 0),
      ])
    #expect(set.samples[0].ranges(inFileOf: 27_648) == [0..<27_648])
  }

  @Test func slidesAWindowOverASound() throws {
    let set = try DataSet(labels: "a.bin,2,0,2560,512", at: "y", for: .ad)
    let sample = set.samples[0]
    #expect(sample.ranges(inFileOf: 2559).isEmpty)
    #expect(sample.ranges(inFileOf: 2560) == [0..<2560])
    #expect(sample.ranges(inFileOf: 3583) == [0..<2560, 512..<3072])
    // 200 frames of 128 floats, as the suite's feature extraction makes them.
    #expect(sample.ranges(inFileOf: 200 * 512).count == 196)
  }

  @Test(
    arguments: [
      ("", TinyBenchmark.vww, DataSetError.Reason.empty),
      ("a.bin,2", .vww, .badLine(1, "it has 2 fields instead of 3")),
      ("a.bin,2,0\nb.bin,2,0,9", .vww, .badLine(2, "it has 4 fields instead of 3")),
      ("../a.bin,2,0", .vww, .badLine(1, "\"../a.bin\" is no file name")),
      (",2,0", .vww, .badLine(1, "\"\" is no file name")),
      ("a.bin,12,0", .vww, .badLine(1, "vww01 has 2 classes")),
      ("a.bin,12,12", .kws, .badLine(1, "the class must be a number from 0 to 11")),
      ("a.bin,12,x", .kws, .badLine(1, "the class must be a number from 0 to 11")),
      ("a.bin,2,0", .ad, .badLine(1, "it has 3 fields instead of 5")),
      (
        "a.bin,2,0,2561,512", .ad,
        .badLine(1, "the window must be 2560 bytes wide and move by bytes")
      ),
      (
        "a.bin,2,0,2560,0", .ad, .badLine(1, "the window must be 2560 bytes wide and move by bytes")
      ),
    ] as [(String, TinyBenchmark, DataSetError.Reason)])
  func refusesAnotherList(
    text: String, benchmark: TinyBenchmark, reason: DataSetError.Reason
  ) {
    #expect(throws: DataSetError(path: "y", reason: reason)) {
      try DataSet(labels: text, at: "y", for: benchmark)
    }
  }
}

@Suite struct AccuracyTests {
  private func top1(_ answers: [(Int, [Double])]) -> Double {
    Accuracy(
      TinyBenchmark.kws.target,
      scored: answers.map { Accuracy.Scored(label: $0.0, scores: $0.1) },
      inferenceCount: answers.count
    ).value
  }

  private func area(_ answers: [(Int, Double)]) -> Double {
    Accuracy(
      TinyBenchmark.ad.target,
      scored: answers.map { Accuracy.Scored(label: $0.0, scores: [$0.1]) },
      inferenceCount: answers.count
    ).value
  }

  @Test func countsTheHighestScores() {
    #expect(top1([(0, [0.9, 0.1]), (1, [0.9, 0.1]), (1, [0.2, 0.8]), (0, [0.5, 0.5])]) == 0.75)
  }

  /// By hand: pairs of an anomaly and a normal sample, of which the anomaly's score is higher.
  @Test func takesTheAreaUnderTheCurve() {
    #expect(area([(0, 1), (0, 2), (1, 3), (1, 4)]) == 1)
    #expect(area([(0, 3), (0, 4), (1, 1), (1, 2)]) == 0)
    #expect(area([(0, 1), (1, 1)]) == 0.5)
    #expect(area([(0, 1), (0, 3), (1, 2), (1, 4)]) == 0.75)
    #expect(area([(1, 0.8), (0, 0.4), (1, 0.35), (0, 0.1)]) == 0.75)
    #expect(area([(0, 1), (0, 2), (0, 2), (1, 2), (1, 3)]) == 5.0 / 6)
  }

  @Test(arguments: [
    (TinyBenchmark.kws, 0.9), (.vww, 0.8), (.ic, 0.85), (.ad, 0.85),
  ])
  func knowsTheRulesTargets(benchmark: TinyBenchmark, value: Double) {
    #expect(benchmark.target.value == value)
  }

  @Test func runsTheWholeSetOnce() async throws {
    var device = EEMBCDevice.keywords
    device.results = { input in
      (0..<12).map { $0 == Int(input[0]) ? "0.9" : "0.01" }.joined(separator: ",")
    }
    let port = DevicePort(device)
    // The label of the last is not what the device says.
    let samples = (0..<6).map { DataSet.Sample(file: "\($0).bin", classCount: 12, label: $0 % 5) }
    let material = TinyRunner<ContinuousClock>.Material(
      origin: .dataSet(directory: "d"), samples: samples
    ) { sample in
      [UInt8](repeating: UInt8(sample.file.prefix(1)) ?? 0, count: 490)
    }
    let run = try await runBenchmark(
      on: port, rules: .shortened(isSimulated: true), origin: .pseudoTerminal, material: material)
    let accuracy = try #require(run.report.accuracy)
    #expect(accuracy.value == 5.0 / 6)
    #expect((accuracy.sampleCount, accuracy.inferenceCount) == (6, 6))
    #expect(!accuracy.isMet)
    #expect(run.report.windows[0].sample == samples[0])
    #expect(run.report.scored.map(\.sample) == samples)
    #expect(port.device.commands.filter { $0 == "infer 1 0" }.count == 6)
    #expect(!run.report.notes.map(\.code).contains("synthetic_inputs"))
  }

  @Test func scoresASoundByTheMeanOfItsWindows() async throws {
    var device = EEMBCDevice()
    (device.model, device.microsecondsPerInference) = ("ad01", 1700)
    device.results = { input in String(Int(input[0])) }
    // Three windows a file; the first of the normal one is the highest of all.
    let files: [String: [UInt8]] = [
      "normal": [90, 1, 2], "anomaly": [40, 50, 60],
    ].mapValues { $0.flatMap { [UInt8](repeating: $0, count: 2560) } }
    let samples = [("normal", 0), ("anomaly", 1)].map { name, label in
      DataSet.Sample(
        file: name, classCount: 2, label: label,
        sliding: DataSet.Sliding(widthBytes: 2560, strideBytes: 2560))
    }
    let material = TinyRunner<ContinuousClock>.Material(
      origin: .dataSet(directory: "d"), samples: samples
    ) { files[$0.file] ?? [] }
    let run = try await runBenchmark(
      on: DevicePort(device), rules: .shortened(isSimulated: true), origin: .pseudoTerminal,
      material: material)
    let accuracy = try #require(run.report.accuracy)
    #expect(accuracy.value == 1)
    #expect(accuracy.isMet)
    #expect((accuracy.sampleCount, accuracy.inferenceCount) == (2, 6))
  }
}
