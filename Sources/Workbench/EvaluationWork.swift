import Benchmarking
import ContentHash
import DataSets
import Evaluation
import Measurements
import ModelGraph

/// A model and the set that it is evaluated on, which fit each other.
struct EvaluationWork: Sendable {
  let graph: ModelGraph
  let task: EvaluationTask
  let set: LabelledSet
  let encoding: InputEncoding

  var inferenceCount: Int { self.set.count * encoding.windowCount }

  var data: Evaluation.Data {
    Evaluation.Data(
      source: set.source, sha256: set.digest.hexadecimal, labels: set.labels, files: set.files,
      classNames: set.classNames, encoding: encoding)
  }

  /// What an inference takes, one buffer for the graph's only input.
  func input(_ inference: Int) -> [[UInt8]] {
    let (sample, window) = inference.quotientAndRemainder(dividingBy: encoding.windowCount)
    return [encoding.input(of: set.sample(sample), window: window)]
  }

  /// The answers in the outputs of the first samples, by inference and then by graph output.
  func side(_ outputs: [[[UInt8]]]) -> Evaluation.Side {
    let reading = AnswerReading(of: graph, task: task)
    let windows = encoding.windowCount
    let answers = (0..<outputs.count / windows).map { sample in
      reading.answer(
        inputs: task == .anomaly ? encoding.realInputs(of: set.sample(sample)) : [],
        outputs: outputs[sample * windows..<(sample + 1) * windows].map { $0[0] })
    }
    return Evaluation.Side(answers: answers, labels: set.labels, task: task)
  }

  /// A board's answers, with the samples that it answered otherwise than the host.
  func board(_ run: FinishedRun) -> Evaluation.Board {
    Evaluation.Board(
      side: side(run.outputs), run: run.measurement,
      outputByteCount: run.outputs.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } },
      differingSamples: Set(run.differences.map { $0.mismatch.vector / encoding.windowCount })
        .sorted())
  }

  /// The first output of a board that is not the host's, or `nil` where all are.
  func firstDifference(in run: FinishedRun) -> FinishedEvaluation.SampleDifference? {
    run.differences.min { $0.mismatch.vector < $1.mismatch.vector }.map { difference in
      FinishedEvaluation.SampleDifference(
        sample: set.name(of: difference.mismatch.vector / encoding.windowCount),
        output: difference)
    }
  }
}
