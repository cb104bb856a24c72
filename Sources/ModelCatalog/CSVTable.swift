/// Comma-separated values after RFC 4180, with each row's line.
///
/// The bytes are not trusted: what is not UTF-8, has a stray quote or is too large is refused by line.
struct CSVTable: Hashable, Sendable {
  struct Row: Hashable, Sendable {
    /// The line that the row begins on, from 1.
    let line: Int
    let fields: [String]
  }

  static let byteLimit = 16 << 20
  static let rowLimit = 100_000
  static let columnLimit = 512
  static let fieldLimit = 8_192

  let header: Row
  let rows: [Row]

  init(_ bytes: [UInt8]) throws(ModelTableError) {
    guard bytes.count <= Self.byteLimit else {
      throw ModelTableError(
        line: nil, problem: "is larger than \(Self.byteLimit >> 20) MB")
    }
    var reader = Reader(bytes: bytes)
    guard let header = try reader.row() else {
      throw ModelTableError(line: nil, problem: "has no header")
    }
    var rows: [Row] = []
    while let row = try reader.row() {
      guard row.fields.count == header.fields.count else {
        throw ModelTableError(
          line: row.line,
          problem: "has \(row.fields.count) fields where the header has \(header.fields.count)")
      }
      guard rows.count < Self.rowLimit else {
        throw ModelTableError(line: row.line, problem: "is behind \(Self.rowLimit) rows")
      }
      rows.append(row)
    }
    self.header = header
    self.rows = rows
  }

  private struct Reader {
    let bytes: [UInt8]
    var place: Int
    var line = 1

    init(bytes: [UInt8]) {
      self.bytes = bytes
      // A byte order mark, which spreadsheets write.
      place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next row that is not an empty line.
    mutating func row() throws(ModelTableError) -> Row? {
      while place < bytes.count, bytes[place] == 0x0A || bytes[place] == 0x0D {
        if bytes[place] == 0x0A { line += 1 }
        place += 1
      }
      guard place < bytes.count else { return nil }
      let start = line
      var fields: [String] = []
      while true {
        guard fields.count < CSVTable.columnLimit else {
          throw ModelTableError(
            line: start, problem: "has more than \(CSVTable.columnLimit) fields")
        }
        fields.append(try field())
        guard place < bytes.count, bytes[place] == 0x2C else { break }
        place += 1
      }
      return Row(line: start, fields: fields)
    }

    /// The field at `place`, which is left on what ends it: a comma, a line's end, or the end.
    private mutating func field() throws(ModelTableError) -> String {
      let start = line
      var content: [UInt8] = []
      if place < bytes.count, bytes[place] == 0x22 {
        place += 1
        while true {
          guard place < bytes.count else {
            throw ModelTableError(line: start, problem: "has a quote that nothing closes")
          }
          let byte = bytes[place]
          place += 1
          if byte == 0x22 {
            guard place < bytes.count, bytes[place] == 0x22 else { break }
            place += 1
          }
          if byte == 0x0A { line += 1 }
          content.append(byte)
          try check(content, start)
        }
        guard place >= bytes.count || [0x2C, 0x0A, 0x0D].contains(bytes[place]) else {
          throw ModelTableError(line: line, problem: "goes on behind a closing quote")
        }
      } else {
        while place < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[place]) {
          guard bytes[place] != 0x22 else {
            throw ModelTableError(line: start, problem: "has a quote inside a field without quotes")
          }
          content.append(bytes[place])
          place += 1
          try check(content, start)
        }
      }
      guard let text = String(validating: content, as: UTF8.self) else {
        throw ModelTableError(line: start, problem: "is not UTF-8")
      }
      return text
    }

    private func check(_ content: [UInt8], _ start: Int) throws(ModelTableError) {
      guard content.count <= CSVTable.fieldLimit else {
        throw ModelTableError(
          line: start, problem: "has a field of more than \(CSVTable.fieldLimit) bytes")
      }
    }
  }
}
