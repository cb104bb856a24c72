import Benchmarking
import Evaluation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Anomaly detection, from reconstructions to the area under the curve.
@Suite struct AnomalyTests {
  /// The area by its definition: over all pairs of an anomaly and a normal sample, the share in which
  /// the anomaly scores higher, equal scores counting half.
  private func areaOfPairs(_ scored: [(score: Double, isPositive: Bool)]) -> Double {
    var (sum, count) = (0.0, 0)
    for anomaly in scored where anomaly.isPositive {
      for normal in scored where !normal.isPositive {
        sum += anomaly.score > normal.score ? 1 : anomaly.score == normal.score ? 0.5 : 0
        count += 1
      }
    }
    return sum / Double(count)
  }

  @Test(arguments: [1, 2, 5, 1000])
  func theAreaIsTheShareOfPairsHoweverManyScoresAreEqual(levels: UInt64) {
    // Knuth's linear congruential generator: MMIX.
    var state: UInt64 = 42
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let scored = (0..<150).map { _ in
      let isPositive = next() % 3 == 0
      return (
        score: Double(next() % levels) + (isPositive ? 0.5 * Double(levels > 5 ? 200 : 0) : 0),
        isPositive: isPositive
      )
    }
    let area = Scoring.areaUnderCurve(scored)
    #expect(abs(area - areaOfPairs(scored)) < 1e-12)
    if levels == 1 { #expect(area == 0.5) }
  }

  /// By hand: scikit-learn's own example of `roc_auc_score`, and its answer.
  @Test func agreesWithTheUsualExample() {
    let scored = zip([0.1, 0.4, 0.35, 0.8], [false, false, true, true])
      .map { (score: $0, isPositive: $1) }
    #expect(Scoring.areaUnderCurve(scored) == 0.75)
  }

  @Test func anInputCountsAsItWasBeforeItWasQuantized() throws {
    let mirror = graph(
      input: activation(.int8, [1, 2], scale: 1), output: activation(.int8, [1, 2], scale: 1))
    func encoding(_ type: ElementType, scale: PixelScale? = nil) throws -> InputEncoding {
      try InputEncoding(
        to: mirror, from: type, sampleShape: [2, 2], scale: scale, allowsWindows: true, source: "")
    }
    let values: [Float] = [0.25, 1, -3.5, 2]
    let bytes = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    #expect(try encoding(.float32).realInputs(of: bytes[...]) == [[0.25, 1], [-3.5, 2]])
    #expect(try encoding(.int8).realInputs(of: [255, 1, 2, 3]) == [[-1, 1], [2, 3]])
    #expect(
      try encoding(.uint8, scale: .raw).realInputs(of: [255, 1, 2, 3]) == [[255, 1], [2, 3]])
    // Outputs 0 and 1: ((0.25)² + 0²) / 2; outputs -3 and 2: ((0.5)² + 0²) / 2; their mean.
    let answer = AnswerReading(of: mirror, task: .anomaly).answer(
      inputs: try encoding(.float32).realInputs(of: bytes[...]), outputs: [[0, 1], [253, 2]])
    #expect(answer.score == (0.0625 / 2 + 0.25 / 2) / 2)
  }

  /// MLPerf Tiny's autoencoder on the vectors beside it, scored from TensorFlow Lite for
  /// Microcontrollers' outputs in the test's own arithmetic.
  @Test(.enabled(if: SharedModels.isPresent, "../shared/models is not there"))
  func scoresMLPerfsAutoencoderAsItsOutputsSay() async throws {
    let model = try #require(SharedModels.all.first { $0.manifest.name == "ad01_int8" })
    let graph = try GraphPreparation.prepare(TFLiteReader.read(try model.bytes()))
    let task = try EvaluationTask(of: graph, kind: nil)
    #expect(task == .anomaly)
    let inputs = try model.contents(of: "input0.bin")
    let golden = try model.contents(of: "output0.tflm.bin")
    let count = inputs.count / 640
    let encoding = try InputEncoding(
      to: graph, from: .int8, sampleShape: [640], scale: nil, allowsWindows: true, source: "")
    let samples = (0..<count).map { inputs[$0 * 640..<($0 + 1) * 640] }
    let outputs = try await HostInference.outputs(
      of: graph, count: count, progress: { _ in }, input: { encoding.inputs(of: samples[$0]) })
    let reading = AnswerReading(of: graph, task: task)
    let scores = zip(samples, outputs).map { sample, output in
      reading.answer(inputs: encoding.realInputs(of: sample), outputs: output).score
    }
    let input = try #require(graph.tensors[graph.inputs[0]].quantization)
    let output = try #require(graph.tensors[graph.outputs[0]].quantization)
    func real(_ byte: UInt8, _ quantization: Quantization) -> Double {
      Double(quantization.scales[0])
        * Double(Int(Int8(bitPattern: byte)) - quantization.zeroPoints[0])
    }
    let expected = (0..<count).map { sample in
      (0..<640).reduce(0.0) { sum, element in
        let place = sample * 640 + element
        let difference = real(inputs[place], input) - real(golden[place], output)
        return sum + difference * difference
      } / 640
    }
    #expect(count == 6)
    for (score, wanted) in zip(scores, expected) {
      #expect(abs(score - wanted) <= 1e-5 * wanted, "\(score), \(wanted)")
    }
    let labels = [0, 1, 0, 1, 1, 0]
    let figures = AnomalyDetection(labels: labels, scores: scores)
    #expect(
      figures.areaUnderCurve
        == areaOfPairs(zip(expected, labels).map { (score: $0, isPositive: $1 == 1) }))
  }
}
