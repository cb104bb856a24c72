package import Failures

/// Figures of models by their names, read from CSV: a head, then a model a line.
package struct NamedFigures: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// Untrusted text.
    package let name: String
    package let value: Double
  }

  package let entries: [Entry]

  /// Lines at most; far beyond any sweep.
  private static let most = 100_000

  /// Reads the columns `name` (or `model`, `run_name`) and the first of `columns` that is there.
  ///
  /// Fields may be quoted as RFC 4180 has it; lines without a figure are left out.
  ///
  /// - Throws: ``NamedFiguresError`` that names the line.
  package init(parsing text: String, columns: [String]) throws(NamedFiguresError) {
    let rows = Self.rows(text)
    guard rows.count <= Self.most else {
      throw NamedFiguresError(line: Self.most, problem: .tooLong(limit: Self.most))
    }
    guard let head = rows.first?.map({ $0.lowercased().trimmed }) else {
      throw NamedFiguresError(line: 1, problem: .empty)
    }
    guard let nameColumn = head.firstIndex(where: ["name", "model", "run_name"].contains),
      let column = columns.lazy.compactMap({ head.firstIndex(of: $0) }).first
    else { throw NamedFiguresError(line: 1, problem: .columns(wanted: columns)) }
    var entries: [Entry] = []
    for (place, row) in rows.enumerated().dropFirst() where row != [""] {
      guard row.count > max(nameColumn, column) else {
        throw NamedFiguresError(line: place + 1, problem: .tooFewFields(row.count))
      }
      let field = row[column].trimmed
      guard !field.isEmpty else { continue }
      guard let value = Double(field), value.isFinite, value >= 0 else {
        throw NamedFiguresError(line: place + 1, problem: .noNumber(field))
      }
      entries.append(Entry(name: row[nameColumn].trimmed, value: value))
    }
    guard !entries.isEmpty else { throw NamedFiguresError(line: 1, problem: .empty) }
    self.entries = entries
  }

  /// Rows and their fields; a quoted field may hold commas, quotes twice and line ends.
  private static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var characters = text.unicodeScalars.makeIterator()
    var next = characters.next()
    while let scalar = next {
      next = characters.next()
      switch scalar {
      case "\"" where isQuoted && next == "\"":
        field.unicodeScalars.append("\"")
        next = characters.next()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\r" where !isQuoted && next == "\n": continue
      case "\n" where !isQuoted:
        rows.append(row + [field])
        (row, field) = ([], "")
      case "\u{FEFF}" where rows.isEmpty && row.isEmpty && field.isEmpty: continue
      default: field.unicodeScalars.append(scalar)
      }
    }
    if !field.isEmpty || !row.isEmpty { rows.append(row + [field]) }
    return rows
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// Why a CSV file of figures could not be read.
package struct NamedFiguresError: Failure, Hashable {
  package enum Problem: Hashable, Sendable {
    case empty
    case tooLong(limit: Int)
    case columns(wanted: [String])
    case tooFewFields(Int)
    case noNumber(String)
  }

  /// From 1 on.
  package let line: Int
  package let problem: Problem

  package var summary: String {
    switch problem {
    case .empty: "the CSV has no figures"
    case .tooLong(let limit): "the CSV has more than \(limit) lines"
    case .columns: "line \(line) of the CSV does not name the columns"
    case .tooFewFields(let count): "line \(line) of the CSV has only \(count) fields"
    case .noNumber(let text):
      "line \(line) of the CSV: no figure: \(TerminalText.escaping(text.debugDescription, width: 40))"
    }
  }
  package var remedy: String? {
    switch problem {
    case .columns(let wanted):
      "begin it with a line of names: name, and one of \(wanted.joined(separator: ", "))"
    case .empty, .tooLong, .tooFewFields, .noNumber:
      "write a line a model: its name and its figure, as a number of 0 or more"
    }
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
