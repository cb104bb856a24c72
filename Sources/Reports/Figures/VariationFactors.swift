package import Architectures

/// What the name of a variation says of alpha and l, as bars over both need it.
///
/// The names are the CNN Analyzer's: J. Brockmann and T. Schlippe, "Optimizing Convolutional Neural
/// Networks for Image Classification on Resource-Constrained Microcontroller Units" (2024).
package struct VariationFactors: Hashable, Sendable {
  /// The architecture; one that is not in the catalogue as the name has it.
  package let base: String
  /// The width multiplier.
  package let alpha: Double
  /// How often the repeated layers stand, the architecture's standard where the name does not tell;
  /// `nil` of one that has no such factor.
  package let loop: Int?
  /// What else the variation has: `ll32pl64b0.3`.
  package let rest: String

  /// - Throws: `VariationNameError` for a name of another scheme, and one that can be read in two ways.
  package init(_ name: String) throws(VariationNameError) {
    let name = try VariationName(parsing: name)
    let rule = name.architecture?.rule(of: .loop)
    base = name.architecture?.name ?? name.base
    alpha = name.alpha
    let given = rule.flatMap { rule in name.codes.first { $0.code == rule.code } }
    loop = (given?.value ?? rule?.standard).flatMap { Int(exactly: $0) }
    let others = name.codes.filter { $0 != given }.map { $0.code + $0.valueText }
    rest = (others + name.tags.map { "." + $0 }).joined()
  }
}
