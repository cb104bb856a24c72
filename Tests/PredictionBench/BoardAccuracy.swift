import Calibration
import LatencyTables
import Planning

/// How a table's predictions of a board lie beside its simulation.
struct BoardAccuracy {
  let file: LatencyTableFile
  let runs: [NetworkRun]
  let refusals: [Refusal]

  /// Sizes of sweep whose tables are held against the networks, beside the whole one.
  private static let sweepSizes = [50, 100, 150, 200, 250, 300, 350, 400]

  var origin: LatencyTable.Origin { file.table.origin }

  /// The table's own accuracy.
  var whole: TableAccuracy { TableAccuracy(table: file.table, runs: runs) }

  /// The learning curve: what tables of the first samples of the sweep would have been worth.
  var curve: [(shapeCount: Int, accuracy: TableAccuracy)] {
    let sizes = Self.sweepSizes.filter { $0 < file.samples.count } + [file.samples.count]
    return sizes.map { size in
      let table = LatencyTable(
        fitting: file.samples.prefix(size).map(\.sample),
        layerOverheadCycles: file.table.layerOverheadCycles, origin: origin)
      return (size, TableAccuracy(table: table, runs: runs))
    }
  }

  /// Layers of the networks, and those of them that cost what a layer of the sweep costs, term by
  /// term: as good as measured.
  var layerCounts: (all: Int, inSweep: Int) {
    let measured = Set(file.samples.map(\.sample.cost))
    var counts = (all: 0, inSweep: 0)
    for run in runs {
      let lines = FlashLines(run.plan)
      for layer in run.plan.layers {
        guard let cost = LayerCost(layer, of: run.plan, flashLines: lines) else { continue }
        counts.all += 1
        if measured.contains(cost.inOrderOfNames) { counts.inSweep += 1 }
      }
    }
    return counts
  }
}

extension LayerCost {
  /// The same cost in the order that tables keep.
  fileprivate var inOrderOfNames: LayerCost {
    LayerCost(
      variant: variant, terms: terms.sorted { $0.name < $1.name },
      extents: extents.sorted { $0.name < $1.name })
  }
}

/// How far one table is off on networks.
struct TableAccuracy {
  /// One network's figures, in cycles.
  struct Network {
    let run: NetworkRun
    let total: PredictedCycles
    /// The layers' absolute errors, summed, in cycles.
    let layerErrorCycles: Double
    /// The layers' measured cycles, summed.
    let layerCycles: Double

    /// In percent of what was simulated; above 0 where the prediction is slower.
    var totalErrorPercent: Double { (total.cycles / run.cycles - 1) * 100 }
    /// Layer by layer, weighted by time.
    var layerErrorPercent: Double { layerErrorCycles / layerCycles * 100 }
    var isInInterval: Bool { (total.low...total.high).contains(run.cycles) }
  }

  let networks: [Network]
  /// Layers called, those in their interval, those outside of measured shapes, those of kernels that
  /// the table has no sample of.
  private(set) var layerCount = 0
  private(set) var coveredCount = 0
  private(set) var outsideCount = 0
  private(set) var unknownCount = 0

  init(table: LatencyTable, runs: [NetworkRun]) {
    var networks: [Network] = []
    for run in runs {
      let prediction = table.prediction(of: run.plan)
      var (error, sum) = (0.0, 0.0)
      for (layer, cycles) in zip(prediction.layers, run.layerCycles) {
        guard let cycles, layer.variant != nil else { continue }
        error += abs(layer.cycles.cycles - cycles)
        sum += cycles
        layerCount += 1
        // A median of few runs counts whole cycles, and so may lie half a one beside the interval.
        if (layer.cycles.low - 0.5...layer.cycles.high + 0.5).contains(cycles) { coveredCount += 1 }
        if layer.isUnknown {
          unknownCount += 1
        } else if !layer.outside.isEmpty {
          outsideCount += 1
        }
      }
      networks.append(
        Network(run: run, total: prediction.total, layerErrorCycles: error, layerCycles: sum))
    }
    self.networks = networks
  }

  /// The largest total error of a network, in percent.
  var worstTotalPercent: Double { networks.map { abs($0.totalErrorPercent) }.max() ?? 0 }

  /// The mean total error of the networks, in percent.
  var meanTotalPercent: Double {
    networks.map { abs($0.totalErrorPercent) }.reduce(0, +) / Double(max(networks.count, 1))
  }

  /// Over all layers of all networks, weighted by time, in percent.
  var layerErrorPercent: Double {
    let cycles = networks.map(\.layerCycles).reduce(0, +)
    return networks.map(\.layerErrorCycles).reduce(0, +) / max(cycles, 1) * 100
  }

  /// The share of layers in their 90 % interval, in percent.
  var coveragePercent: Double { Double(coveredCount) / Double(max(layerCount, 1)) * 100 }
}
