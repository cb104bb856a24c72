package import Calibration
import LatencyTables
import Measurements

/// What a latency table holds, and how two differ.
package enum LatencyTableReport {
  /// The table's origin, then a line a kernel variant.
  package static func text(_ file: LatencyTableFile, path: String) -> String {
    let table = file.table
    var rows = TextTable(columns: [
      .text("kernel variant"), .number("layers"), .number("terms"), .number("median error"),
      .number("largest"), .text("90 % interval"), .text("measured extents"),
    ])
    let counts = Dictionary(grouping: file.samples) { $0.sample.cost.variant }.mapValues(\.count)
    for (variant, fit) in table.fits.sorted(by: { $0.key < $1.key }) {
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

  /// Where two tables differ: in their origins, in the variants they have, and in what they predict
  /// of the layers of both.
  package static func difference(
    _ first: (file: LatencyTableFile, path: String),
    _ second: (file: LatencyTableFile, path: String)
  ) -> String {
    var text = line("A", first.path) + line("B", second.path) + "\n"
    for (before, after) in zip(facts(first.file), facts(second.file)) where before.1 != after.1 {
      text += line(before.0, "\(before.1), then \(after.1)")
    }
    var rows = TextTable(columns: [
      .text("kernel variant"), .number("layers"), .number("B against A, median"),
      .number("least"), .number("most"),
    ])
    let (before, after) = (first.file.table.fits, second.file.table.fits)
    let layers = Dictionary(
      grouping: Set((first.file.samples + second.file.samples).map(\.sample.cost)), by: \.variant)
    for variant in Set(before.keys).union(after.keys).sorted() {
      guard let old = before[variant], let new = after[variant] else {
        rows.append([short(variant), "", before[variant] == nil ? "only in B" : "only in A"])
        continue
      }
      let changes = (layers[variant] ?? []).compactMap { cost -> Double? in
        let predicted = old.predicted(cost)
        return predicted > 0 ? new.predicted(cost) / predicted - 1 : nil
      }.sorted()
      guard let least = changes.first, let most = changes.last else {
        rows.append([short(variant), "0", "-", "-", "-"])
        continue
      }
      let middle = (changes[(changes.count - 1) / 2] + changes[changes.count / 2]) / 2
      rows.append([
        short(variant), "\(changes.count)", signed(middle), signed(least), signed(most),
      ])
    }
    return text + "\n" + rows.text
  }

  /// The samples as comma-separated values: the layer's shape, what it took, what the table says.
  package static func samplesCSV(_ file: LatencyTableFile) -> String {
    let origin = file.table.origin
    let names = [
      "board_profile", "evidence", "kernel_hash", "variant", "operator", "height", "width",
      "channels", "outputs", "kernel", "stride", "padded", "rectified", "cycles",
      "predicted_cycles", "error_pct",
    ]
    return Delimited.line(names)
      + file.samples.map { sample in
        let (layer, cost) = (sample.layer, sample.sample.cost)
        let predicted = file.table.fits[cost.variant]?.predicted(cost)
        let error = predicted.map { ($0 / sample.sample.cycles - 1) * 100 }
        let fields: [Delimited.Field] = [
          .word(origin.board), .word(origin.evidence.rawValue), .word(origin.kernelHash),
          .word(cost.variant), .word(layer.kind.rawValue), .integer(layer.height),
          .integer(layer.width), .integer(layer.channels), .integer(layer.outputs),
          .integer(layer.kernel), .integer(layer.stride), .flag(layer.isPadded),
          .flag(layer.isRectified), .number(sample.sample.cycles),
          .number(predicted.map { ($0 * 10).rounded() / 10 }),
          .number(error.map { ($0 * 1000).rounded() / 1000 }),
        ]
        return Delimited.row(fields)
      }.joined()
  }

  private static func facts(_ file: LatencyTableFile) -> [(String, String)] {
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

  private static func line(_ name: String, _ value: String) -> String {
    let padding = String(repeating: " ", count: max(0, 9 - name.count))
    return "  \(name)\(padding) \(TerminalText.escaping(value))\n"
  }

  private static func hull(_ fit: VariantFit) -> String {
    fit.hull.sorted { $0.key < $1.key }.map { name, range in
      let (least, most) = (NumberText.plain(range.lowerBound), NumberText.plain(range.upperBound))
      return least == most ? "\(name) \(least)" : "\(name) \(least)-\(most)"
    }.joined(separator: ", ")
  }

  private static func short(_ variant: String) -> String {
    variant.hasPrefix("mcub_") ? String(variant.dropFirst("mcub_".count)) : variant
  }

  private static func percent(_ share: Double) -> String {
    NumberText.fixed(share * 100, digits: 2) + " %"
  }

  private static func signed(_ share: Double) -> String { (share > 0 ? "+" : "") + percent(share) }
}
