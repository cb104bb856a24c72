import Foundation
import Yams

extension BoardProfile {
  /// The largest profile that is read.
  private static let maximumFileBytes = 1 << 20

  /// The profile of the board `name` in `directory`, the folder `boards/`.
  package static func load(
    from directory: String, named name: String
  ) throws(ProfileError) -> BoardProfile {
    let known = try names(in: directory)
    guard known.contains(name) else {
      throw ProfileError(path: directory, reason: .unknownBoard(name: name, known: known))
    }
    let path = "\(directory)/\(name).yaml"
    let profile = try parse(try read(path), path: path)
    guard profile.name == name else {
      throw ProfileError(
        path: path,
        reason: .wrongKey(key: "name", problem: "is not the file's name without .yaml"))
    }
    return profile
  }

  /// Every profile in `directory`, by name.
  package static func all(in directory: String) throws(ProfileError) -> [BoardProfile] {
    var profiles: [BoardProfile] = []
    for name in try names(in: directory) {
      profiles.append(try load(from: directory, named: name))
    }
    return profiles
  }

  /// The profile that `text` holds; `path` is for errors only.
  package static func parse(_ text: String, path: String) throws(ProfileError) -> BoardProfile {
    let profile: BoardProfile
    do {
      profile = try YAMLDecoder().decode(BoardProfile.self, from: text)
      try profile.checkKeys(against: Yams.compose(yaml: text), path: path)
    } catch {
      throw ProfileError(path: path, reason: reason(of: error))
    }
    try profile.check(path: path)
    return profile
  }

  private static func names(in directory: String) throws(ProfileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory)
        .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        .map { String($0.dropLast(5)) }
        .sorted()
    } catch {
      throw ProfileError(path: directory, reason: .unreadable("cannot list the board profiles"))
    }
  }

  private static func read(_ path: String) throws(ProfileError) -> String {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ProfileError(path: path, reason: .unreadable("cannot be read"))
    }
    guard data.count <= maximumFileBytes, let text = String(data: data, encoding: .utf8) else {
      throw ProfileError(path: path, reason: .unreadable("is no text of at most 1 MiB"))
    }
    return text
  }

  private static func reason(of error: any Error) -> ProfileError.Reason {
    switch error {
    case let error as ProfileError:
      return error.reason
    case DecodingError.keyNotFound(let key, let context):
      return .wrongKey(key: dotted(context.codingPath + [key]), problem: "is missing")
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return .wrongKey(key: dotted(context.codingPath), problem: "has a value of the wrong type")
    case DecodingError.dataCorrupted(let context):
      if let yaml = context.underlyingError as? YamlError { return reason(of: yaml) }
      return .wrongKey(key: dotted(context.codingPath), problem: "has a value out of range")
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      return .malformed(line: mark.line, problem: problem)
    default:
      return .malformed(line: 1, problem: "is no YAML")
    }
  }

  private static func dotted(_ path: [any CodingKey]) -> String {
    path.isEmpty
      ? "the profile"
      : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }

  /// Refuses keys that mean nothing, so that a misspelt one is not taken for an absent one.
  private func checkKeys(against node: Node?, path: String) throws {
    let meant = try Yams.compose(yaml: YAMLEncoder().encode(self))
    guard let node, let meant, let key = Self.surplusKey(in: node, beside: meant, at: []) else {
      return
    }
    throw ProfileError(path: path, reason: .wrongKey(key: key, problem: "is no key of a profile"))
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
