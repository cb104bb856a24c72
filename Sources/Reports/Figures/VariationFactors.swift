/// What a name of the CNN Analyzer's scheme says of alpha and l, as far as bars over both need it.
///
/// `<base>_<alpha>_<resolution>_c<channels>_o<classes>[_<variation>]`: J. Brockmann and T. Schlippe,
/// "Optimizing Convolutional Neural Networks for Image Classification on Resource-Constrained
/// Microcontroller Units" (2024), whose files are named so.
package struct VariationFactors: Hashable, Sendable {
  package let base: String
  /// The width multiplier.
  package let alpha: Double
  /// How often the repeated layers stand; 5 where MobileNet v1's name does not tell, as in its paper.
  package let loop: Int?
  /// What else the variation has: `ll32pl64b0.3`.
  package let rest: String

  /// MobileNet v1's repeated layers: "MobileNets" by Howard and others, 2017, table 1.
  private static let usualLoop = 5

  /// What `name` says, or `nil` of one that has no alpha where the scheme has it.
  package init?(_ name: String) {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, let alpha = Double(parts[1]), alpha > 0, alpha <= 100 else {
      return nil
    }
    base = parts[0]
    self.alpha = alpha
    let variation = parts.dropFirst(5).joined(separator: "_")
    // `l` alone: `ll` are the last layer's channels.
    let digits =
      variation.hasPrefix("l") ? variation.dropFirst().prefix { $0.isASCII && $0.isNumber } : ""
    if base.hasPrefix("mobilenetv1") {
      loop = Int(digits) ?? Self.usualLoop
      rest = digits.isEmpty ? variation : String(variation.dropFirst(1 + digits.count))
    } else {
      loop = nil
      rest = variation
    }
  }
}
