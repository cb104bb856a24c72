/// What a budget limits.
package enum SearchQuantity: Hashable, Sendable {
  /// The peak of live activations in bytes.
  case ram
  /// The constants of an image in bytes: weights, biases, multipliers and tables.
  case rom
  /// The .tflite file in bytes: what the paper calls the model size.
  case file
  case macs
  /// As they are trained, batch normalizations with four a channel.
  case parameters
  /// Weights and biases of the file.
  case fileParameters
  /// The latency predicted for a board, in microseconds.
  case latency(board: String)

  /// Stands for a latency that nobody knows, as of what does not fit on the board: over thirty years.
  package static let unknownMicroseconds = 1e15

  package func value(of figures: SearchFigures) -> Double {
    switch self {
    case .ram: Double(figures.peakBytes)
    case .rom: Double(figures.constantBytes)
    case .file: Double(figures.fileBytes)
    case .macs: Double(figures.macCount)
    case .parameters: Double(figures.parameterCount)
    case .fileParameters: Double(figures.fileParameterCount)
    // A board that gave no figure keeps no limit.
    case .latency(let board): figures.latencies[board]?.microseconds ?? Self.unknownMicroseconds
    }
  }

  /// Whether it is bytes that go with the parameters.
  package var isOfParameters: Bool { self == .rom || self == .file }

  /// A layer's part of it; of constants and of a file its parameters stand for its bytes.
  package func value(of layer: SearchLayer) -> Double {
    switch self {
    case .ram: Double(layer.liveBytes)
    case .rom, .file, .parameters, .fileParameters: Double(layer.parameterCount)
    case .macs: Double(layer.macCount)
    case .latency(let board): layer.microseconds[board] ?? 0
    }
  }
}

/// The most that a variation may have of something.
package struct SearchLimit: Hashable, Sendable {
  package let quantity: SearchQuantity
  package let value: Double

  package init(_ quantity: SearchQuantity, _ value: Double) {
    self.quantity = quantity
    self.value = value
  }

  package func verdict(on figures: SearchFigures) -> SearchVerdict {
    SearchVerdict(limit: self, actual: quantity.value(of: figures))
  }
}

/// How a variation stands to one limit.
package struct SearchVerdict: Hashable, Sendable {
  package let limit: SearchLimit
  package let actual: Double

  package var passes: Bool { actual <= limit.value }
  /// What it has too much, 0 where it passes.
  package var excess: Double { max(0, actual - limit.value) }
  /// ``excess`` in parts of the limit.
  package var relativeExcess: Double {
    passes ? 0 : limit.value > 0 ? excess / limit.value : .infinity
  }
}

/// What a search makes as large as the limits let it; its raw value is the option's.
package enum SearchObjective: String, Hashable, Sendable, CaseIterable {
  case macs
  case params
  /// The width multiplier; of equal ones the one with more MACs.
  case alpha

  /// What is compared, the first that differs deciding.
  package func score(_ figures: SearchFigures, alpha: Double) -> [Double] {
    let macs = Double(figures.macCount)
    let parameters = Double(figures.parameterCount)
    return switch self {
    case .macs: [macs, parameters]
    case .params: [parameters, macs]
    case .alpha: [alpha, macs]
    }
  }
}
