import Reports

/// Names from models, boards and clients on a page.
enum Name {
  /// Characters of a name that a page shows at most, even where there is room.
  static let longest = 300

  /// `name` isolated from the direction of the text around it, and cut to `width` characters; as much
  /// of it as a page shows stands in its tooltip.
  static func markup(_ name: String, width: Int = 48) -> HTML {
    let short = cut(name, width: width)
    guard short != name else { return .element("bdi") { name.isEmpty ? "(no name)" : name } }
    return .element("bdi", [.attribute("title", cut(name, width: longest))]) { short }
  }

  /// The whole of `name` as far as a page shows it, and how much more there is.
  static func whole(_ name: String) -> HTML {
    let count = name.count
    guard count > longest else { return markup(name, width: longest) }
    return .group([
      markup(name, width: longest),
      .element("span", "quiet") { " (\(NumberText.grouped(count)) characters)" },
    ])
  }

  /// `name` without what no reader should see, the end kept when it is too long: converters put the
  /// telling part of a tensor's name there.
  static func cut(_ name: String, width: Int) -> String {
    TerminalText.escaping(name, width: width)
  }
}
