package import Measurements
package import ModelGraph

/// `layers.csv`: a row a layer and pass, the columns of `mcubench.layers/1`.
///
/// The order of columns is fixed; new ones go to the end. The cycles of a run whose output was wrong
/// are left out, for they are of another computation.
package enum LayersCSV {
  package static let schema = "mcubench.layers/1"

  /// The file's text, header first.
  package static func text(_ run: Measurement) -> String {
    text([run])
  }

  package static var columnNames: [String] { LayerColumn.all.map(\.name) }
}

extension LayersCSV {
  /// The rows of several runs under one header.
  package static func text(_ runs: [Measurement]) -> String {
    let columns = LayerColumn.all
    return Delimited.line(columns.map(\.name))
      + runs.flatMap { LayerRow.rows(of: $0) }
      .map { row in Delimited.row(columns.map { $0.field(row) }) }.joined()
  }
}

/// One layer in one pass.
package struct LayerRow {
  package let run: Measurement
  package let layer: LayerRecord
  package let pass: PassKind
  /// The layer's cycles in that pass, where they may be shown.
  package let timing: LayerTiming?
  package let sharePercent: Double?
  package let cumulativePercent: Double?
  package let issueCodes: [String]
  package let isValid: Bool

  /// A row for each layer of the layer pass, then of the cold pass; of a run without either, a row
  /// for each layer all the same.
  package static func rows(of run: Measurement) -> [LayerRow] {
    let passes = [PassKind.layer, .cold].filter { run.hasLayerWindows($0) }
    let issues = run.issues
    let validity = run.validity
    return (passes.isEmpty ? [.layer] : passes).flatMap { pass in
      let timings = run.layers.indices.map { index in
        validity == .invalidOutput ? nil : run.timing(ofLayer: index, in: pass)
      }
      let sum = timings.reduce(0) { $0 + ($1?.medianCycles ?? 0) }
      var cumulative = 0.0
      return run.layers.indices.map { index in
        let share = timings[index].flatMap { sum > 0 ? $0.medianCycles / sum * 100 : nil }
        cumulative += share ?? 0
        return LayerRow(
          run: run, layer: run.layers[index], pass: pass, timing: timings[index],
          sharePercent: share, cumulativePercent: share == nil ? nil : cumulative,
          issueCodes: issues.filter { $0.layer == nil || $0.layer == index }.map(\.code),
          isValid: validity.isUsable)
      }
    }
  }

  /// A figure, or `nil` where a run of another tool does not know it.
  package func known(_ figure: Int) -> Int? { run.known(figure) }

  /// What was removed from the layer, or `nil` in a run of a whole network.
  package var pruning: LayerPruning? {
    run.pruning?.layer(atNode: layer.identity.nodeIndex)
  }

  /// The layer's median cycles on one core, where they may be shown.
  package var oneCoreCycles: Double? {
    pass == .layer && timing != nil ? run.singleCoreCycles(ofLayer: layer.index) : nil
  }

  /// How many times as long the layer takes on one core.
  package var speedup: Double? {
    oneCoreCycles == nil ? nil : run.speedup(ofLayer: layer.index)
  }

  /// What a table predicts of the layer in microseconds, or an end of its interval.
  package func predicted(_ side: KeyPath<CycleInterval, Double>) -> Double? {
    run.prediction?.cycles(ofLayer: layer.index).flatMap { run.microseconds($0[keyPath: side]) }
  }

  /// The layer's corrected microseconds, or an end of their interval, where they may be shown.
  package func corrected(_ side: KeyPath<CycleInterval, Double>) -> Double? {
    guard pass == .layer, timing != nil else { return nil }
    return run.correction?.cycles(ofLayer: layer.index).flatMap {
      run.microseconds($0[keyPath: side])
    }
  }

  package var claim: AccuracyClaim? { run.timingModel?.claim }

  package var microseconds: Double? { timing.flatMap { run.microseconds($0.medianCycles) } }

  /// What the board gave where this layer makes a graph output; other layers' are not read.
  package var graphOutput: OutputRecord? {
    guard let tensor = layer.identity.outputTensor else { return nil }
    return run.outputCheck.outputs?.first { $0.tensor == tensor }
  }

  /// `value` for each MAC, or `nil` where there are none.
  package func perMAC(_ value: Double?) -> Double? {
    guard layer.costs.macCount > 0 else { return nil }
    return value.map { $0 / Double(layer.costs.macCount) }
  }
}
