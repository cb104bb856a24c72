import Measurements
import Reports

/// Parts that several pages have.
enum Parts {
  /// A section with a heading, which its landmark is named by.
  static func section(
    _ id: String, _ title: String, @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    .element("section", [.attribute("aria-labelledby", "\(id)-heading"), .id(id)]) {
      HTML.element("h2", [.id("\(id)-heading")]) { title }
      content()
    }
  }

  /// A table of names and what they stand for.
  static func facts(_ caption: String, _ rows: [(String, HTML)]) -> HTML {
    .element("div", "scroll facts") {
      HTML.element("table") {
        HTML.element("caption") { caption }
        HTML.element("tbody") {
          rows.map { name, value in
            HTML.element("tr") {
              HTML.element("th", [.attribute("scope", "row")]) { name }
              HTML.element("td") { value }
            }
          }
        }
      }
    }
  }

  /// A table that may be wider than the page; a keyboard can scroll it.
  static func table(
    _ caption: String, columns: [Column], @HTMLBuilder rows: () -> HTML
  ) -> HTML {
    .element(
      "div",
      [
        .class("scroll"), .attribute("tabindex", 0), .attribute("role", "region"),
        .attribute("aria-label", caption),
      ]
    ) {
      HTML.element("table") {
        HTML.element("caption") { caption }
        HTML.element("thead") {
          HTML.element("tr") {
            columns.map { column in
              HTML.element(
                "th",
                [.attribute("scope", "col")] + (column.isNumber ? [.class("n")] : [])
              ) { column.title }
            }
          }
        }
        rows()
      }
    }
  }

  struct Column: Hashable, Sendable {
    let title: String
    let isNumber: Bool

    static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  /// A cell of a number, or a dash for one that nobody knows.
  static func number(_ text: String?) -> HTML {
    .element("td", "n") {
      if let text {
        text
      } else {
        HTML.element("span", [.attribute("title", "not known")]) { "–" }
      }
    }
  }

  static func cell(@HTMLBuilder _ content: () -> HTML) -> HTML { .element("td", [], content) }

  /// A cell of a name, wide enough for one.
  static func name(@HTMLBuilder _ content: () -> HTML) -> HTML { .element("td", "name", content) }

  /// A cell of a few words.
  static func note(@HTMLBuilder _ content: () -> HTML) -> HTML { .element("td", "note", content) }

  /// A cell of a share, as a figure and as a bar.
  static func share(_ percent: Double?) -> HTML {
    guard let percent else { return number(nil) }
    return .element("td", "n") {
      NumberText.fixed(percent, digits: 1) + " %"
      Meter.cell(percent: percent)
    }
  }

  /// A cell that is not broken into lines.
  static func word(@HTMLBuilder _ content: () -> HTML) -> HTML { .element("td", "w", content) }

  /// A moment to the minute, exact in its machine-readable part.
  static func moment(_ time: Timestamp) -> HTML {
    .element("time", [.attribute("datetime", time.description)]) { HistoryReport.moment(time) }
  }

  /// The first digits of a hash or commit, all of them in the tooltip.
  static func digest(_ digest: String, length: Int = 12) -> HTML {
    .element("code", [.attribute("title", Name.cut(digest, width: 100))]) {
      Name.cut(String(digest.prefix(length)), width: 100)
    }
  }
}
