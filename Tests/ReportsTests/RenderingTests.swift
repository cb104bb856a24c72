import MCUBenchTestSupport
import Reports
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("conv2d_1/BiasAdd", "conv2d_1/BiasAdd"), ("größe µ", "größe µ"),
    ("a\u{1B}[31mred", "a\\u{1B}[31mred"), ("a\r\nb\t", "a\\u{D}\\u{A}b\\u{9}"),
    ("\u{202E}txt", "\\u{202E}txt"), ("a\u{0}\u{7F}\u{9B}", "a\\u{0}\\u{7F}\\u{9B}"),
    ("z\u{200B}\u{2066}\u{FEFF}", "z\\u{200B}\\u{2066}\\u{FEFF}"),
    ("e\u{301}\u{301}", "e\\u{301}\\u{301}"), ("\u{2028}\u{E000}", "\\u{2028}\\u{E000}"),
  ])
  func writesOutWhatCouldSteerATerminal(text: String, safe: String) {
    #expect(TerminalText.escaping(text) == safe)
  }

  @Test func keepsTheTellingEndOfALongName() {
    #expect(TerminalText.escaping("abcdef", width: 6) == "abcdef")
    #expect(TerminalText.escaping("abcdefg", width: 6) == "…cdefg")
    #expect(TerminalText.escaping("\u{1B}", width: 6) == "\\u{1B}")
  }
}

@Suite struct TextTableTests {
  @Test func alignsColumnsAndEndsLinesWithoutSpaces() {
    var table = TextTable(columns: [.number("n"), .text("name"), .text("note")])
    table.append(["1", "a"])
    table.append(["1 000", "long name", "x"])
    #expect(table.text == "    n  name       note\n    1  a\n1 000  long name  x\n")
  }

  @Test func escapesCellsBeforeItMeasuresThem() {
    var table = TextTable(columns: [.text("a"), .text("b")])
    table.append(["\u{1B}", "x"])
    table.append(["1234567", "y"])
    #expect(table.lines == ["a        b", "\\u{1B}   x", "1234567  y"])
  }

  @Test func isOnlyItsHeadWithoutRows() {
    #expect(TextTable(columns: [.text("a"), .number("b")]).text == "a  b\n")
  }
}

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1 000"), (-12_855_600, "-12 855 600"),
    (Int.min, "-9 223 372 036 854 775 808"),
  ])
  func groupsDigitsInThrees(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (0.005, 2, "0.01"), (1.999, 2, "2.00"), (-0.004, 2, "0.00"),
    (-1.5, 0, "-2"), (71.424, 1, "71.4"), (1e300, 2, "1e+300"), (.infinity, 1, "inf"),
    (.nan, 1, "nan"),
  ])
  func roundsToItsDecimals(value: Double, digits: Int, text: String) {
    #expect(NumberText.fixed(value, digits: digits) == text)
  }

  @Test(arguments: [(71_420.0, "71.42 ms"), (999.0, "999.00 µs"), (2_500_000.0, "2.50 s")])
  func choosesTheUnitOfATime(microseconds: Double, text: String) {
    #expect(NumberText.duration(microseconds: microseconds) == text)
  }
}

@Suite struct JSONValueTests {
  @Test func keepsOrderAndEscapesStrings() {
    let value = JSONValue.object([
      .init("b", .string("q\" \\ \n\t\u{0}\u{1B}\u{202E}\u{F0000}é")),
      .init("a", .array([.integer(1), .unsigned(.max), .number(0.1), .number(2), .null])),
      .init("e", .object([])), .init("f", .number(.nan)), .init("g", .bool(true)),
    ])
    #expect(
      value.compactText
        == #"{"b":"q\" \\ \n\t\u0000\u001b\u202e\udb80\udc00é","#
        + #""a":[1,18446744073709551615,0.1,2,null],"e":{},"f":null,"g":true}"#)
  }

  @Test func leavesOutWhatIsUnknown() {
    let value = JSONValue.object(known: [("a", nil), ("b", .integer(1))])
    #expect(value.compactText == #"{"b":1}"#)
  }
}
