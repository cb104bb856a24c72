package import Measurements

/// A table of models from elsewhere, read and checked as far as that goes without a store.
package struct ModelTable: Hashable, Sendable {
  /// How to read it.
  package struct Reading: Hashable, Sendable {
    package var dialect = ModelDialect.mcubench
    /// Whether columns that nobody knows are kept as figures instead of refused.
    package var keepsUnknown = false
    package var statement: ModelStatement

    package init(time: Timestamp) {
      statement = ModelStatement(source: .imported, time: time)
    }
  }

  /// Bytes that a table may have at most.
  package static let byteLimit = CSVTable.byteLimit

  package let rows: [ModelImportRow]

  /// - Throws: ``ModelTableError`` with the line of the first thing that is wrong.
  package init(_ bytes: [UInt8], reading: Reading) throws(ModelTableError) {
    let table = try CSVTable(bytes)
    let columns = try Self.columns(of: table.header, reading)
    var rows: [ModelImportRow] = []
    var seen: [ModelImportRow.Key: Int] = [:]
    for row in table.rows {
      do throws(ModelTableError) {
        let read = try Self.row(row, columns, reading)
        if let earlier = seen.updateValue(row.line, forKey: read.key) {
          throw ModelTableError(line: row.line, problem: "is of the same model as line \(earlier)")
        }
        rows.append(read)
      } catch {
        throw ModelTableError(line: error.line ?? row.line, problem: error.problem)
      }
    }
    self.rows = rows
  }

  private enum Column: Hashable {
    case known(ModelColumn)
    case figure(String)
    case skipped
  }

  private static func columns(
    of header: CSVTable.Row, _ reading: Reading
  ) throws(ModelTableError) -> [Column] {
    var columns: [Column] = []
    for (place, name) in header.fields.enumerated() {
      let column = try column(named: disarmed(name), at: place, header, reading)
      if column != .skipped, columns.contains(column) {
        throw ModelTableError(
          line: header.line, problem: "has the column \(ModelChange.quoted(name)) twice")
      }
      columns.append(column)
    }
    guard columns.contains(.known(.sha256)) || columns.contains(.known(.name)) else {
      let key = reading.dialect == .cnnAnalyzer ? "run_name" : "name"
      throw ModelTableError(
        line: header.line, problem: "has neither a column sha256 nor \(key) to tell models by")
    }
    return columns
  }

  private static func column(
    named name: String, at place: Int, _ header: CSVTable.Row, _ reading: Reading
  ) throws(ModelTableError) -> Column {
    if reading.dialect == .cnnAnalyzer, let theirs = AnalyzerColumn(rawValue: name) {
      if let ours = theirs.ours { return .known(ours) }
      return .figure(name)
    }
    if let known = ModelColumn(rawValue: name) { return known.isDerived ? .skipped : .known(known) }
    if name.hasPrefix(ModelColumn.latencyPrefix) { return .skipped }
    if name.hasPrefix(ModelColumn.figurePrefix) {
      let figure = String(name.dropFirst(ModelColumn.figurePrefix.count))
      if ModelText.isLine(figure, limit: ModelText.figureNameLimit) { return .figure(figure) }
    }
    // The index that data frames write has no name.
    if name.isEmpty || name == "Unnamed: 0" { return .skipped }
    if reading.keepsUnknown, ModelText.isLine(name, limit: ModelText.figureNameLimit) {
      return .figure(name)
    }
    throw ModelTableError(
      line: header.line,
      problem: "has a column \(ModelChange.quoted(name)) that nobody knows: name it training.NAME,"
        + " or give --keep-unknown, to keep it as a figure")
  }

  private static func row(
    _ row: CSVTable.Row, _ columns: [Column], _ reading: Reading
  ) throws(ModelTableError) -> ModelImportRow {
    var fields: [Column: String] = [:]
    for (column, text) in zip(columns, row.fields) where column != .skipped && !text.isEmpty {
      fields[column] = disarmed(text)
    }
    var statement = reading.statement
    try take(fields, into: &statement)
    var change = ModelChange()
    for column in columns {
      guard let text = fields[column] else { continue }
      switch column {
      case .known(.accuracy) where reading.dialect == .cnnAnalyzer:
        try change.take(percent(text), for: .accuracy, as: statement)
      case .known(let known): try change.take(text, for: known, as: statement)
      case .figure(let name): try change.takeFigure(text, named: name, as: statement)
      case .skipped: break
      }
    }
    if let digest = fields[.known(.sha256)] {
      guard ModelText.isDigest(digest) else { throw ModelChange.bad(digest, "sha256") }
      return ModelImportRow(line: row.line, key: .sha256(digest), change: change)
    }
    guard let name = change.name else {
      throw ModelTableError(line: row.line, problem: "does not say which model it is about")
    }
    return ModelImportRow(line: row.line, key: .name(name), change: change)
  }

  /// What a row says of all its accuracies.
  private static func take(
    _ fields: [Column: String], into statement: inout ModelStatement
  ) throws(ModelTableError) {
    if let text = fields[.known(.accuracyDataSet)] {
      statement.dataSet = try ModelChange.line(text, .accuracyDataSet, limit: 100)
    }
    if let text = fields[.known(.accuracyCount)] {
      statement.sampleCount = try ModelChange.count(text, .accuracyCount)
    }
    if let text = fields[.known(.accuracyPlace)] {
      guard let place = AccuracyRecord.Place(text: text) else {
        throw ModelChange.bad(text, "accuracy_ran_on")
      }
      statement.place = place
    }
  }

  /// The CNN Analyzer's `test_accuracy` is a share of one in some of its tables and per cent in others:
  /// up to 1 it is a share.
  private static func percent(_ text: String) -> String {
    guard let value = Double(text), value >= 0, value <= 1 else { return text }
    // 0.854 is 85.4, not 85.39999999999999.
    return String((value * 1e11).rounded() / 1e9)
  }

  /// A text without the apostrophe that keeps a spreadsheet from running it.
  private static func disarmed(_ text: String) -> String {
    guard text.hasPrefix("'"), let second = text.dropFirst().first, "=+-@".contains(second) else {
      return text
    }
    return String(text.dropFirst())
  }
}
