import Foundation
import FoundationXML

/// What an XML parser finds in a page.
struct XMLReading {
  private(set) var names: Set<String> = []
  private(set) var attributes: Set<String> = []
  /// Each element's id, in order.
  private(set) var ids: [String] = []
  /// Values of attributes that refer to another element of the page, or to another page.
  private(set) var references: [(attribute: String, value: String)] = []
  /// The levels of headings, in order.
  private(set) var headings: [Int] = []
  /// Texts of all text nodes.
  private(set) var words = ""

  /// - Throws: ``NotWellFormed`` where the page is no XML.
  static func read(_ page: String) throws -> XMLReading {
    let collector = Collector()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = collector
    guard parser.parse() else {
      throw NotWellFormed(line: parser.lineNumber, why: "\(String(describing: parser.parserError))")
    }
    return collector.reading
  }

  struct NotWellFormed: Error {
    let line: Int
    let why: String
  }

  private final class Collector: NSObject, XMLParserDelegate {
    var reading = XMLReading()

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      reading.names.insert(name)
      reading.attributes.formUnion(attributes.keys)
      if let id = attributes["id"] { reading.ids.append(id) }
      for attribute in ["href", "src", "action", "aria-labelledby", "for"] {
        if let value = attributes[attribute] { reading.references.append((attribute, value)) }
      }
      if name.count == 2, name.first == "h", let level = name.last?.wholeNumberValue {
        reading.headings.append(level)
      }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { reading.words += text }
  }
}
