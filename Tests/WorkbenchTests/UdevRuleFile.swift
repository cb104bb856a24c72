import Foundation
import Glibc

/// A file of udev rules, read and carried out as udev(7) says, as far as our rules go.
struct UdevRuleFile {
  /// One `KEY{attribute}OPERATOR"value"`.
  struct Token {
    let key: String
    let attribute: String?
    let comparison: String
    let value: String
  }

  /// A line that is no rule.
  struct Malformed: Error, CustomStringConvertible {
    let line: String
    var description: String { "no udev rule: \(line)" }
  }

  let rules: [[Token]]

  init(_ text: String) throws {
    let token = /([A-Z]+)(?:\{([A-Za-z_\/]+)\})?(==|!=|\+=|=)"([^"]*)"/
    rules = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      try line.split(separator: ", ").map { part in
        guard let match = part.wholeMatch(of: token) else { throw Malformed(line: String(line)) }
        return Token(
          key: String(match.1), attribute: match.2.map(String.init), comparison: String(match.3),
          value: String(match.4))
      }
    }
  }

  /// A device and the devices above it.
  struct Device {
    struct Level {
      let subsystem: String
      let attributes: [String: String]
    }

    var action = "add"
    var properties: [String: String] = [:]
    /// The device itself comes first.
    let levels: [Level]
  }

  /// What the rules make of a device.
  struct Outcome: Equatable {
    var mode: String?
    var group: String?
    var tags: Set<String> = []
    var properties: [String: String] = [:]
  }

  struct LabelMissing: Error {
    let name: String
  }

  func outcome(for device: Device) throws -> Outcome {
    var outcome = Outcome(properties: device.properties)
    var index = 0
    while index < rules.count {
      let rule = rules[index]
      index += 1
      guard Self.matches(rule, device, outcome) else { continue }
      for token in rule where token.comparison.hasSuffix("=") && token.comparison.count < 3 {
        switch (token.key, token.comparison) {
        case ("MODE", "="): outcome.mode = token.value
        case ("GROUP", "="): outcome.group = token.value
        case ("TAG", "+="): outcome.tags.insert(token.value)
        case ("ENV", "="): outcome.properties[token.attribute ?? ""] = token.value
        case ("GOTO", "="):
          let target = rules[index...].firstIndex { rule in
            rule.contains { $0.key == "LABEL" && $0.value == token.value }
          }
          guard let target else { throw LabelMissing(name: token.value) }
          index = target
        default: break
        }
      }
    }
    return outcome
  }

  private static func matches(_ rule: [Token], _ device: Device, _ outcome: Outcome) -> Bool {
    let conditions = rule.filter { $0.comparison == "==" || $0.comparison == "!=" }
    let own = conditions.filter { !$0.key.hasSuffix("S") }
    let ofParents = conditions.filter { $0.key.hasSuffix("S") }
    let isOwn = own.allSatisfy { token in
      let value: String? =
        switch token.key {
        case "ACTION": device.action
        case "SUBSYSTEM": device.levels[0].subsystem
        case "ENV": outcome.properties[token.attribute ?? ""]
        case "ATTR": device.levels[0].attributes[token.attribute ?? ""]
        default: nil
        }
      return holds(token, value)
    }
    // Those that look upwards must all hold for one and the same device.
    return isOwn
      && (ofParents.isEmpty
        || device.levels.contains { level in
          ofParents.allSatisfy { token in
            holds(
              token,
              token.key == "SUBSYSTEMS"
                ? level.subsystem : level.attributes[token.attribute ?? ""])
          }
        })
  }

  private static func holds(_ token: Token, _ value: String?) -> Bool {
    let isMatch =
      value.map { value in
        token.value.split(separator: "|").contains { fnmatch(String($0), value, 0) == 0 }
      } ?? false
    return isMatch == (token.comparison == "==")
  }
}
