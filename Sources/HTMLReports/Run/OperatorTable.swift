import Measurements
import Reports

/// The layers' figures by kind of operator, the costliest first.
enum OperatorTable {
  private struct Kind {
    let name: String
    var count = 0
    var macs = 0
    var parameters = 0
    var cycles = 0.0
    var untimed = 0
  }

  static func markup(_ rows: [LayerRow], of run: Measurement) -> HTML {
    let all = kinds(rows)
    let sum = all.reduce(0) { $0 + $1.cycles }
    return Parts.table(
      "Operators of run \(run.runID.short). Cycles: \(Worth(run).text).",
      columns: [
        .text("operator"), .number("layers"), .number("MACs"), .number("parameters"),
        .number("cycles"), .number("share"), .number("cycles/MAC"),
      ]
    ) {
      HTML.element("tbody") {
        all.map { kind in
          let share = sum > 0 ? kind.cycles / sum * 100 : nil
          return HTML.element("tr") {
            HTML.element("th", [.attribute("scope", "row")]) { kind.name }
            Parts.number(String(kind.count))
            Parts.number(run.known(kind.macs).map { NumberText.grouped($0) })
            Parts.number(run.known(kind.parameters).map { NumberText.grouped($0) })
            Parts.number(kind.untimed == kind.count ? nil : NumberText.grouped(kind.cycles))
            Parts.share(share)
            Parts.number(
              kind.macs > 0 && kind.untimed < kind.count
                ? NumberText.fixed(kind.cycles / Double(kind.macs), digits: 2) : nil)
          }
        }
      }
    }
  }

  private static func kinds(_ rows: [LayerRow]) -> [Kind] {
    var kinds: [String: Kind] = [:]
    for row in rows {
      var kind = kinds[row.layer.kind] ?? Kind(name: row.layer.kind)
      kind.count += 1
      kind.macs += row.layer.costs.macCount
      kind.parameters += row.layer.costs.parameterCount
      kind.cycles += row.timing?.medianCycles ?? 0
      kind.untimed += row.timing == nil ? 1 : 0
      kinds[kind.name] = kind
    }
    return kinds.values.sorted { ($0.cycles, $1.name) > ($1.cycles, $0.name) }
  }
}
