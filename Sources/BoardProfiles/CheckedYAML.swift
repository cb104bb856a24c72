import Foundation
import Yams

/// Reads YAML files into values, and refuses keys that mean nothing.
enum CheckedYAML {
  /// What is wrong with a file.
  enum Problem: Error {
    /// The file cannot be read, with the system's words.
    case unreadable(String)
    /// The file is no YAML.
    case malformed(line: Int, String)
    /// A key has no value, a wrong one, or no meaning; `key` is its path: `memory.0.bytes`.
    case wrongKey(key: String, String)
  }

  /// The largest file that is read.
  private static let maximumFileBytes = 1 << 20

  /// The text of the file at `path`.
  static func read(_ path: String) throws(Problem) -> String {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable("cannot be read")
    }
    guard data.count <= maximumFileBytes, let text = String(data: data, encoding: .utf8) else {
      throw .unreadable("is no text of at most 1 MiB")
    }
    return text
  }

  /// The value in `text`; `whole` names it for errors: `the profile`.
  static func decode<Value: Codable>(
    _ type: Value.Type, from text: String, whole: String
  ) throws(Problem) -> Value {
    do {
      let value = try YAMLDecoder().decode(type, from: text)
      // A misspelt key is not to be taken for an absent one.
      if let node = try Yams.compose(yaml: text),
        let meant = try Yams.compose(yaml: YAMLEncoder().encode(value)),
        let key = surplusKey(in: node, beside: meant, at: [])
      {
        throw Problem.wrongKey(key: key, "is no key of \(whole)")
      }
      return value
    } catch {
      throw problem(of: error, whole: whole)
    }
  }

  /// The line, from 1, that the key with this path stands in, or of the deepest part that is there.
  static func line(of key: String, in text: String) -> Int? {
    guard var node = try? Yams.compose(yaml: text) else { return nil }
    var line: Int?
    for part in key.split(separator: ".").map(String.init) {
      switch node {
      case .mapping(let mapping):
        guard let entry = mapping.first(where: { $0.key.string == part }) else { return line }
        line = entry.key.mark?.line ?? line
        node = entry.value
      case .sequence(let sequence):
        guard let index = Int(part), sequence.indices.contains(index) else { return line }
        node = sequence[index]
        line = node.mark?.line ?? line
      default:
        return line
      }
    }
    return line
  }

  private static func problem(of error: any Error, whole: String) -> Problem {
    func dotted(_ path: [any CodingKey]) -> String {
      path.isEmpty
        ? whole : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case let problem as Problem:
      return problem
    case DecodingError.keyNotFound(let key, let context):
      return .wrongKey(key: dotted(context.codingPath + [key]), "is missing")
    case DecodingError.typeMismatch(let type, let context),
      DecodingError.valueNotFound(let type, let context):
      return .wrongKey(key: dotted(context.codingPath), "must be \(words(for: type))")
    case DecodingError.dataCorrupted(let context):
      if let yaml = context.underlyingError as? YamlError { return problem(of: yaml, whole: whole) }
      return .wrongKey(key: dotted(context.codingPath), "has a value out of range")
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      return .malformed(line: mark.line, problem)
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "'\($0)'" }.joined(separator: ", ")
      return .malformed(line: context.mark.line, "the key \(names) stands twice")
    default:
      return .malformed(line: 1, "is no YAML")
    }
  }

  /// What a value of this type is called by someone who writes YAML.
  private static func words(for type: any Any.Type) -> String {
    switch type {
    case is any FixedWidthInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is any RangeReplaceableCollection.Type, is any UnkeyedDecodingContainer.Type: "a list"
    default: "a table of keys"
    }
  }

  /// The path of the first key in `node` that `meant` does not have.
  private static func surplusKey(
    in node: Node, beside meant: Node, at path: [String]
  ) -> String? {
    switch (node, meant) {
    case (.mapping(let mapping), .mapping(let meantMapping)):
      for (key, value) in mapping {
        let name = key.string ?? "?"
        guard let meantValue = meantMapping[key] else {
          return (path + [name]).joined(separator: ".")
        }
        if let found = surplusKey(in: value, beside: meantValue, at: path + [name]) {
          return found
        }
      }
    case (.sequence(let sequence), .sequence(let meantSequence)):
      for (index, (value, meantValue)) in zip(sequence, meantSequence).enumerated() {
        if let found = surplusKey(in: value, beside: meantValue, at: path + [String(index)]) {
          return found
        }
      }
    default: break
    }
    return nil
  }
}
