package import Architectures
import FloatReference
import PostTrainingQuantization
import TFLiteWriter

extension VariationFactory {
  /// A variation whose activation ranges are made up instead of taken from images: its files are as
  /// large as those of ``make(_:_:)``, its layers cost the same, and its outputs mean nothing.
  ///
  /// Made in a fraction of the time, for a search that asks what a variation costs.
  ///
  /// - Throws: As ``make(_:_:)``.
  package static func draft(_ variation: Variation) throws -> MadeVariation {
    let network = try variation.network()
    let graph = try FloatReference(network.graph).graph
    var ranges = ActivationRanges()
    for (tensor, facts) in graph.tensors.enumerated() where !facts.isConstant {
      // No two alike: a file holds equal quantizations once.
      ranges.include(tensor, -1...(1 + Float(tensor) / 1_024))
    }
    let quantized = try PostTrainingQuantization.int8(graph, ranges: ranges, inputRange: -1...1)
    return MadeVariation(
      variation: variation, parameters: network.parameters, floatGraph: network.graph,
      int8Graph: quantized, floatBytes: nil, int8Bytes: try TFLiteWriter.bytes(of: quantized))
  }
}
