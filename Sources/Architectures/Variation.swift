package import ModelGraph

/// The parameters of a network as it is trained, as Keras counts them: batch normalizations with four a
/// channel, and biases that a normalization makes idle.
package struct TrainingParameters: Hashable, Sendable {
  /// What training changes: weights, biases, and each normalization's gain and offset.
  package internal(set) var trainableCount = 0
  /// Each normalization's moving mean and variance.
  package internal(set) var fixedCount = 0

  package var count: Int { trainableCount + fixedCount }
}

/// A float32 network with its normalizations folded, and what it was before.
package struct Network: Hashable, Sendable {
  package let graph: ModelGraph
  package let parameters: TrainingParameters
  /// What the normalizations are to give, by the place of their layer; empty in an outline.
  ///
  /// The graph's weights are folded for statistics that were estimated; with images at hand, they can
  /// be folded for the ones that are there.
  package let normalizations: [Int: Normalization]
}

/// Mean and deviation of each channel behind a batch normalization: its offset and its gain.
package struct Normalization: Hashable, Sendable {
  package internal(set) var deviations: [Float]
  package internal(set) var means: [Float]

  /// What a normalization adds to the variance: Keras's standard.
  package static let epsilon: Float = 1e-3
}

/// One network of an architecture: its factors and the seed of its weights.
package struct Variation: Hashable, Sendable {
  package let architecture: Architecture
  /// The factors that were given.
  package let factors: Factors
  /// What fixes the weights.
  package let seed: UInt64

  /// - Throws: `FactorError` for a factor that the architecture does not have, or a value that it does
  ///   not allow; what only shows layer by layer shows in ``network()``.
  package init(
    _ architecture: Architecture, _ factors: Factors, seed: UInt64 = 1
  ) throws(FactorError) {
    _ = try FactorReader(architecture, factors)
    self.architecture = architecture
    self.factors = factors
    self.seed = seed
  }

  /// The value of a factor, given or standard.
  package func value(of factor: Factor) -> Double? {
    factors[factor] ?? architecture.rule(of: factor)?.standard
  }

  /// The network with weights of the seed: float32, NHWC, the TFLite operators' layouts.
  ///
  /// - Throws: `FactorError` naming the factor that makes it impossible.
  package func network() throws(FactorError) -> Network {
    try built(NetworkBuilder(architecture.name, weights: .seeded(seed)))
  }

  /// The network without its weights' bytes: shapes, MACs and counts are right, nothing can run.
  package func outline() throws(FactorError) -> Network {
    try built(NetworkBuilder(architecture.name, weights: .none))
  }

  /// Why there is no such network, or `nil`; told sooner than ``outline()`` tells it, which looks for a
  /// resolution that would do.
  package func obstacle() -> FactorError? {
    do throws(FactorError) {
      var builder = NetworkBuilder(architecture.name, weights: .none)
      try architecture.build(&builder, FactorReader(architecture, factors))
      return nil
    } catch {
      return error
    }
  }

  /// The graph of ``network()``.
  package func floatGraph() throws(FactorError) -> ModelGraph { try network().graph }

  /// The note that a file of this variation carries.
  package var note: String {
    let given = architecture.rules.map { rule in
      "\(rule.factor.rawValue) \(FactorText.number(value(of: rule.factor) ?? rule.standard))"
    }
    let choices = [factors.head?.rawValue, factors.tail?.rawValue].compactMap(\.self)
    return
      "\(name.text): \(architecture.name) with "
      + (given + choices).joined(separator: ", ")
      + "; random weights of seed \(seed), not trained"
  }

  private func built(_ empty: NetworkBuilder) throws(FactorError) -> Network {
    do {
      var builder = empty
      try architecture.build(&builder, FactorReader(architecture, factors))
      return builder.network(description: note)
    } catch {
      throw withSmallestResolution(error)
    }
  }

  /// The error with the smallest resolution that the other factors allow, where that is what is wrong.
  private func withSmallestResolution(_ error: FactorError) -> FactorError {
    guard case .mapTooSmall(let given, let layer, let map, let needed, nil) = error.reason,
      case .whole(let range) = architecture.rule(of: .resolution)?.values
    else { return error }
    let smallest = range.first { resolution in
      guard resolution > Int(given.value) else { return false }
      var larger = factors
      larger[.resolution] = Double(resolution)
      guard let reader = try? FactorReader(architecture, larger) else { return false }
      var builder = NetworkBuilder(architecture.name, weights: .none)
      return (try? architecture.build(&builder, reader)) != nil
    }
    return FactorError(
      architecture.name,
      .mapTooSmall(given, layer: layer, map: map, needed: needed, smallest: smallest))
  }
}
