import Reports

/// A figure: its charts and the table of what they show.
package struct FigureDocument {
  let title: String
  /// What a reader has to know first; may be empty.
  let remarks: [String]
  /// The charts, each on a page or as a file of its own.
  let charts: (_ isStandalone: Bool) -> [HTML]
  /// The sheets that all charts take together.
  let sheetCount: Int
  let table: HTML

  /// A self-contained page with the data in a table beneath.
  package var page: String {
    Document.text(title: title, place: .file, heading: .element("h1") { title }) {
      remarks.map { remark in HTML.element("p") { remark } }
      Parts.section("figure", "Figure") { charts(false) }
      Parts.section("data", "Data") { table }
    }
  }

  /// The chart alone as an SVG file, or `nil` of a figure that takes several.
  package var svg: String? {
    let drawn = charts(true)
    guard sheetCount == 1, drawn.count == 1 else { return nil }
    return drawn[0].rendered + "\n"
  }
}
