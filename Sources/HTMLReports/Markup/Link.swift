/// A place on the same server or page; there is no way to write one that leads elsewhere.
package struct Link: Hashable, Sendable {
  let text: String

  private init(text: String) { self.text = text }

  /// A path of these segments below the server's root: `/runs/0123`.
  package static func path(_ segments: String..., query: [(String, String)] = []) -> Link {
    let pairs = query.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    return Link(
      text: "/" + segments.map(encoded).joined(separator: "/") + (pairs.isEmpty ? "" : "?" + pairs))
  }

  /// A place on the same page.
  package static func fragment(_ id: String) -> Link { Link(text: "#" + encoded(id)) }

  /// `text` with everything but RFC 3986's unreserved characters as `%XX` of its UTF-8.
  private static func encoded(_ text: String) -> String {
    // A browser takes a segment of only dots for a step up.
    let isDots = !text.isEmpty && text.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    return text.utf8.map { byte in
      let isUnreserved =
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: "~"):
          true
        case UInt8(ascii: "."): !isDots
        default: false
        }
      guard !isUnreserved else { return String(UnicodeScalar(byte)) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
