// SPDX-License-Identifier: GPL-2.0-or-later

/// Where a machine's cycles went by function, source line and way of calls.
package struct ProfileReport {
  private let lines: [Machine.ProfileLine]
  private let paths: [Machine.CallPath]
  private let symbols: FunctionSymbols

  package init(
    lines: [Machine.ProfileLine], paths: [Machine.CallPath], symbols: FunctionSymbols
  ) {
    self.lines = lines
    self.paths = paths
    self.symbols = symbols
  }

  /// The executed addresses, in ascending order, whose source lines ``text(sourceLines:)`` takes.
  package var addresses: [UInt32] { lines.map(\.address) }

  /// Tables for people, the costliest first.
  ///
  /// `sourceLines` has a place (`file:line`) for each of ``addresses``, or is empty.
  package func text(sourceLines: [String]) -> String {
    var functions = table("function", lines.map { symbols.name(at: $0.address) })
    let known = Set(sourceLines).contains { !$0.hasPrefix("?") }
    if known, sourceLines.count == lines.count {
      functions += "\n" + table("source line", sourceLines)
    }
    return functions
  }

  private func table(_ title: String, _ places: [String]) -> String {
    var totals: [String: (cycles: UInt64, executions: UInt64)] = [:]
    for (line, place) in zip(lines, places) {
      totals[place, default: (0, 0)].cycles += line.cycles
      totals[place, default: (0, 0)].executions += line.executions
    }
    let all = max(1, lines.reduce(0) { $0 + $1.cycles })
    let rows = totals.sorted { ($1.value.cycles, $0.key) < ($0.value.cycles, $1.key) }
    let text = rows.map { place, total in
      let share = (Double(total.cycles) / Double(all) * 10000).rounded() / 100
      return padded("\(total.cycles)", 14) + padded("\(share) %", 10)
        + padded("\(total.executions)", 14) + "  " + place + "\n"
    }
    return padded("cycles", 14) + padded("share", 10) + padded("instructions", 14) + "  \(title)\n"
      + text.joined()
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// A line a way of calls: functions with semicolons between them, then the cycles at its end.
  ///
  /// Flame-graph viewers read it.
  package var foldedStacks: String {
    paths.filter { $0.cycles > 0 }.map { path in
      let names = ["reset"] + path.functions.map { symbols.name(at: $0) }
      return names.joined(separator: ";") + " \(path.cycles)\n"
    }.joined()
  }
}
