import Reports

/// Markup in which text from outside is text and nothing else.
///
/// There is no way to put a raw string among it: a string becomes a text node, names of elements and
/// attributes are literals of this program, and a link is made of path segments. What comes out is
/// HTML that an XML parser takes, too.
package struct HTML: Hashable, Sendable {
  private enum Node: Hashable, Sendable {
    case text(String)
    case element(name: String, attributes: [HTMLAttribute], children: [HTML])
    case group([HTML])
    /// A style sheet or script of this program's own, never anything else.
    case verbatim(String)
  }

  private let node: Node

  private init(_ node: Node) { self.node = node }

  /// `text` as text, whatever is in it.
  package static func text(_ text: String) -> HTML { HTML(.text(text)) }

  /// Parts one after another.
  package static func group(_ parts: [HTML]) -> HTML { HTML(.group(parts)) }

  package static let nothing = HTML(.group([]))

  /// An element with what stands in it.
  package static func element(
    _ name: StaticString, _ attributes: [HTMLAttribute] = [],
    @HTMLBuilder _ content: () -> HTML = { .nothing }
  ) -> HTML {
    HTML(
      .element(name: name.description, attributes: attributes, children: [content()]))
  }

  /// A style sheet in the document itself.
  static func style(_ sheet: StyleSheet) -> HTML {
    HTML(.element(name: "style", attributes: [], children: [HTML(.verbatim(sheet.text))]))
  }

  /// Elements that hold nothing and have no end tag.
  private static let voidElements: Set = ["br", "col", "hr", "input", "link", "meta", "wbr"]

  /// The markup as bytes to send or keep.
  package var rendered: String {
    var text = ""
    render(into: &text)
    return text
  }

  private func render(into text: inout String) {
    switch node {
    case .text(let content): HTMLText.append(content, to: &text)
    case .verbatim(let content): text += content
    case .group(let parts): for part in parts { part.render(into: &text) }
    case .element(let name, let attributes, let children):
      text += "<\(name)"
      for attribute in attributes { attribute.render(into: &text) }
      if Self.voidElements.contains(name) {
        text += "/>"
      } else {
        text += ">"
        for child in children { child.render(into: &text) }
        text += "</\(name)>"
      }
    }
  }
}

/// An attribute of an element; its value is text and nothing else.
package struct HTMLAttribute: Hashable, Sendable {
  private let name: String
  private let value: String

  private init(_ name: StaticString, value: String) {
    self.name = name.description
    self.value = value
  }

  /// An attribute whose value no reader follows or runs.
  package static func attribute(_ name: StaticString, _ value: String) -> HTMLAttribute {
    precondition(!isActive(name.description), "links are made of segments, scripts are files")
    return HTMLAttribute(name, value: value)
  }

  package static func attribute(_ name: StaticString, _ value: Int) -> HTMLAttribute {
    attribute(name, String(value))
  }

  /// A coordinate, to a hundredth.
  static func attribute(_ name: StaticString, _ value: Double) -> HTMLAttribute {
    attribute(name, SVGNumber.text(value))
  }

  package static func id(_ value: String) -> HTMLAttribute { attribute("id", value) }
  package static func `class`(_ value: StaticString) -> HTMLAttribute {
    attribute("class", value.description)
  }
  package static func href(_ link: Link) -> HTMLAttribute {
    HTMLAttribute("href", value: link.text)
  }
  package static func src(_ link: Link) -> HTMLAttribute { HTMLAttribute("src", value: link.text) }
  package static func action(_ link: Link) -> HTMLAttribute {
    HTMLAttribute("action", value: link.text)
  }

  /// Attributes that make a browser do something with their value.
  private static func isActive(_ name: String) -> Bool {
    name.hasPrefix("on")
      || ["href", "src", "srcset", "srcdoc", "action", "formaction", "style", "data"].contains(name)
  }

  fileprivate func render(into text: inout String) {
    text += " \(name)=\""
    HTMLText.append(value, to: &text)
    text += "\""
  }
}

/// Text as it stands in markup and in an attribute's quotes.
enum HTMLText {
  /// Appends `content` with everything escaped that markup, a terminal or a reader could take for
  /// something else; control and bidirectional characters become visible.
  static func append(_ content: String, to text: inout String) {
    for character in TerminalText.escaping(content).unicodeScalars {
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(character)
      }
    }
  }
}

/// Coordinates as text.
enum SVGNumber {
  /// `value` to a hundredth, without zeros at its end; anything that is no number is 0.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    return NumberText.plain((value * 100).rounded() / 100)
  }
}
