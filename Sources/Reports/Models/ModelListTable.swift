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
      let costs = entry.costs
      table.append(
        [
          TerminalText.escaping(entry.name, width: 44), String(entry.sha256.prefix(8)),
          costs.fileBytes.map(AmountText.kilobytes) ?? "-",
          costs.parameterCount.map { NumberText.grouped($0) } ?? "-",
          costs.macCount.map { NumberText.grouped($0) } ?? "-",
          costs.peakBytes.map(AmountText.kilobytes) ?? "-",
          costs.lowestPeakBytes.map(AmountText.kilobytes) ?? "-",
          entry.newest(.accuracy).map(ModelPage.brief) ?? "-", String(entry.runCount),
        ]
          + labels.map { label in
            entry.latencies.first { $0.label == label }?.newest.cleanMicroseconds
              .map(NumberText.duration) ?? "-"
          } + (hasTags ? [entry.tags.joined(separator: " ")] : []))
    }
    return table.text
  }
}
