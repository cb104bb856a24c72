/// Reads comma-separated values after RFC 4180, as far as tests need it.
package enum CSVReader {
  /// The rows after the header, by column; rows of another length are left out.
  package static func rows(_ text: String) -> [[String: String]] {
    let records = records(text)
    guard let header = records.first else { return [] }
    return records.dropFirst().filter { $0.count == header.count }.map { record in
      Dictionary(zip(header, record)) { first, _ in first }
    }
  }

  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var justClosed = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"":
        // A quote right after a closing one is a quote inside the field.
        if !isQuoted, justClosed { field.append("\"") }
        justClosed = isQuoted
        isQuoted.toggle()
        continue
      case "," where !isQuoted:
        fields.append(field)
        field = ""
      case "\r" where !isQuoted: break
      case "\n" where !isQuoted:
        records.append(fields + [field])
        (fields, field) = ([], "")
      default: field.unicodeScalars.append(scalar)
      }
      justClosed = false
    }
    return field.isEmpty && fields.isEmpty ? records : records + [fields + [field]]
  }
}
