package import Failures

/// Several values for some factors of an architecture: every combination is a variation.
package struct FactorGrid: Hashable, Sendable {
  /// The most variations that one grid may have.
  package static let limit = 20_000

  package let architecture: Architecture
  /// What every variation has; the lists replace it.
  package var base: Factors
  /// The values by factor, each list in its order.
  package private(set) var lists: [Factor: [Double]] = [:]

  package init(_ architecture: Architecture, base: Factors = Factors()) {
    self.architecture = architecture
    self.base = base
  }

  /// Sets a factor's values: numbers and ranges between commas, `0.1,0.2`, `1-5`, `0.1-0.5:0.1`.
  ///
  /// A range counts in steps of one, or of what stands behind its colon.
  ///
  /// - Throws: `FactorListError` that quotes the part that is not understood.
  package mutating func set(_ factor: Factor, to text: String) throws(FactorListError) {
    var values: [Double] = []
    var seen: Set<Double> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let more = Self.values(String(part)) else {
        throw FactorListError(factor: factor, part: String(part))
      }
      guard values.count + more.count <= Self.limit else {
        throw FactorListError(crowding: factor, part: String(part))
      }
      values += more.filter { seen.insert($0).inserted }
    }
    lists[factor] = values
  }

  /// The number of combinations, or the largest `Int`.
  package var count: Int {
    lists.values.reduce(1) { product, values in
      let (more, overflow) = product.multipliedReportingOverflow(by: values.count)
      return overflow ? .max : more
    }
  }

  /// Every combination, the architecture's first factors changing slowest.
  ///
  /// - Throws: `FactorError` for the first value that the architecture does not allow, and
  ///   `FactorListError` for more combinations than ``limit``.
  package func variations(seed: UInt64) throws -> [Variation] {
    guard count <= Self.limit else { throw FactorListError(combinations: count) }
    var combinations = [base]
    let known = architecture.rules.map(\.factor)
    for factor in known + Factor.allCases.filter({ !known.contains($0) }) {
      guard let values = lists[factor] else { continue }
      combinations = combinations.flatMap { combination in
        values.map { value in
          var next = combination
          next[factor] = value
          return next
        }
      }
    }
    return try combinations.map { factors throws(FactorError) in
      try Variation(architecture, factors, seed: seed)
    }
  }

  /// The values of a number or range; of a range with more than ``limit``, one more than that.
  private static func values(_ part: String) -> [Double]? {
    let sides = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let step = sides.count == 2 ? number(sides[1]) : 1
    guard sides.count <= 2, let step, step > 0 else { return nil }
    // A sign at the front is a negative number, which the architecture refuses with its name.
    let ends = sides[0].dropFirst().split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else {
      return sides.count == 1 ? number(part).map { [$0] } : nil
    }
    let first = String(sides[0].prefix(1)) + String(ends[0])
    guard let low = number(first), let high = number(String(ends[1])), low <= high else {
      return nil
    }
    let steps: Double = (high - low) / step
    // Counted in steps and rounded to a millionth, so that 0.1 three times is 0.3.
    return (0...Int(min(steps, Double(limit)) + 1e-9)).map { place -> Double in
      let value: Double = low + Double(place) * step
      return (value * 1e6).rounded() / 1e6
    }
  }

  /// A decimal number; no exponent, hexadecimal or name of one.
  private static func number(_ text: String) -> Double? {
    guard !text.isEmpty, text.utf8.count <= 20,
      text.utf8.enumerated().allSatisfy({ place, byte in
        (48...57).contains(byte) || byte == UInt8(ascii: ".")
          || byte == UInt8(ascii: "-") && place == 0
      })
    else { return nil }
    return Double(text)
  }
}

/// A list of a factor's values that cannot be read, or more combinations than are made.
package struct FactorListError: Failure, Hashable {
  package let summary: String
  package let remedy: String?

  init(factor: Factor, part: String) {
    summary = "'\(part.prefix(40))' is no value or range of \(factor.rawValue)"
    remedy = "write numbers and ranges between commas, such as 0.1,0.25 or 1-5 or 0.1-0.5:0.1"
  }

  init(crowding factor: Factor, part: String) {
    summary =
      "'\(part.prefix(40))' gives \(factor.rawValue) more than \(FactorGrid.limit) values"
    remedy = "give larger steps, such as 0.1-0.5:0.1"
  }

  init(combinations: Int) {
    summary =
      "the lists give \(combinations == .max ? "endlessly many" : "\(combinations)") variations; at "
      + "most \(FactorGrid.limit) are made"
    remedy = "give fewer values"
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
