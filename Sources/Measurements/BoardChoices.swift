/// What a board's profile leaves to choose for a run, and what the run took of it.
package struct BoardChoices: Hashable, Sendable, Codable {
  /// Where code and weights lay, or `nil` where the profile leaves no choice.
  package let placement: PlacementRecord?
  /// Cores that can share a layer, or `nil` where the profile offers one.
  package let availableCores: Int?

  package init(placement: PlacementRecord?, availableCores: Int?) {
    self.placement = placement
    self.availableCores = availableCores
  }
}

/// Where the code and the weights of a run lay on a board that can keep them in either memory.
package struct PlacementRecord: Hashable, Sendable, Codable {
  package enum Memory: String, Hashable, Sendable, Codable {
    /// Copied there at start.
    case ram
    /// Read in place.
    case flash
  }

  package let code: Memory
  package let weights: Memory
  /// Whether the profile has it so, without a flag.
  package let isDefault: Bool

  package init(code: Memory, weights: Memory, isDefault: Bool) {
    self.code = code
    self.weights = weights
    self.isDefault = isDefault
  }

  /// As `--placement` takes it: `code=ram,weights=flash`.
  package var flag: String { "code=\(code.rawValue),weights=\(weights.rawValue)" }
}

extension Measurement {
  /// Where code and weights lay, or `nil` on a board that leaves no choice.
  package var placement: PlacementRecord? { choices?.placement ?? placementOfLayers }

  /// The placement in a record of a version that did not tell it.
  ///
  /// In those versions `pico` was the one profile with a choice; it had code in RAM and weights in
  /// flash, and a placement moved all weights or none.
  private var placementOfLayers: PlacementRecord? {
    guard choices == nil, board.profile == "pico", !isForeign,
      let codeRegion = layers.lazy.compactMap(\.placement.code).first
    else { return nil }
    let code: PlacementRecord.Memory = codeRegion == RegionUse.Role.flash.rawValue ? .flash : .ram
    let weightRegion = layers.lazy.compactMap(\.placement.weights).first
    let weights: PlacementRecord.Memory =
      weightRegion.map { $0 == RegionUse.Role.flash.rawValue } ?? true ? .flash : .ram
    return PlacementRecord(
      code: code, weights: weights, isDefault: code == .ram && weights == .flash)
  }

  /// What a run's set of kernels is called where runs are told apart, or `nil` where it is not known.
  ///
  /// The name that was built, with the cores that share a layer and a placement that is not the
  /// profile's: neither is the same work as without.
  package var kernelSetName: String? {
    build.map { KernelSetName.name($0.kernelSet, placement: placement) }
  }
}
