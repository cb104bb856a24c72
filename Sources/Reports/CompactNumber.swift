/// Numbers where there is little room.
package enum CompactNumber {
  /// The power of 1000 that suits `magnitude`, and its letter.
  package static func unit(for magnitude: Double) -> (factor: Double, letter: String) {
    switch magnitude {
    case ..<1e4: (1, "")
    case ..<1e6: (1e3, "k")
    case ..<1e9: (1e6, "M")
    default: (1e9, "G")
    }
  }

  /// `value` with two or three digits that count: `12`, `1.2k`, `350k`, `21M`.
  package static func text(_ value: Double) -> String {
    let magnitude = abs(value)
    let (factor, letter): (Double, String) =
      switch magnitude {
      case ..<999.5: (1, "")
      case ..<999_500: (1e3, "k")
      case ..<999_500_000: (1e6, "M")
      default: (1e9, "G")
      }
    let scaled = value / factor
    let digits = abs(scaled) < 9.95 && (factor > 1 || scaled != scaled.rounded()) ? 1 : 0
    return NumberText.fixed(scaled, digits: digits) + letter
  }
}
