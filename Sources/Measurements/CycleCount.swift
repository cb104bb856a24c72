/// A number of core clock cycles.
package struct CycleCount: Hashable, Sendable, Comparable, Codable, RawRepresentable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }
  package init(_ rawValue: UInt64) { self.rawValue = rawValue }

  package static func < (left: CycleCount, right: CycleCount) -> Bool {
    left.rawValue < right.rawValue
  }

  package init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(UInt64.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  /// The count without the cycles that taking it cost; never below zero.
  package func subtracting(_ overhead: CycleCount) -> CycleCount {
    CycleCount(rawValue > overhead.rawValue ? rawValue - overhead.rawValue : 0)
  }
}
