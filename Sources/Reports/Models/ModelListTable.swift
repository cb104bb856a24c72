import Measurements
package import ModelCatalog

/// Models as a table for a terminal, a row each.
///
/// Latencies have a column for each board, evidence and way to run: nothing simulated stands under
/// anything measured.
package enum ModelListTable {
  package static func text(_ entries: [ModelEntry]) -> String {
    guard !entries.isEmpty else { return "no models\n" }
    var labels: [String] = []
    for label in entries.flatMap(\.latencies).map(\.label) where !labels.contains(label) {
      labels.append(label)
    }
    labels.sort()
    let hasTags = entries.contains { !$0.tags.isEmpty }
    var table = TextTable(
      columns: [
        .text("model"), .text("sha256"), .number("file KB"), .number("params"), .number("MACs"),
        .number("peak KB"), .number("best KB"), .text("accuracy"), .number("runs"),
      ] + labels.map { .number($0) } + (hasTags ? [.text("tags")] : []))
    for entry in entries {
      var row = cells(of: entry)
      row += labels.map { latency(of: entry, under: $0) }
      if hasTags { row.append(entry.tags.joined(separator: " ")) }
      table.append(row)
    }
    return table.text
  }

  private static func cells(of entry: ModelEntry) -> [String] {
    let costs = entry.costs
    let name = TerminalText.escaping(entry.name, width: 44)
    let parameters = costs.parameterCount.map { NumberText.grouped($0) }
    let macs = costs.macCount.map { NumberText.grouped($0) }
    let accuracy = entry.newest(.accuracy).map(ModelPage.brief)
    return [
      name, String(entry.sha256.prefix(8)),
      costs.fileBytes.map(AmountText.kilobytes) ?? "-", parameters ?? "-", macs ?? "-",
      costs.peakBytes.map(AmountText.kilobytes) ?? "-",
      costs.lowestPeakBytes.map(AmountText.kilobytes) ?? "-",
      accuracy ?? "-", String(entry.runCount),
    ]
  }

  private static func latency(of entry: ModelEntry, under label: String) -> String {
    let newest = entry.latencies.first { $0.label == label }?.newest
    return newest?.cleanMicroseconds.map(NumberText.duration) ?? "-"
  }
}
