/// A table for a terminal: columns two spaces apart, one line a row.
package struct TextTable: Hashable, Sendable {
  /// A column's head and the side that its cells lean to.
  package struct Column: Hashable, Sendable {
    package let title: String
    package let alignment: Alignment

    package enum Alignment: Hashable, Sendable {
      case left
      case right
    }

    /// A column of text.
    package static func text(_ title: String) -> Column {
      Column(title: title, alignment: .left)
    }

    /// A column of numbers.
    package static func number(_ title: String) -> Column {
      Column(title: title, alignment: .right)
    }
  }

  package let columns: [Column]
  package private(set) var rows: [[String]] = []

  package init(columns: [Column]) { self.columns = columns }

  /// Adds a row; missing cells stay empty, and what is not plain text is escaped.
  package mutating func append(_ cells: [String]) {
    rows.append(columns.indices.map { cells.indices.contains($0) ? cells[$0] : "" })
  }

  /// The table's lines, the head first, without spaces at their ends.
  package var lines: [String] {
    let cells = ([columns.map(\.title)] + rows).map { $0.map(TerminalText.escaping) }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      let padded = columns.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return columns[column].alignment == .left ? row[column] + padding : padding + row[column]
      }
      let line = padded.joined(separator: "  ")
      return String(
        line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
    }
  }

  package var text: String { lines.map { $0 + "\n" }.joined() }
}
