import Calibration
import LatencyTables
import Measurements
import Reports

/// The page of what tables' predictions are worth.
struct PredictionPage {
  private var boards: [BoardAccuracy] = []
  /// What lies outside of what is promised.
  private(set) var misses: [String] = []

  /// Percent that a network's total may be off, by board; the Xtensa's is wider.
  private static let totalLimits = ["esp32": 5.0]
  private static let usualTotalLimit = 3.0
  /// Percent that layers may be off, weighted by time.
  private static let layerLimit = 5.0
  /// Percent of the layers that intervals of 90 % are to hold.
  private static let coverage = 85.0...97.0
  /// Layers that a sweep may measure.
  private static let shapeLimit = 400

  mutating func add(_ board: BoardAccuracy) {
    boards.append(board)
    let name = board.origin.board
    let accuracy = board.whole
    let limit = Self.totalLimit(of: name)
    for network in accuracy.networks where abs(network.totalErrorPercent) > limit {
      misses.append(
        "\(name): \(network.run.network.name) is \(signed(network.totalErrorPercent)) %")
    }
    if accuracy.layerErrorPercent > Self.layerLimit {
      misses.append("\(name): layers are off by \(decimal(accuracy.layerErrorPercent)) %")
    }
    if !Self.coverage.contains(accuracy.coveragePercent) {
      misses.append("\(name): intervals hold \(decimal(accuracy.coveragePercent)) % of layers")
    }
    if board.file.table.shapeCount > Self.shapeLimit {
      misses.append("\(name): \(board.file.table.shapeCount) shapes")
    }
    if !Ranking(accuracy).isKept { misses.append("\(name): the ranking differs") }
  }

  private static func totalLimit(of board: String) -> Double {
    totalLimits[board] ?? usualTotalLimit
  }

  /// The page in Markdown.
  var text: String { Self.opening + boards.map(section).joined(separator: "\n") }

  private static let opening = """
    # How far latency tables' predictions are off

    Written by `make prediction-accuracy`; do not edit. Every predicted figure is by a table of `mcubench calibrate`, every
    other one by the board's own evidence, which the heading names. Tables are made from layers drawn at random and chosen
    among by what their kernels do: no network below took part. An error above 0 means that the prediction is slower.

    *Layers* is the mean absolute error of a network's layers, weighted by their time. *Interval* is that of the prediction,
    made to hold nine of ten.


    """

  private func section(_ board: BoardAccuracy) -> String {
    let origin = board.origin
    let model =
      origin.timingModel.map {
        ", timing model \($0.name)/\($0.version)" + ($0.parameterHash.map { "/" + $0 } ?? "")
      } ?? ""
    let accuracy = board.whole
    let counts = board.layerCounts
    var lines = [
      "## \(origin.board), \(origin.evidence.rawValue)\(model)", "",
      "Kernels `\(origin.kernelHash)` (\(origin.kernelSet)), table of \(day(origin)) with "
        + "\(board.file.table.shapeCount) layers of \(board.file.table.fits.count) kernel variants.",
      "",
    ]
    lines += networkTable(accuracy, megahertz: Double(origin.clockHertz) / 1e6)
    lines += [
      "",
      "- Total: at most \(decimal(accuracy.worstTotalPercent)) % off (promised: "
        + "\(decimal(Self.totalLimit(of: origin.board))) %), \(decimal(accuracy.meanTotalPercent)) % in the mean.",
      "- Layers: \(decimal(accuracy.layerErrorPercent)) % off, weighted by time (promised: "
        + "\(decimal(Self.layerLimit)) %).",
      "- Intervals hold \(decimal(accuracy.coveragePercent)) % of \(accuracy.layerCount) layers (promised: "
        + "\(decimal(Self.coverage.lowerBound)) to \(decimal(Self.coverage.upperBound)) %) and "
        + "\(accuracy.networks.count(where: \.isInInterval)) of \(accuracy.networks.count) totals.",
      "- \(accuracy.outsideCount) layers are outside of measured shapes; \(counts.inSweep) of \(counts.all) cost, part by "
        + "part, what a layer of the sweep costs.",
    ]
    lines += board.refusals.map { "- \($0.name) does not run there: \($0.why)." }
    lines += ["", "### Error by the number of layers measured", ""] + curveTable(board)
    lines += ["", "### Ranking of the published networks", ""] + rankingTable(accuracy, origin)
    return lines.joined(separator: "\n") + "\n"
  }

  private func networkTable(_ accuracy: TableAccuracy, megahertz: Double) -> [String] {
    func milliseconds(_ cycles: Double) -> String { decimal(cycles / megahertz / 1000, 3) }
    return [
      "| network | simulated, ms | predicted, ms | interval, ms | total, % | layers, % |",
      "|---|---:|---:|---:|---:|---:|",
    ]
      + accuracy.networks.map { network in
        let total = network.total
        return
          "| \(network.run.network.name) | \(milliseconds(network.run.cycles)) | \(milliseconds(total.cycles))"
          + " | \(milliseconds(total.low)) to \(milliseconds(total.high))"
          + " | \(signed(network.totalErrorPercent)) | \(decimal(network.layerErrorPercent)) |"
      }
  }

  private func curveTable(_ board: BoardAccuracy) -> [String] {
    [
      "| layers measured | total at most, % | total in the mean, % | layers, % | in interval, % | without prediction |",
      "|---:|---:|---:|---:|---:|---:|",
    ]
      + board.curve.map { size, accuracy in
        "| \(size) | \(decimal(accuracy.worstTotalPercent)) | \(decimal(accuracy.meanTotalPercent))"
          + " | \(decimal(accuracy.layerErrorPercent)) | \(decimal(accuracy.coveragePercent))"
          + " | \(accuracy.unknownCount) |"
      }
  }

  private func rankingTable(_ accuracy: TableAccuracy, _ origin: LatencyTable.Origin) -> [String] {
    let ranking = Ranking(accuracy)
    let predicted = ranking.places(by: \.predictedCycles)
    let byMACs = ranking.places(by: \.byMACsCycles)
    let toMilliseconds = 1000 / Double(origin.clockHertz)
    var lines = [
      "| rank | network | simulated, ms | predicted: rank, error | by MACs: rank, error |",
      "|---:|---|---:|---:|---:|",
    ]
    for (place, row) in ranking.rows.enumerated() {
      func error(_ cycles: Double) -> String { signed((cycles / row.simulatedCycles - 1) * 100) }
      lines.append(
        "| \(place + 1) | \(row.name) | \(decimal(row.simulatedCycles * toMilliseconds, 3))"
          + " | \(predicted[place]), \(error(row.predictedCycles)) %"
          + " | \(byMACs[place]), \(error(row.byMACsCycles)) % |")
    }
    let misplaced = zip(byMACs, 1...).count { $0 != $1 }
    let worst = ranking.rows.map { abs($0.byMACsCycles / $0.simulatedCycles - 1) * 100 }.max() ?? 0
    lines += [
      "",
      "The ranking by prediction is \(ranking.isKept ? "" : "not ")that by simulation. One figure of cycles a MAC, the best for"
        + " these very networks, puts \(misplaced) of \(ranking.rows.count) elsewhere and is up to \(decimal(worst)) % off.",
    ]
    return lines
  }

  private func day(_ origin: LatencyTable.Origin) -> String {
    String(origin.created.description.prefix(10))
  }

  private func decimal(_ value: Double, _ digits: Int = 1) -> String {
    NumberText.fixed(value, digits: digits)
  }

  private func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + decimal(value) }
}
