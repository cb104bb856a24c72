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
  private let output: Tensor

  /// - Precondition: the task was made of the graph.
  package init(of graph: ModelGraph, task: EvaluationTask) {
    self.task = task
    output = graph.tensors[graph.outputs[0]]
  }

  /// The answer to a sample, from the real values of its windows and what the model gave for each.
  ///
  /// In anomaly detection a window's error is the mean of (output - input)² over its elements, and the
  /// sample's score the mean over its windows, as in MLPerf Tiny: the firmware of its reference
  /// submission (`reference_submissions/anomaly_detection/submitter_implemented.cpp`,
  /// `calculate_result`) holds the dequantized output against the input as it was before it was
  /// quantized; the scripts it was trained with (DCASE 2020 task 2's baseline) average over windows.
  package func answer(inputs: [[Float]], outputs: [[UInt8]]) -> Answer {
    switch task {
    case .classification:
      // Quantization keeps the order, so that the highest value is the highest score.
      let scores = output.realValues(of: outputs.first ?? []) ?? []
      let best = Scoring.best(scores) ?? 0
      return Answer(
        prediction: best, score: scores.indices.contains(best) ? Double(scores[best]) : .nan)
    case .anomaly:
      let errors = zip(inputs, outputs).map { given, got in
        let sum = zip(given, output.realValues(of: got) ?? []).reduce(0.0) { sum, pair in
          let difference = Double(pair.1) - Double(pair.0)
          return sum + difference * difference
        }
        return sum / Double(output.elementCount)
      }
      return Answer(prediction: nil, score: errors.reduce(0, +) / Double(max(1, errors.count)))
    }
  }
}
