/// A column of a table of models, by our names.
///
/// Besides these a table has `latency_us.BOARD.EVIDENCE`, which is written and never read back, and
/// `training.NAME`, a figure of a training or another tool.
package enum ModelColumn: String, Hashable, Sendable, CaseIterable {
  case sha256
  case name
  case architecture
  case alpha
  case resolution
  case channels
  case classes
  case variation
  case fileBytes = "file_bytes"
  case parameters = "params"
  case macs
  case bytesPerParameter = "bytes_per_param"
  case peakBytes = "peak_ram_bytes"
  case lowestPeakBytes = "lowest_peak_ram_bytes"
  case trainingParameters = "training_params"
  case trainableParameters = "trainable_params"
  case nonTrainableParameters = "non_trainable_params"
  case accuracy
  case top5
  case auc
  case f1
  case precision
  case recall
  case loss
  case accuracyDataSet = "accuracy_dataset"
  case accuracyCount = "accuracy_n"
  case accuracyPlace = "accuracy_ran_on"
  case accuracySource = "accuracy_source"
  case accuracyDate = "accuracy_date"
  case runs
  case tags
  case created
  case origin
  case path
  case notes

  /// The prefix of columns of training figures.
  package static let figurePrefix = "training."
  /// The prefix of columns of latencies.
  package static let latencyPrefix = "latency_us."

  /// Whether the store derives it, so that an import looks over it.
  package var isDerived: Bool {
    switch self {
    case .bytesPerParameter, .accuracySource, .accuracyDate, .runs, .created, .origin: true
    default: false
    }
  }

  /// The metric that its values are of.
  package var metric: AccuracyRecord.Metric? { AccuracyRecord.Metric(rawValue: rawValue) }
}
