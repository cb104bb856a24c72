package import Calibration
import LatencyTables
import Measurements

/// What a latency table holds, and how two differ.
package enum LatencyTableReport {
  /// The table's origin, then a line a kernel variant.
  package static func text(_ file: LatencyTableFile, path: String) -> String {
    var rows = TextTable(columns: [
      .text("kernel variant"), .number("layers"), .number("terms"), .number("median error"),
      .number("largest"), .text("90 % interval"), .text("measured extents"),
    ])
    let counts = sampleCounts(file)
    for (variant, fit) in sortedFits(file) {
      let band = fit.middleBand
      rows.append([
        short(variant), "\(counts[variant] ?? 0)", "\(fit.cycles.count)",
        fit.residuals.isEmpty ? "-" : percent(fit.typicalError),
        fit.residuals.map(abs).max().map(percent) ?? "-",
        "\(signed(band.lowerBound - 1)) … \(signed(band.upperBound - 1))", hull(fit),
      ])
    }
    return TerminalText.escaping(path) + "\n\n" + rows.text + "\n"
      + facts(file).map { line($0, $1) }.joined()
  }

  static func sampleCounts(_ file: LatencyTableFile) -> [String: Int] {
    Dictionary(grouping: file.samples) { $0.sample.cost.variant }.mapValues(\.count)
  }

  /// The fits by the variants' names, in their order.
  static func sortedFits(_ file: LatencyTableFile) -> [(String, VariantFit)] {
    file.table.fits.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  static func facts(_ file: LatencyTableFile) -> [(String, String)] {
    let (table, origin) = (file.table, file.table.origin)
    let megahertz = NumberText.plain(Double(origin.clockHertz) / 1_000_000)
    return [
      ("Board", "\(origin.board) at \(megahertz) MHz"),
      ("Kernels", "\(origin.kernelSet), \(origin.kernelHash)"),
      ("Evidence", EvidenceText.short(origin.evidence, origin.timingModel)),
      ("Compiler", origin.compiler),
      ("Created", origin.created.description),
      ("Shapes", "\(NumberText.grouped(table.shapeCount)), chosen from seed \(origin.seed)"),
      (
        "Overhead",
        "\(NumberText.fixed(table.layerOverheadCycles, digits: 1)) cycles a layer beside its own"
      ),
    ]
  }

  static func line(_ name: String, _ value: String) -> String {
    let padding = String(repeating: " ", count: max(0, 9 - name.count))
    return "  \(name)\(padding) \(TerminalText.escaping(value))\n"
  }

  private static func hull(_ fit: VariantFit) -> String {
    fit.hull.sorted { $0.key < $1.key }.map { name, range in
      let (least, most) = (NumberText.plain(range.lowerBound), NumberText.plain(range.upperBound))
      return least == most ? "\(name) \(least)" : "\(name) \(least)-\(most)"
    }.joined(separator: ", ")
  }

  static func short(_ variant: String) -> String {
    variant.hasPrefix("mcub_") ? String(variant.dropFirst("mcub_".count)) : variant
  }

  private static func percent(_ share: Double) -> String {
    NumberText.fixed(share * 100, digits: 2) + " %"
  }

  private static func signed(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }
}
