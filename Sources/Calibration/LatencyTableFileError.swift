package import Failures
import Foundation

/// Why a latency table's file could not be read.
package struct LatencyTableFileError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// No JSON; with the line where the reader stopped.
    case malformed(String)
    /// A key's value is missing, of another type, or out of its range.
    case wrongKey(key: String, problem: String)
    /// A form that this program does not know.
    case otherSchema(String)
  }

  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .malformed(let problem): "\(path): no latency table: \(problem)"
    case .wrongKey(let key, let problem):
      "\(path): \(key.isEmpty ? "the document" : key)\(key.isEmpty ? " " : ": ")\(problem)"
    case .otherSchema(let found):
      "\(path): a latency table of the form \(found.debugDescription),"
        + " this program reads \(LatencyTableFile.schema)"
    }
  }
  package var remedy: String? {
    switch reason {
    case .malformed, .wrongKey:
      "restore the file, or make the table again with 'mcubench calibrate --board BOARD'"
    case .otherSchema: "make the table again with 'mcubench calibrate --board BOARD'"
    }
  }
  package var exitStatus: ExitStatus { .wrongInput }
}

extension LatencyTableFileError.Reason {
  /// What the decoder's `error` says, and on what.
  init(_ error: any Error) {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      self = .wrongKey(key: Self.path(context.codingPath + [key]), problem: "is missing")
    case DecodingError.valueNotFound(_, let context):
      self = .wrongKey(key: Self.path(context.codingPath), problem: "is null")
    case DecodingError.typeMismatch(_, let context):
      self = .wrongKey(key: Self.path(context.codingPath), problem: "is of another type")
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      self = .wrongKey(key: Self.path(context.codingPath), problem: context.debugDescription)
    case DecodingError.dataCorrupted(let context):
      let cause = (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey]
      self = .malformed(cause as? String ?? context.debugDescription)
    default:
      self = .malformed("\(error)")
    }
  }

  /// `samples[3].cycles`, as the file has the keys.
  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      let name = key.stringValue.reduce("") { name, letter in
        letter.isUppercase ? "\(name)_\(letter.lowercased())" : "\(name)\(letter)"
      }
      return path.isEmpty ? name : "\(path).\(name)"
    }
  }
}
