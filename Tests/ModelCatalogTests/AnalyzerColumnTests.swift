import Foundation
import Testing

@testable import ModelCatalog

/// The CNN Analyzer's columns, against the page that maps them.
@Suite struct AnalyzerColumnTests {
  private static func rows() throws -> [[String]] {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/models.md")
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let table = try #require(text.range(of: "| theirs | ours |"))
    return text[table.upperBound...].split(separator: "\n").dropFirst(2).map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
    }
  }

  @Test func thereAreFortyAndFive() {
    #expect(AnalyzerColumn.allCases.count == 45)
  }

  @Test func thePageMapsEachOrSaysWhyNot() throws {
    let rows = try Self.rows()
    #expect(rows.map { $0[0] } == AnalyzerColumn.allCases.map(\.rawValue))
    for row in rows {
      let column = try #require(AnalyzerColumn(rawValue: row[0]))
      if let ours = column.ours { #expect(row[1] == ours.rawValue, "\(row[0])") }
      if row[1] == "-" {
        #expect(column.ours == nil, "\(row[0])")
        #expect(!row[2].isEmpty, "\(row[0]) has no reason")
      } else {
        let isKnown =
          ModelColumn(rawValue: row[1]) != nil || row[1].hasPrefix(ModelColumn.latencyPrefix)
        #expect(isKnown, "\(row[0])")
      }
    }
  }
}
