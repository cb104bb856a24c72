import Measurements
package import Regression

/// A night as JUnit XML, as CI servers read it: a test case a model and board.
///
/// A confirmed regression is a failure, what was not measured an error, what could not be compared
/// skipped. Everything else passes, with what is to be known of it as the case's output.
package enum NightJUnit {
  package static func text(_ report: NightReport) -> String {
    let entries = report.entries
    let seconds = entries.compactMap(\.seconds).reduce(0, +)
    let counts = [
      ("tests", entries.count),
      ("failures", entries.count { $0.outcome.isRegression }),
      ("errors", entries.count { $0.outcome == .failed }),
      ("skipped", entries.count { $0.outcome == .notComparable }),
    ]
    let attributes =
      attributes(counts.map { ($0, String($1)) } + [("time", time(seconds))])
    let name = XMLText.escaping(report.suite)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"mcubench nightly \(name)\"\(attributes)>\n"
    text += "  <testsuite name=\"\(name)\"\(attributes)"
    text += " timestamp=\"\(report.started.description.prefix(19))\">\n"
    text += properties(report)
    for entry in entries { text += testCase(entry, suite: report.suite) }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  private static func properties(_ report: NightReport) -> String {
    let known = [("night", report.id)] + (report.commit.map { [("commit", $0)] } ?? [])
    return "    <properties>\n"
      + known.map { name, value in
        "      <property\(attributes([("name", name), ("value", value)]))/>\n"
      }.joined() + "    </properties>\n"
  }

  private static func testCase(_ entry: NightEntry, suite: String) -> String {
    // A case keeps its name from night to night, whichever board of the profile was free.
    let name = entry.isForAnyBoard == true ? nil : entry.boardName
    let board = [entry.board, name].compactMap(\.self).joined(separator: ".")
    let head =
      "    <testcase"
      + attributes([
        ("classname", "\(suite).\(board)"), ("name", entry.modelName),
        ("time", time(entry.seconds ?? 0)),
      ]) + ">\n"
    let title = NightText.title(entry.outcome)
    let details = NightText.details(entry)
    let body: String
    switch entry.outcome {
    case .slower, .drift: body = result("failure", message(entry), entry, details)
    case .failed: body = result("error", entry.failure ?? title, entry, details)
    case .notComparable:
      let why = entry.notes.first.map { "\(title): \($0)" } ?? title
      body = "      <skipped\(attributes([("message", why)]))/>\n" + output([title] + details)
    case .baseline, .unchanged, .faster, .unconfirmed, .boardSuspect, .layoutSuspect:
      body = output([title] + details)
    }
    return head + body + "    </testcase>\n"
  }

  /// A regression in one line.
  private static func message(_ entry: NightEntry) -> String {
    let total = entry.total.map { $0.verdict == .unchanged ? nil : "total \(NightText.delta($0))" }
    let layer = entry.layers.first.map { "\(NightText.name($0)) \(NightText.delta($0.figure))" }
    return
      ([NightText.title(entry.outcome)]
      + [total ?? nil, layer, entry.suspect.map(NightText.suspect), NightText.evidence(entry)]
      .compactMap(\.self))
      .joined(separator: "; ")
  }

  private static func result(
    _ element: String, _ message: String, _ entry: NightEntry, _ details: [String]
  ) -> String {
    "      <\(element)"
      + attributes([("message", message), ("type", entry.outcome.rawValue)]) + ">"
      + XMLText.escaping(lines: details) + "</\(element)>\n"
  }

  private static func output(_ lines: [String]) -> String {
    "      <system-out>\(XMLText.escaping(lines: lines))</system-out>\n"
  }

  private static func attributes(_ attributes: [(String, String)]) -> String {
    attributes.map { " \($0)=\"\(XMLText.escaping($1))\"" }.joined()
  }

  private static func time(_ seconds: Double) -> String {
    NumberText.fixed(seconds.isFinite ? max(0, seconds) : 0, digits: 3)
  }
}
