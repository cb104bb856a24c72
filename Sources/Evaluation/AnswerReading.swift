package import ModelGraph

/// What a model says of one sample.
package struct Answer: Hashable, Sendable {
  /// The class, or `nil` in anomaly detection.
  package let prediction: Int?
  /// The real value of the class's score, or the reconstruction's mean squared error.
  package let score: Double

  package init(prediction: Int?, score: Double) {
    self.prediction = prediction
    self.score = score
  }
}

/// Reads answers from the bytes that a model gives.
package struct AnswerReading: Hashable, Sendable {
  private let task: EvaluationTask
  private let input: Tensor
  private let output: Tensor

  /// - Precondition: the task was made of the graph.
  package init(of graph: ModelGraph, task: EvaluationTask) {
    self.task = task
    input = graph.tensors[graph.inputs[0]]
    output = graph.tensors[graph.outputs[0]]
  }

  /// The answer to a sample, from the inputs and outputs of its windows.
  ///
  /// The mean over the windows is what counts, as in MLPerf Tiny's anomaly detection.
  package func answer(inputs: [[UInt8]], outputs: [[UInt8]]) -> Answer {
    switch task {
    case .classification:
      // Quantization keeps the order, so that the highest value is the highest score.
      let scores = output.reals(outputs.first ?? [])
      let best = Scoring.best(scores) ?? 0
      return Answer(prediction: best, score: scores.indices.contains(best) ? scores[best] : .nan)
    case .anomaly:
      let errors = zip(inputs, outputs).map { given, got in
        let pairs = zip(input.reals(given), output.reals(got))
        return pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(output.elementCount)
      }
      return Answer(prediction: nil, score: errors.reduce(0, +) / Double(max(1, errors.count)))
    }
  }
}

extension Tensor {
  /// The real values of the tensor's little-endian bytes: float32, or quantized per tensor.
  fileprivate func reals(_ bytes: [UInt8]) -> [Double] {
    let size = max(1, (type.bitsPerElement ?? 8) / 8)
    let scale = Double(quantization?.scales.first ?? 1)
    let zeroPoint = quantization?.zeroPoints.first ?? 0
    return stride(from: 0, to: bytes.count - size + 1, by: size).map { start in
      if type == .float32 { return Double(Float(littleEndian: bytes[start..<start + 4])) }
      let pattern = (0..<size).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
      let isNegative = type != .uint8 && pattern >> (8 * size - 1) == 1
      return scale * Double((isNegative ? pattern - 1 << (8 * size) : pattern) - zeroPoint)
    }
  }
}
