package import Measurements

/// How well a model answered on a data set, as somebody or something found.
package struct AccuracyRecord: Hashable, Sendable {
  /// What was counted.
  package enum Metric: String, Hashable, Sendable, CaseIterable {
    /// Right answers, of a hundred.
    case accuracy
    /// Of a hundred, answers with the right class among the five highest.
    case top5
    /// The area under the receiver operating characteristic, 0 to 1.
    case auc
    case f1
    case precision
    case recall
    /// Whatever the training minimised.
    case loss

    /// The values that make sense.
    package var range: ClosedRange<Double> {
      switch self {
      case .accuracy, .top5: 0...100
      case .auc, .f1, .precision, .recall: 0...1
      case .loss: 0...Double.greatestFiniteMagnitude
      }
    }

    package var isPercent: Bool { self == .accuracy || self == .top5 }
  }

  /// Where the answers came from.
  package enum Place: Hashable, Sendable {
    case unknown
    /// The framework that trained it, most often in float.
    case training
    /// This program's own exact kernels on the host.
    case host
    /// A board, counted by silicon or simulated.
    case board(String, Evidence)

    /// `host`, or `stm32f746g:simulated`.
    package var text: String {
      switch self {
      case .unknown: "unknown"
      case .training: "training"
      case .host: "host"
      case .board(let name, let evidence): "\(name):\(evidence.rawValue)"
      }
    }

    /// The place that ``text`` gave, or `nil`; nothing answers in a prediction.
    package init?(text: String) {
      switch text {
      case "unknown": self = .unknown
      case "training": self = .training
      case "host": self = .host
      default:
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ModelText.isTag(parts[0]),
          let evidence = Evidence(rawValue: parts[1]),
          evidence != .predicted
        else { return nil }
        self = .board(parts[0], evidence)
      }
    }
  }

  /// How it came into the store.
  package enum Source: String, Hashable, Sendable, CaseIterable {
    /// From a table of somebody else.
    case imported
    /// By hand.
    case typed
    /// By this program's own evaluation.
    case evaluated
  }

  /// The data set's name, or `nil` where nobody said; untrusted text.
  package let dataSet: String?
  package let metric: Metric
  /// In the metric's unit.
  package let value: Double
  /// Samples that were answered, or `nil` where nobody said.
  package let sampleCount: Int?
  package let place: Place
  package let source: Source
  package let noted: Timestamp

  package init(
    dataSet: String?, metric: Metric, value: Double, sampleCount: Int?, place: Place,
    source: Source, noted: Timestamp
  ) {
    self.dataSet = dataSet
    self.metric = metric
    self.value = value
    self.sampleCount = sampleCount
    self.place = place
    self.source = source
    self.noted = noted
  }
}

/// A figure that is known under a name only: of a training, or of another tool.
package struct ModelFigure: Hashable, Sendable {
  /// Untrusted text.
  package let name: String
  /// As it was given; untrusted text.
  package let value: String
  package let source: AccuracyRecord.Source
  package let noted: Timestamp

  package init(
    name: String, value: String, source: AccuracyRecord.Source, noted: Timestamp
  ) {
    self.name = name
    self.value = value
    self.source = source
    self.noted = noted
  }
}
