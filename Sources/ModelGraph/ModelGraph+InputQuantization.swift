extension ModelGraph {
  /// The quantization that real values of the graph input `tensor` end up in.
  ///
  /// An integer input's own; of a float32 input that of the QUANTIZE operator to int8 behind it, or
  /// `nil` where there is none.
  package func quantization(ofInput tensor: TensorID) -> Quantization? {
    let input = tensors[tensor]
    if input.type != .float32 { return input.quantization }
    let layer = layers.first { $0.kind == .quantize && $0.input(0) == tensor }
    guard let output = layer?.outputs.first, tensors[output].type == .int8 else { return nil }
    return tensors[output].quantization
  }
}
