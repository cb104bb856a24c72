import Foundation

/// What reducing a factor did to a network, as two trials show, and what more of it would do.
///
/// Channels come into a convolution's weights and MACs as a product of powers, so the layers that a
/// factor touches follow a power of it; what each block of a row costs is the same.
struct FactorEffect {
  /// The names of the layers that it touched.
  let touched: [String]
  private let isLinear: Bool
  /// For each quantity: what the touched layers' part grows with, or what one value less takes away.
  private var exponents: [SearchQuantity: Double] = [:]
  private var perStep: [SearchQuantity: Double] = [:]
  private var totals: [SearchQuantity: Double] = [:]
  /// What the file loses with a parameter.
  private var bytesPerParameter = 1.0

  var touchesMemory: Bool { exponents[.ram].map { $0 != 0 } ?? false }

  /// - Parameters:
  ///   - old: The trial with the larger network, its factor at `oldValue`.
  ///   - new: The one that differs in nothing else.
  init?(
    from old: SearchFigures, at oldValue: Double, to new: SearchFigures, at newValue: Double,
    isLinear: Bool, quantities: [SearchQuantity]
  ) {
    guard oldValue != newValue, isLinear || (oldValue > 0 && newValue > 0) else { return nil }
    let difference = LayerDifference.between(old.layers, new.layers)
    touched = difference.old.map(\.name)
    self.isLinear = isLinear
    let parameters = Double(old.parameterCount - new.parameterCount)
    if parameters != 0 { bytesPerParameter = Double(old.fileBytes - new.fileBytes) / parameters }
    for quantity in quantities {
      let freed = quantity.value(of: old) - quantity.value(of: new)
      totals[quantity] = quantity.value(of: old)
      perStep[quantity] = freed / abs(oldValue - newValue)
      let (before, after) =
        quantity == .ram
        ? (Double(old.peakBytes), Double(new.peakBytes))
        : (
          difference.old.reduce(0) { $0 + quantity.value(of: $1) },
          difference.new.reduce(0) { $0 + quantity.value(of: $1) }
        )
      exponents[quantity] =
        before > 0 && after > 0 ? log(before / after) / log(oldValue / newValue) : 0
    }
  }

  /// What `quantity` of a network would be with the factor at `newValue` instead of `oldValue`.
  func predicted(
    _ quantity: SearchQuantity, of figures: SearchFigures, from oldValue: Double,
    to newValue: Double
  ) -> Double {
    let now = quantity.value(of: figures)
    if isLinear {
      // The network has changed since in proportion.
      let scale = (totals[quantity] ?? 0) > 0 ? now / (totals[quantity] ?? 1) : 1
      return now - (oldValue - newValue) * (perStep[quantity] ?? 0) * scale
    }
    guard oldValue > 0, newValue > 0 else { return now }
    let factor = pow(newValue / oldValue, exponents[quantity] ?? 0)
    if quantity == .ram { return now * factor }
    let names = Set(touched)
    let part = figures.layers.reduce(0) {
      $0 + (names.contains($1.name) ? quantity.value(of: $1) : 0)
    }
    let change = part * (factor - 1)
    return now + (quantity == .rom ? change * bytesPerParameter : change)
  }
}
