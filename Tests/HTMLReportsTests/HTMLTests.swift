import PageExamples
import Testing

@testable import HTMLReports

/// Markup: text stays text.
@Suite struct HTMLTests {
  @Test(arguments: [
    ("<script>", "&lt;script&gt;"), ("a & b", "a &amp; b"), (#""'"#, "&quot;&#39;"),
    ("\u{202E}x", "\\u{202E}x"), ("a\u{0}b", "a\\u{0}b"), ("שלום", "שלום"),
    ("&lt;", "&amp;lt;"), ("\n\t", "\\u{A}\\u{9}"),
  ])
  func textIsEscaped(raw: String, safe: String) {
    #expect(HTML.element("p") { raw }.rendered == "<p>\(safe)</p>")
    #expect(
      HTML.element("p", [.attribute("title", raw)]).rendered == "<p title=\"\(safe)\"></p>")
  }

  @Test func elementsNestAndVoidOnesCloseThemselves() {
    let markup = HTML.element("div", [.id("a")]) {
      HTML.element("br")
      if Bool(true) { "b" }
      ["c", "d"].map { letter in HTML.element("i") { letter } }
    }
    #expect(markup.rendered == #"<div id="a"><br/>b<i>c</i><i>d</i></div>"#)
  }

  @Test(arguments: [
    ("a", "/a"), ("../b", "/..%2Fb"), ("..", "/%2E%2E"), (".", "/%2E"), ("a.b", "/a.b"),
    ("javascript:alert(1)", "/javascript%3Aalert%281%29"),
    ("//evil.example", "/%2F%2Fevil.example"),
    ("ü", "/%C3%BC"), ("\u{202E}", "/%E2%80%AE"), ("\"'<>", "/%22%27%3C%3E"),
  ])
  func linksStayOnTheServer(segment: String, path: String) {
    #expect(Link.path(segment).text == path)
    #expect(Link.fragment(segment).text == "#" + path.dropFirst())
  }

  @Test func queriesAreEscaped() {
    #expect(Link.path("series", query: [("a&b", "c=d#e")]).text == "/series?a%26b=c%3Dd%23e")
  }

  @Test func longNamesAreCutAndKeepTheirEnd() {
    let name = String(repeating: "x", count: 10_240) + "/end"
    let markup = Name.markup(name, width: 20).rendered
    #expect(markup.contains(">…xxxxxxxxxxxxxxx/end</bdi>"))
    #expect(markup.utf8.count < 500)
    #expect(Name.whole(name).rendered.contains("(10 244 characters)"))
  }
}

/// No name from outside becomes markup, on any page.
@Suite struct HostileNameTests {
  /// What pages with harmless names are made of.
  private static let plain = Result {
    Dictionary(
      try PageExamples.pages().map { ($0.name, try XMLReading.read($0.text)) },
      uniquingKeysWith: { first, _ in first })
  }

  @Test(arguments: PageExamples.hostileNames.indices)
  func hostileNamesStayText(number: Int) throws {
    let plain = try Self.plain.get()
    for (page, text) in try PageExamples.pages(hostile: PageExamples.hostileNames[number]) {
      let found = try XMLReading.read(text)
      let expected = try #require(plain[page])
      let elements = found.names.subtracting(expected.names).subtracting(["bdi", "span"])
      #expect(elements.isEmpty, "\(page)")
      let attributes = found.attributes.subtracting(expected.attributes).subtracting(["title"])
      #expect(attributes.isEmpty, "\(page)")
      let hidden = text.unicodeScalars.filter { scalar in
        scalar != "\n" && [.control, .format].contains(scalar.properties.generalCategory)
      }
      #expect(hidden.isEmpty, "\(page)")
    }
  }

  @Test func aHugeNameDoesNotMakeAHugePage() throws {
    let name = String(repeating: "&", count: 10_240)
    for (page, text) in try PageExamples.pages(hostile: name) {
      #expect(text.utf8.count < 700_000, "\(page)")
    }
  }
}
