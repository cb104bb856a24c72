package import Architectures
package import ModelGraph
import PostTrainingQuantization
import TFLiteWriter

/// Makes a variation's files: the float network, with normalizations and activations' ranges of seeded
/// images, the int8 network, and both as bytes.
package enum VariationFactory {
  /// How a variation is made.
  package struct Settings: Hashable, Sendable {
    /// Images that the float network is run on for the activations' ranges.
    package var calibrationImages: Int
    /// The pixels' range, which fixes the input's scale: 0...1 gives 1/255 and -128.
    package var inputRange: ClosedRange<Float>
    /// Whether the float network is written too.
    package var writesFloat: Bool

    package init(
      calibrationImages: Int = 8, inputRange: ClosedRange<Float> = -1...1,
      writesFloat: Bool = false
    ) {
      self.calibrationImages = calibrationImages
      self.inputRange = inputRange
      self.writesFloat = writesFloat
    }
  }

  /// The same variation and settings give the same bytes, on any number of cores.
  ///
  /// - Throws: `FactorError` naming the factor that makes the network impossible; the failures of the
  ///   rooms behind it, which would be faults of an architecture.
  package static func make(
    _ variation: Variation, _ settings: Settings = Settings()
  ) throws -> MadeVariation {
    let network = try variation.network()
    var images = CalibrationImages(
      shape: network.graph.tensors[network.graph.inputs[0]].shape, range: settings.inputRange,
      seed: variation.seed)
    var folding = NormalizationFolding(
      network, images: (0..<max(1, settings.calibrationImages)).map { images.next(detail: $0 % 5) })
    try folding.run()
    let quantized = try PostTrainingQuantization.int8(
      folding.graph, ranges: folding.ranges, inputRange: settings.inputRange)
    return MadeVariation(
      variation: variation, parameters: network.parameters, floatGraph: folding.graph,
      int8Graph: quantized,
      floatBytes: settings.writesFloat ? try TFLiteWriter.bytes(of: folding.graph) : nil,
      int8Bytes: try TFLiteWriter.bytes(of: quantized))
  }
}

/// A variation as it was made.
package struct MadeVariation: Hashable, Sendable {
  package let variation: Variation
  package let parameters: TrainingParameters
  package let floatGraph: ModelGraph
  package let int8Graph: ModelGraph
  /// The float32 `.tflite`, where it was asked for.
  package let floatBytes: [UInt8]?
  /// The int8 `.tflite`.
  package let int8Bytes: [UInt8]
}
