package import Measurements

/// One figure of a model's accuracy, as it is kept beside the model.
package struct AccuracyRecord: Hashable, Sendable, Codable {
  package enum Metric: String, Hashable, Sendable, Codable {
    case top1
    /// The area under the ROC curve.
    case auc
  }

  /// The model's key: SHA-256 of its file, 64 hexadecimal digits.
  package let modelSHA256: String
  /// The set's file or directory; untrusted text.
  package let dataSource: String
  /// Of samples and labels, whatever file they are from.
  package let dataSHA256: String
  package let sampleCount: Int
  package let metric: Metric
  /// From 0 to 1.
  package let value: Double
  /// Samples answered right; of classifications only.
  package let correctCount: Int?
  /// The board that answered, or `nil` for the host.
  package let board: String?
  /// Of a board: whether a chip or a virtual one answered.
  package let evidence: Evidence?
  package let created: Timestamp
}

extension Evaluation {
  /// The figures to keep: the host's, and the board's where one answered.
  package func records(created: Timestamp) -> [AccuracyRecord] {
    let sides: [(Side, Board?)] = [(host, nil)] + (board.map { [($0.side, $0)] } ?? [])
    return sides.compactMap { side, board in
      guard let value = side.figures.headline else { return nil }
      let correctCount: Int? =
        if case .classification(let figures) = side.figures { figures.correctCount } else { nil }
      return AccuracyRecord(
        modelSHA256: model.sha256, dataSource: data.source, dataSHA256: data.sha256,
        sampleCount: side.answers.count, metric: task == .anomaly ? .auc : .top1, value: value,
        correctCount: correctCount, board: board?.run.board.profile, evidence: board?.run.evidence,
        created: created)
    }
  }
}
