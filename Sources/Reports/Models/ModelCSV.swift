import Measurements
package import ModelCatalog

/// Models as comma-separated values, a row each.
///
/// Texts are untrusted: what a spreadsheet would run as a formula gets an apostrophe before it, which
/// an import takes away again.
package enum ModelCSV {
  typealias Column = (name: String, field: (ModelEntry) -> Delimited.Field)

  package static func text(_ entries: [ModelEntry], dialect: ModelDialect = .mcubench) -> String {
    let columns =
      switch dialect {
      case .mcubench: ours(of: entries, leavingOut: []) + figures(of: entries, prefix: true)
      case .cnnAnalyzer: theirs(of: entries)
      }
    return Delimited.row(columns.map { .untrusted($0.name) })
      + entries.map { entry in Delimited.row(columns.map { $0.field(entry) }) }.joined()
  }

  private static func ours(
    of entries: [ModelEntry], leavingOut left: Set<ModelColumn>
  ) -> [Column] {
    var columns: [Column] = ModelColumn.allCases.filter { !left.contains($0) }.map { column in
      (column.rawValue, { field(column, of: $0) })
    }
    var labels: [String] = []
    for latency in entries.flatMap(\.latencies) where !labels.contains(latency.columnName) {
      labels.append(latency.columnName)
    }
    for label in labels.sorted() {
      columns.append(
        (
          label,
          { entry in
            .number(entry.latencies.first { $0.columnName == label }?.newest.cleanMicroseconds)
          }
        ))
    }
    return columns
  }

  private static func figures(of entries: [ModelEntry], prefix: Bool) -> [Column] {
    let names = Set(entries.flatMap(\.figures).map(\.name))
    return names.sorted().map { name in
      (
        (prefix ? ModelColumn.figurePrefix : "") + name,
        { entry in figure(name, of: entry) }
      )
    }
  }

  /// A figure as it was given; a number stands as it is, whatever its sign.
  private static func figure(_ name: String, of entry: ModelEntry) -> Delimited.Field {
    guard let value = entry.figures.first(where: { $0.name == name })?.value else {
      return .unknown
    }
    let isNumber = value.allSatisfy { "0123456789+-.eE".contains($0) } && Double(value) != nil
    return isNumber ? .word(value) : .untrusted(value)
  }

  /// The CNN Analyzer's columns that have a value, in its order, then ours that it lacks.
  private static func theirs(of entries: [ModelEntry]) -> [Column] {
    let kept = Set(entries.flatMap(\.figures).map(\.name))
    let columns: [Column] = AnalyzerColumn.allCases
      .filter { $0.hasEqual || kept.contains($0.rawValue) }
      .map { column in
        (
          column.rawValue,
          { entry in
            let own = column.field(of: entry)
            // What this program has no figure of goes out as it came in.
            return own != .unknown ? own : figure(column.rawValue, of: entry)
          }
        )
      }
    let known = Set(AnalyzerColumn.allCases.map(\.rawValue))
    let others = figures(of: entries, prefix: false).filter { !known.contains($0.name) }
    let names = columns.map(\.name)
    return columns
      + ours(of: entries, leavingOut: AnalyzerColumn.equals).filter { !names.contains($0.name) }
      + others.map { (ModelColumn.figurePrefix + $0.name, $0.field) }
  }

  static func field(_ column: ModelColumn, of entry: ModelEntry) -> Delimited.Field {
    let (costs, training, factors) = (entry.costs, entry.training, entry.factors)
    if let metric = column.metric { return .number(entry.newest(metric)?.value) }
    // What stands beside the newest accuracy, or beside another metric where there is none.
    let shown = entry.newest(.accuracy) ?? entry.accuracies.first
    switch column {
    case .sha256: return .word(entry.sha256)
    case .name: return .untrusted(entry.names.first)
    case .architecture: return .untrusted(factors.architecture)
    case .alpha: return .number(factors.alpha)
    case .resolution: return .integer(factors.resolution)
    case .channels: return .integer(factors.channels)
    case .classes: return .integer(factors.classes)
    case .variation: return .untrusted(factors.variation)
    case .fileBytes: return .integer(costs.fileBytes)
    case .parameters: return .integer(costs.parameterCount)
    case .macs: return .integer(costs.macCount)
    case .bytesPerParameter: return .number(costs.bytesPerParameter)
    case .peakBytes: return .integer(costs.peakBytes)
    case .lowestPeakBytes: return .integer(costs.lowestPeakBytes)
    case .trainingParameters: return .integer(training.total)
    case .trainableParameters: return .integer(training.trainable)
    case .nonTrainableParameters: return .integer(training.nonTrainable)
    case .accuracyDataSet: return .untrusted(shown?.dataSet)
    case .accuracyCount: return .integer(shown?.sampleCount)
    case .accuracyPlace: return .word(shown?.place.text)
    case .accuracySource: return .word(shown?.source.rawValue)
    case .accuracyDate: return .word(shown?.noted.description)
    case .runs: return .integer(entry.runCount)
    case .tags: return .word(entry.tags.isEmpty ? nil : entry.tags.joined(separator: " "))
    case .created: return .word(entry.created.description)
    case .origin: return .word(entry.origin.rawValue)
    case .path: return .untrusted(entry.path)
    case .notes: return .untrusted(entry.note)
    case .accuracy, .top5, .auc, .f1, .precision, .recall, .loss: return .unknown
    }
  }
}

extension ModelLatency {
  /// `latency_us.stm32f746g.simulated`, with what is unlike a plain run behind it.
  fileprivate var columnName: String {
    ModelColumn.latencyPrefix
      + label.replacing(", ", with: ".").replacing(" ", with: ".")
  }
}
