package import Failures

/// Why a name is not one of a variation.
package struct VariationNameError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// A part is missing or is not what stands in its place.
    case malformed(part: String, wanted: String)
    case unknownBase(String, known: [String])
    case unknownCode(String, base: String, known: [String])
    /// A code that stands twice.
    case repeatedCode(String)
    /// The name means one thing or another.
    case severalReadings([String], part: String)
  }

  /// The name as it was given.
  package let name: String
  package let reason: Reason

  package init(_ name: String, _ reason: Reason) {
    self.name = name
    self.reason = reason
  }

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String { "the name '\(name)' \(problem)" }

  /// The ``summary`` without the name: a clause that follows it.
  package var problem: String {
    switch reason {
    case .malformed(let part, let wanted): "has '\(part)' where \(wanted) has to stand"
    case .unknownBase(let base, let known):
      "begins with '\(base)', which is none of " + known.joined(separator: ", ")
    case .unknownCode(let code, let base, let known):
      "has the code '\(code)', which \(base) does not have"
        + (known.isEmpty ? ": it has none" : ": it has " + known.joined(separator: ", "))
    case .repeatedCode(let code): "has the code '\(code)' twice"
    case .severalReadings(let readings, let part):
      "can be read in \(readings.count) ways: \(part) is "
        + readings.joined(separator: ", or ")
    }
  }

  package var remedy: String? {
    switch reason {
    case .malformed:
      "write it as BASE_ALPHA_RESOLUTION_cCHANNELS_oCLASSES[_CODES], such as "
        + "mobilenetv1_0.25_96_c3_o2_l5"
    case .unknownBase, .unknownCode: "see 'mcubench make --list'"
    case .repeatedCode: "leave one of them out"
    case .severalReadings: "write the one that you mean, or give the factors as options"
    }
  }
}
