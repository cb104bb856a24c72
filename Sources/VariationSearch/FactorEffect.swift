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
  /// What each layer's live bytes grow with, by its name; a layer that is absent keeps them.
  private var liveExponents: [String: Double] = [:]
  private var totals: [SearchQuantity: Double] = [:]
  /// What the file and an image's constants lose with a parameter.
  private var bytesPerParameter: [SearchQuantity: Double] = [:]

  /// Learns from `old`, the larger network with its factor at `oldValue`, and `new`, which differs from it
  /// in nothing else; `nil` where the values tell nothing.
  init?(
    from old: SearchFigures, at oldValue: Double, to new: SearchFigures, at newValue: Double,
    isLinear: Bool, quantities: [SearchQuantity]
  ) {
    guard oldValue != newValue, isLinear || (oldValue > 0 && newValue > 0) else { return nil }
    let difference = LayerDifference.between(old.layers, new.layers)
    touched = difference.old.map(\.name)
    self.isLinear = isLinear
    let parameters = Double(old.parameterCount - new.parameterCount)
    for quantity in quantities where quantity.isOfParameters && parameters != 0 {
      bytesPerParameter[quantity] =
        (quantity.value(of: old) - quantity.value(of: new)) / parameters
    }
    for quantity in quantities {
      let freed = quantity.value(of: old) - quantity.value(of: new)
      totals[quantity] = quantity.value(of: old)
      perStep[quantity] = freed / abs(oldValue - newValue)
      let before = difference.old.reduce(0) { $0 + quantity.value(of: $1) }
      let after = difference.new.reduce(0) { $0 + quantity.value(of: $1) }
      exponents[quantity] =
        before > 0 && after > 0 ? log(before / after) / log(oldValue / newValue) : 0
    }
    guard !isLinear, old.layers.count == new.layers.count else { return }
    for (before, after) in zip(old.layers, new.layers)
    where before.liveBytes != after.liveBytes && before.liveBytes > 0 && after.liveBytes > 0 {
      liveExponents[before.name] =
        log(Double(before.liveBytes) / Double(after.liveBytes)) / log(oldValue / newValue)
    }
  }

  /// What a layer's live bytes are multiplied by with the factor at `newValue` instead of `oldValue`.
  func liveScale(ofLayer name: String, from oldValue: Double, to newValue: Double) -> Double {
    guard let exponent = liveExponents[name], oldValue > 0, newValue > 0 else { return 1 }
    return pow(newValue / oldValue, exponent)
  }

  /// What `quantity`, other than memory, of a network would be with the factor at `newValue` instead of `oldValue`.
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
    let names = Set(touched)
    let part = figures.layers.reduce(0) {
      $0 + (names.contains($1.name) ? quantity.value(of: $1) : 0)
    }
    let change = part * (factor - 1)
    return now + (quantity.isOfParameters ? change * (bytesPerParameter[quantity] ?? 1) : change)
  }
}
