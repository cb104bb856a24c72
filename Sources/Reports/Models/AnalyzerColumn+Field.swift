import Measurements
import ModelCatalog

extension AnalyzerColumn {
  /// Whether this program knows the same figure.
  var hasEqual: Bool {
    switch self {
    case .runName, .macs, .architecture, .alpha, .classes, .imageResolution, .channels, .variation,
      .totalParameters, .peakMemoryBytes, .trainableParameters, .nonTrainableParameters,
      .int8Kilobytes, .tags, .createdAt, .notes, .testAccuracy, .stm32Milliseconds,
      .peakMemoryKilobytes, .bytesPerParameter:
      true
    default: false
    }
  }

  /// Our columns that stand under these names; not those that an import of an unknown model needs.
  static let equals: Set<ModelColumn> = [
    .name, .architecture, .alpha, .classes, .resolution, .channels, .variation,
    .trainingParameters, .peakBytes, .trainableParameters, .nonTrainableParameters,
    .tags, .created, .notes, .accuracy, .bytesPerParameter,
  ]

  /// The board whose latency the CNN Analyzer's users typed in: the STM32F746G-DISCO.
  private static let board = "stm32f746g"

  /// The figure in their unit, or unknown where this program has none.
  func field(of entry: ModelEntry) -> Delimited.Field {
    func ours(_ column: ModelColumn) -> Delimited.Field { ModelCSV.field(column, of: entry) }
    func kilobytes(_ bytes: Int?) -> Delimited.Field { .number(bytes.map { Double($0) / 1_024 }) }
    switch self {
    case .runName: return ours(.name)
    case .macs: return ours(.macs)
    case .architecture: return ours(.architecture)
    case .alpha: return ours(.alpha)
    case .classes: return ours(.classes)
    case .imageResolution: return ours(.resolution)
    case .channels: return ours(.channels)
    case .variation: return ours(.variation)
    case .totalParameters: return ours(.trainingParameters)
    case .trainableParameters: return ours(.trainableParameters)
    case .nonTrainableParameters: return ours(.nonTrainableParameters)
    case .tags: return ours(.tags)
    case .createdAt: return ours(.created)
    case .notes: return ours(.notes)
    case .testAccuracy: return ours(.accuracy)
    case .peakMemoryBytes: return ours(.peakBytes)
    case .peakMemoryKilobytes: return kilobytes(entry.costs.peakBytes)
    case .int8Kilobytes: return kilobytes(entry.costs.fileBytes)
    case .bytesPerParameter:
      // Theirs divides by the parameters of the training, batch norm's among them.
      guard let bytes = entry.costs.fileBytes, let count = entry.training.total, count > 0 else {
        return .unknown
      }
      return .number(Double(bytes) / Double(count))
    case .stm32Milliseconds:
      // Theirs is silicon's: a simulated or predicted one does not stand here.
      return .number(
        entry.latencies.first { $0.label == "\(Self.board) \(Evidence.measured.rawValue)" }?
          .newest.cleanMicroseconds.map { $0 / 1_000 })
    default: return .unknown
    }
  }
}
