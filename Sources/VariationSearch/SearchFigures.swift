/// What one variation costs, and what each of its layers has of it.
package struct SearchFigures: Hashable, Sendable {
  /// Parameters as they are trained, batch normalizations with four a channel: the paper's count.
  package let parameterCount: Int
  /// Weights and biases of the file, each tensor once.
  package let fileParameterCount: Int
  package let macCount: Int
  /// The peak of live activations.
  package let peakBytes: Int
  /// Constants of an image, its multipliers and tables with them.
  package let constantBytes: Int
  /// The .tflite file.
  package let fileBytes: Int
  /// By board, where a latency was asked for.
  package let latencies: [String: PredictedLatency]
  package let layers: [SearchLayer]

  package init(
    parameterCount: Int, fileParameterCount: Int, macCount: Int, peakBytes: Int, constantBytes: Int,
    fileBytes: Int,
    latencies: [String: PredictedLatency] = [:], layers: [SearchLayer]
  ) {
    self.parameterCount = parameterCount
    self.fileParameterCount = fileParameterCount
    self.macCount = macCount
    self.peakBytes = peakBytes
    self.constantBytes = constantBytes
    self.fileBytes = fileBytes
    self.latencies = latencies
    self.layers = layers
  }

  /// Trained parameters that a byte of the file holds.
  package var parametersPerByte: Double {
    fileBytes > 0 ? Double(parameterCount) / Double(fileBytes) : 0
  }
}

/// A latency from a board's table, in microseconds; nine of ten lie between the ends.
package struct PredictedLatency: Hashable, Sendable {
  package let microseconds: Double
  package let low: Double
  package let high: Double

  package init(microseconds: Double, low: Double, high: Double) {
    self.microseconds = microseconds
    self.low = low
    self.high = high
  }
}

/// What one layer costs.
package struct SearchLayer: Hashable, Sendable {
  /// The name of what it makes: `block_3/pointwise`.
  package let name: String
  package let parameterCount: Int
  package let macCount: Int
  /// Activation bytes alive while it runs.
  package let liveBytes: Int
  /// Predicted, by board.
  package let microseconds: [String: Double]

  package init(
    name: String, parameterCount: Int, macCount: Int, liveBytes: Int,
    microseconds: [String: Double] = [:]
  ) {
    self.name = name
    self.parameterCount = parameterCount
    self.macCount = macCount
    self.liveBytes = liveBytes
    self.microseconds = microseconds
  }
}
