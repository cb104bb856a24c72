package import LatencyTables

/// A latency table with all that it was fitted to, as a file keeps it.
package struct LatencyTableFile: Hashable, Sendable {
  /// The form that is read and written.
  package static let schema = "mcubench.latency-table/1"

  package let table: LatencyTable
  /// The layers that were measured, in the order measured.
  package let samples: [CalibrationSample]

  package init(table: LatencyTable, samples: [CalibrationSample]) {
    self.table = table
    self.samples = samples
  }

  /// A table of `samples`.
  package init(
    fitting samples: [CalibrationSample], layerOverheadCycles: Double,
    origin: LatencyTable.Origin
  ) {
    let fitted = LatencyTable(
      fitting: samples.map(\.sample), layerOverheadCycles: layerOverheadCycles, origin: origin)
    self.init(
      table: LatencyTable(
        origin: origin, fits: fitted.fits, layerOverheadCycles: layerOverheadCycles,
        shapeCount: Set(samples.map(\.layer)).count),
      samples: samples)
  }

  /// The same samples fitted anew, by the fit of this program.
  package var refitted: LatencyTableFile {
    LatencyTableFile(
      fitting: samples, layerOverheadCycles: table.layerOverheadCycles, origin: table.origin)
  }
}

/// A layer that a calibration measured: its shape, and what it took.
package struct CalibrationSample: Hashable, Sendable {
  package let layer: SweepLayer
  /// The terms and extents in the order of their names, so that a file gives the same sample back.
  package let sample: LatencySample

  package init(layer: SweepLayer, sample: LatencySample) {
    self.layer = layer
    let cost = sample.cost
    self.sample = LatencySample(
      cost: LayerCost(
        variant: cost.variant, terms: cost.terms.sorted { $0.name < $1.name },
        extents: cost.extents.sorted { $0.name < $1.name }),
      cycles: sample.cycles)
  }
}
