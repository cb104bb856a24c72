import Foundation
import Measurements

/// `record.json` read back, and what no honest one holds.
enum BundleRecord {
  typealias Run = Measurements.Measurement

  /// Always the same bytes for the same run.
  static func bytes(of run: Run) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // What a run holds has a form in JSON, all of it; an empty record would be refused on the way in.
    return (try? encoder.encode(run)).map(Array.init) ?? []
  }

  static func run(_ bytes: [UInt8], path: String) throws(BundleError) -> Run {
    let data = Data(bytes)
    let run: Run
    do {
      run = try JSONDecoder().decode(Run.self, from: data)
      let object = try JSONSerialization.jsonObject(with: data)
      if let place = firstExcess(in: object, at: "") {
        throw BundleError(
          path: path, reason: .badRecord(problem: "\(place) is a number that no run has"))
      }
    } catch let error as BundleError {
      throw error
    } catch {
      throw BundleError(path: path, reason: .badRecord(problem: text(error)))
    }
    if let problem = problem(with: run) {
      throw BundleError(path: path, reason: .badRecord(problem: problem))
    }
    return run
  }

  /// What makes a run impossible, or `nil`.
  private static func problem(with run: Run) -> String? {
    let digits = run.model.sha256.utf8
    let isDigest =
      digits.count == 64
      && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    // A run of another tool may not know its model.
    if !isDigest, !digits.isEmpty || run.provenance.imported == nil {
      return "the model's SHA-256 is none"
    }
    if run.evidence == .measured {
      if run.timingModel != nil { return "measured cycles have no timing model" }
      // The firmware tells the unique id: a virtual chip's spells MCUBVIRT.
      if run.board.uniqueID?.lowercased().hasPrefix("4d43554256495254") == true {
        return "a virtual board's cycles are not measured"
      }
      // What hangs on a pseudo-terminal is no silicon, either.
      if run.board.probeKind == "virtual" || run.board.port?.hasPrefix("/dev/pts/") == true {
        return "cycles from a virtual board's port are not measured"
      }
    }
    if Set(run.passes.map(\.kind)).count != run.passes.count { return "a pass is there twice" }
    return nil
  }

  /// Larger counts than any memory or moment of this century has; sums of them stay far below 64 bits.
  private static let limit = Double(1 << 44)
  /// Cycles may take all of 64 bits; what adds them up knows.
  private static let cycles: Set = [
    "passes", "initCycles", "firstInferenceCycles", "passAccounts",
  ]

  /// The place of a number beyond ``limit`` outside of cycles.
  private static func firstExcess(in value: Any, at place: String) -> String? {
    switch value {
    case let object as [String: Any]:
      for (name, member) in object.sorted(by: { $0.key < $1.key })
      where !(place.isEmpty && cycles.contains(name)) {
        if let found = firstExcess(in: member, at: place.isEmpty ? name : "\(place).\(name)") {
          return found
        }
      }
      return nil
    case let values as [Any]:
      for (index, element) in values.enumerated() {
        if let found = firstExcess(in: element, at: "\(place)[\(index)]") { return found }
      }
      return nil
    case let number as NSNumber:
      return abs(number.doubleValue) > limit ? place : nil
    default: return nil
    }
  }

  static func text(_ error: any Error) -> String {
    func dotted(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return "\(dotted(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(dotted(context.codingPath)) has a value of the wrong kind"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "\(dotted(context.codingPath)) has a value that no run has"
    default: return "it is no JSON"
    }
  }
}
