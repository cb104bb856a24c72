import ModelGraph

/// What an EEMBC device says its model is, which decides how bytes become an input.
package enum EEMBCBenchmark: String, Hashable, Sendable, CaseIterable {
  /// Visual wake words.
  case vww
  /// Image classification.
  case ic
  /// Keyword spotting.
  case kws
  /// Anomaly detection.
  case ad
  /// None of the benchmarks: the input tensor's bytes as they are.
  case raw

  /// What `profile` answers (`EE_MODEL_VERSION_…` in the reference firmware's API).
  package var modelName: String {
    switch self {
    case .vww: "vww01"
    case .ic: "ic01"
    case .kws: "kws01"
    case .ad: "ad01"
    case .raw: "raw"
    }
  }

  /// Shapes of input and output without the batch, outermost first, as in MLPerf Tiny's reference
  /// models; `nil` where anything goes.
  var shapes: (input: [Int], output: [Int])? {
    switch self {
    case .vww: ([96, 96, 3], [2])
    case .ic: ([32, 32, 3], [10])
    case .kws: ([49, 10, 1], [12])
    case .ad: ([640], [640])
    case .raw: nil
    }
  }

  /// Element types that the input may have.
  var inputTypes: [ElementType] {
    switch self {
    case .vww, .ic: [.int8, .uint8]
    case .kws: [.int8]
    case .ad: [.int8, .float32]
    case .raw: ElementType.allCases
    }
  }

  /// How the bytes that a host sends become an input of `type`.
  func encoding(for type: ElementType) -> EEMBCDevice.Encoding {
    switch (self, type) {
    case (.vww, .int8), (.ic, .int8): .pixels
    case (.ad, .int8): .floats
    default: .asTheyAre
    }
  }

  /// Why a model with these ends is not this benchmark, or `nil`.
  func contradiction(input: Tensor, output: Tensor) -> String? {
    guard let shapes else { return nil }
    let inputCount = shapes.input.reduce(1, *)
    let outputCount = shapes.output.reduce(1, *)
    if input.elementCount != inputCount || !inputTypes.contains(input.type) {
      let types = inputTypes.map(\.name).joined(separator: " or ")
      return "takes \(inputCount) \(types) values, the model's input is \(Self.text(input))"
    }
    if output.elementCount != outputCount {
      return "gives \(outputCount) values, the model's output is \(Self.text(output))"
    }
    if encoding(for: input.type) == .floats, EEMBCDevice.Affine(of: input) == nil {
      return "needs an input with one scale"
    }
    return nil
  }

  /// The benchmark of a model with these ends; `raw` where it is none.
  static func guess(input: Tensor, output: Tensor) -> EEMBCBenchmark {
    allCases.first { benchmark in
      guard let shapes = benchmark.shapes else { return true }
      return Array(input.shape.dropFirst()) == shapes.input
        && benchmark.contradiction(input: input, output: output) == nil
    } ?? .raw
  }

  private static func text(_ tensor: Tensor) -> String {
    "\(tensor.type.name) " + tensor.shape.map(String.init).joined(separator: "x")
  }
}
