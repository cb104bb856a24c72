package import ModelGraph

/// Makes int8 networks of float32 ones, by TFLite's 8-bit quantization specification.
///
/// Weights are symmetric in [-127, 127] with a scale a channel; biases are int32 with the scale of
/// input times weight; activations are int8 with one scale and zero point, of a range that contains
/// 0. Operators that only move or compare elements keep one scale; where that cannot be, a QUANTIZE
/// is put between. Inputs and outputs are int8.
package enum PostTrainingQuantization {
  /// Makes the int8 form of a network.
  ///
  /// Tensors and layers keep their places and names; what has to be added comes last, but for a
  /// QUANTIZE, which stands in front of its reader.
  ///
  /// - Parameters:
  ///   - graph: A float32 network with final shapes, as `FloatReference.graph` is.
  ///   - ranges: Of every activation; constants need none.
  ///   - inputRange: Fixes the scale of every graph input: 0...1 gives 1/255 and -128, -1...1 gives
  ///     2/255 and -1. Where it is `nil` the inputs have ranges like other activations.
  /// - Returns: The network with int8 activations and weights; its source is empty.
  /// - Throws: `QuantizationError` naming the layer or tensor that cannot be quantized.
  package static func int8(
    _ graph: ModelGraph, ranges: ActivationRanges, inputRange: ClosedRange<Float>? = nil
  ) throws(QuantizationError) -> ModelGraph {
    if let inputRange {
      let width = inputRange.upperBound - inputRange.lowerBound
      guard width.isFinite, width > 0 else { throw QuantizationError(.inputRange(inputRange)) }
    }
    var quantizer = Quantizer(graph, ranges: ranges)
    try quantizer.group(inputRange: inputRange)
    try quantizer.quantizeActivations()
    try quantizer.quantizeWeights()
    return quantizer.graph
  }
}
