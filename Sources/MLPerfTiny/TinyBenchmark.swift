/// One of the MLPerf Tiny benchmarks whose inputs are sent one by one.
///
/// Sizes, encodings and quality targets: MLPerf Tiny rules v1.2 and the table of the suite's
/// evaluation data sets (mlcommons/tiny, benchmark/evaluation/datasets). Streaming wake words need an
/// audio interface and are not among them.
package enum TinyBenchmark: String, Hashable, Sendable, CaseIterable {
  /// Visual wake words.
  case vww
  /// Image classification.
  case ic
  /// Keyword spotting.
  case kws
  /// Anomaly detection.
  case ad

  /// What a device calls it in `m-model-[...]`, and the name of its data set's directory.
  package var modelName: String { rawValue + "01" }

  /// The benchmark that a device's model text names, or `nil` where the text is none of the suite's.
  package init?(modelName: String) {
    guard let found = Self.allCases.first(where: { $0.modelName == modelName }) else { return nil }
    self = found
  }

  /// What one input is made of.
  package enum Encoding: Hashable, Sendable {
    /// Pixels, row by row, red, green and blue, 0...255.
    case unsignedBytes
    case signedBytes
    /// IEEE 754 single precision, little endian.
    case floats
  }

  package var encoding: Encoding {
    switch self {
    case .vww, .ic: .unsignedBytes
    case .kws: .signedBytes
    case .ad: .floats
    }
  }

  /// Bytes of one input: 96 x 96 x 3, 32 x 32 x 3, 49 x 10, and 5 x 128 floats.
  package var inputBytes: Int {
    switch self {
    case .vww: 96 * 96 * 3
    case .ic: 32 * 32 * 3
    case .kws: 49 * 10
    case .ad: 5 * 128 * 4
    }
  }

  /// Numbers that an inference gives: one a class, or the anomaly's score.
  package var resultCount: Int {
    switch self {
    case .vww: 2
    case .ic: 10
    case .kws: 12
    case .ad: 1
    }
  }

  /// Classes that a data set's labels are of.
  package var classCount: Int { self == .ad ? 2 : resultCount }

  /// Inferences before a window that do not count, as the suite's own scripts have it.
  package var warmups: Int {
    switch self {
    case .vww, .ic: 5
    case .kws, .ad: 10
    }
  }

  /// What the closed division asks of the answers.
  package var target: QualityTarget {
    switch self {
    case .vww: QualityTarget(metric: .top1, value: 0.80)
    case .ic: QualityTarget(metric: .top1, value: 0.85)
    case .kws: QualityTarget(metric: .top1, value: 0.90)
    case .ad: QualityTarget(metric: .auc, value: 0.85)
    }
  }

  /// The benchmark that is run: what the device names, else what the user does.
  ///
  /// - Throws: ``BenchmarkChoiceError`` when the two contradict each other or neither says it.
  package static func choose(
    deviceModel: String?, asked: TinyBenchmark?
  ) throws(BenchmarkChoiceError) -> TinyBenchmark {
    let named = deviceModel.flatMap(TinyBenchmark.init(modelName:))
    switch (named, asked) {
    case (let named?, let asked?) where named != asked:
      throw BenchmarkChoiceError(reason: .contradiction(device: named, asked: asked))
    case (let named?, _): return named
    case (nil, let asked?): return asked
    case (nil, nil): throw BenchmarkChoiceError(reason: .unknown(deviceModel: deviceModel))
    }
  }
}

/// The least quality that a result of the closed division has.
package struct QualityTarget: Hashable, Sendable {
  package enum Metric: String, Hashable, Sendable {
    /// The share of samples whose highest score is their label's.
    case top1
    /// The area under the receiver operating characteristic.
    case auc
  }
  package let metric: Metric
  /// From 0 to 1.
  package let value: Double
}
