/// Puts markup together from statements: strings become text.
@resultBuilder
package enum HTMLBuilder {
  package static func buildExpression(_ markup: HTML) -> HTML { markup }
  package static func buildExpression(_ markup: HTML?) -> HTML { markup ?? .nothing }
  package static func buildExpression(_ text: String) -> HTML { .text(text) }
  package static func buildExpression(_ parts: [HTML]) -> HTML { .group(parts) }
  package static func buildBlock(_ parts: HTML...) -> HTML {
    parts.count == 1 ? parts[0] : .group(parts)
  }
  package static func buildOptional(_ part: HTML?) -> HTML { part ?? .nothing }
  package static func buildEither(first: HTML) -> HTML { first }
  package static func buildEither(second: HTML) -> HTML { second }
  package static func buildArray(_ parts: [HTML]) -> HTML { .group(parts) }
}

extension HTML {
  /// An element of a class, the most frequent kind.
  static func element(
    _ name: StaticString, _ style: StaticString, @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    element(name, [.class(style)], content)
  }

  /// A link where there is somewhere to go, else only its words.
  static func link(_ link: Link?, @HTMLBuilder _ content: () -> HTML) -> HTML {
    guard let link else { return content() }
    return element("a", [.href(link)], content)
  }
}
