import Jobs
import Reports

/// The rig's boards, what they do and how they have done.
enum BoardTable {
  static func markup(_ boards: [BoardStatus], place: Place) -> HTML {
    guard !boards.isEmpty else { return .element("p") { "The rig has no boards." } }
    return Parts.table(
      "Boards of this rig. Health is 1 for a board that never fails.",
      columns: [
        .text("board"), .text("profile"), .text("kind"), .text("state"), .number("health"),
        .number("done"), .number("failed"), .number("blamed"), .text("unique id"),
        .text("last seen"),
      ]
    ) {
      HTML.element("tbody") { boards.map { row($0, place: place) } }
    }
  }

  private static func row(_ board: BoardStatus, place: Place) -> HTML {
    .element("tr") {
      HTML.element("th", [.attribute("scope", "row")]) { Name.markup(board.name) }
      Parts.cell { board.profile }
      Parts.word { board.isVirtual ? "virtual: simulated" : "real: measured" }
      Parts.cell { StateText.markup(board.state, place: place) }
      HTML.element("td", "n") {
        NumberText.fixed(board.health.score, digits: 2)
        Meter.cell(percent: board.health.score * 100)
      }
      Parts.number(String(board.health.successes))
      Parts.number(String(board.health.failures))
      Parts.number(String(board.health.blames))
      Parts.cell { board.uniqueID.map { id in HTML.element("code") { Name.cut(id, width: 40) } } }
      Parts.word { board.lastSeen.map { Parts.moment($0) } ?? .text("–") }
    }
  }
}
