package import Measurements

/// A model's answers to a labelled set, on the host and perhaps on a board, with what they are worth.
package struct Evaluation: Hashable, Sendable {
  package let model: Model
  package let data: Data
  package let task: EvaluationTask
  package let host: Side
  package let board: Board?
  /// How far its layers are from a float model's, where one was given.
  package var crossCheck: CrossCheck?

  package init(model: Model, data: Data, task: EvaluationTask, host: Side, board: Board?) {
    self.model = model
    self.data = data
    self.task = task
    self.host = host
    self.board = board
  }

  package struct Model: Hashable, Sendable {
    /// Untrusted text.
    package let name: String
    package let sha256: String

    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  package struct Data: Hashable, Sendable {
    /// The file or directory; untrusted text.
    package let source: String
    /// Of samples and labels, whatever file they are from.
    package let sha256: String
    /// By sample.
    package let labels: [Int]
    /// The samples' files, where each has its own; untrusted text.
    package let files: [String]?
    /// Untrusted text.
    package let classNames: [String]?
    package let encoding: InputEncoding

    package init(
      source: String, sha256: String, labels: [Int], files: [String]?, classNames: [String]?,
      encoding: InputEncoding
    ) {
      self.source = source
      self.sha256 = sha256
      self.labels = labels
      self.files = files
      self.classNames = classNames
      self.encoding = encoding
    }
  }

  /// What the answers are worth.
  package enum Figures: Hashable, Sendable {
    case classification(Classification)
    case anomaly(AnomalyDetection)
    /// Anomaly detection on samples of one label only.
    case none
  }

  /// The answers of one place, to the first samples or all.
  package struct Side: Hashable, Sendable {
    package let answers: [Answer]
    package let figures: Figures

    /// - Precondition: there are no more answers than labels, and labels are the task's.
    package init(answers: [Answer], labels: [Int], task: EvaluationTask) {
      self.answers = answers
      let asked = Array(labels.prefix(answers.count))
      switch task {
      case .classification(let classCount):
        figures = .classification(
          Classification(
            labels: asked, answers: answers.map { $0.prediction ?? 0 }, classCount: classCount))
      case .anomaly:
        figures =
          Set(asked).count == 2
          ? .anomaly(AnomalyDetection(labels: asked, scores: answers.map(\.score))) : .none
      }
    }
  }

  /// What a board answered, held against the host's outputs bit for bit.
  package struct Board: Hashable, Sendable {
    package let side: Side
    /// The run that gave the answers, timed on the first sample only.
    package let run: Measurement
    /// Output bytes compared.
    package let outputByteCount: Int
    /// Samples with an output byte other than the host's, in order.
    package let differingSamples: [Int]

    package init(side: Side, run: Measurement, outputByteCount: Int, differingSamples: [Int]) {
      self.side = side
      self.run = run
      self.outputByteCount = outputByteCount
      self.differingSamples = differingSamples
    }

    /// The share of samples whose outputs equal the host's, from 0 to 1.
    package var agreement: Double {
      1 - Double(differingSamples.count) / Double(side.answers.count)
    }
  }
}
