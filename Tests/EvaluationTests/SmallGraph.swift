import ModelGraph

/// A graph of one input and one output, without layers: all that encodings and tasks look at.
func graph(
  input: Tensor, output: Tensor = activation(.int8, [1, 10], scale: 0.5, zeroPoint: 3)
) -> ModelGraph {
  ModelGraph(
    tensors: [input, output], layers: [], inputs: [0], outputs: [1],
    source: ModelSource(fileBytes: 0, sha256: ""))
}

func activation(
  _ type: ElementType, _ shape: [Int], scale: Float? = nil, zeroPoint: Int = 0
) -> Tensor {
  Tensor(
    name: "", type: type, shape: shape,
    quantization: scale.map { Quantization(scales: [$0], zeroPoints: [zeroPoint]) })
}
