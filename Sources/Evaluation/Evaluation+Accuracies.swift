package import Measurements
package import ModelCatalog

extension Evaluation {
  /// The accuracies to keep beside the model: the host's, and the board's where one answered as the
  /// host did.
  ///
  /// A board that computed something else has no accuracy of the model. There is none either of
  /// anomaly detection on samples of one label.
  ///
  /// - Parameters:
  ///   - dataSet: What the set is called, or `nil` where nobody said.
  ///   - time: When the model answered.
  /// - Returns: One or two, the host's first; none where there is no figure.
  package func accuracies(onSetNamed dataSet: String?, at time: Timestamp) -> [AccuracyRecord] {
    var sides: [(Side, AccuracyRecord.Place)] = [(host, .host)]
    if let board, board.differingSamples.isEmpty {
      sides.append((board.side, .board(board.run.board.profile, board.run.evidence)))
    }
    return sides.compactMap { side, place in
      guard let (metric, value) = side.figures.accuracy else { return nil }
      return AccuracyRecord(
        dataSet: dataSet, metric: metric, value: value, sampleCount: side.answers.count,
        place: place, source: .evaluated, noted: time)
    }
  }
}

extension Evaluation.Figures {
  /// The figure to keep, in its metric's unit.
  fileprivate var accuracy: (AccuracyRecord.Metric, Double)? {
    switch self {
    case .classification(let figures): (.accuracy, figures.top1 * 100)
    case .anomaly(let figures): (.auc, figures.areaUnderCurve)
    case .none: nil
    }
  }
}
