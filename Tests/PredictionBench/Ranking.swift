import LatencyTables

/// The networks that were published with a size, by how long they take.
struct Ranking {
  struct Row {
    let name: String
    let simulatedCycles: Double
    let predictedCycles: Double
    /// By the one figure of cycles a MAC that is best for these very networks.
    let byMACsCycles: Double
  }

  /// The fastest by simulation first.
  let rows: [Row]

  init(_ accuracy: TableAccuracy) {
    let ranked = accuracy.networks.filter(\.run.network.isRanked)
    let cyclesPerMAC = Self.bestRatio(ranked.map { ($0.run.cycles, $0.run.macCount) })
    rows = ranked.map { network in
      Row(
        name: network.run.network.name, simulatedCycles: network.run.cycles,
        predictedCycles: network.total.cycles,
        byMACsCycles: network.run.macCount * cyclesPerMAC)
    }
    .sorted { $0.simulatedCycles < $1.simulatedCycles }
  }

  /// The factor with the least sum of squared relative errors: of `factor * macs` beside `cycles`.
  private static func bestRatio(_ pairs: [(cycles: Double, macs: Double)]) -> Double {
    let ratios = pairs.map { $0.macs / $0.cycles }
    let squares = ratios.map { $0 * $0 }.reduce(0, +)
    return squares > 0 ? ratios.reduce(0, +) / squares : 0
  }

  /// The place of each row, from 1, by another figure than the simulated one.
  func places(by figure: (Row) -> Double) -> [Int] {
    rows.map { row in 1 + rows.count { figure($0) < figure(row) } }
  }

  /// Whether the predictions rank the networks as the simulation does.
  var isKept: Bool {
    zip(places(by: \.predictedCycles), 1...).allSatisfy { $0 == $1 }
  }
}
