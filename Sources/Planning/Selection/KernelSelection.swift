package import BoardProfiles
package import ModelGraph

/// Makes the call of a faster kernel for a layer, or says why the reference stays.
typealias SelectionRule = @Sendable (SelectionContext) -> KernelChoice

/// Picks, layer by layer, the kernel that a board runs.
///
/// The reference call stays the definition: a chosen kernel gives the same bytes for every input.
package enum KernelSelection {
  /// One choice a layer, in the layers' order.
  ///
  /// `fastBytesLeft` says for each how much of the fastest memory its tensors leave.
  package static func choices(
    for lowered: LoweredGraph, on core: BoardProfile.Core, fastBytesLeft: [Int?]
  ) -> [KernelChoice] {
    lowered.graph.layers.indices.map { step in
      choice(
        for: lowered.calls[step], of: lowered.graph.layers[step], in: lowered.graph, on: core,
        fastBytesLeft: fastBytesLeft[step])
    }
  }

  /// The choice for one layer whose reference call is `reference`.
  package static func choice(
    for reference: KernelCall, of layer: Layer, in graph: ModelGraph, on core: BoardProfile.Core,
    fastBytesLeft: Int? = nil
  ) -> KernelChoice {
    let context = SelectionContext(
      reference: reference, layer: layer, graph: graph, fastBytesLeft: fastBytesLeft)
    if core.isLX6 { return lx6Rules[reference.symbol]?(context) ?? .generic(reference) }
    guard core.hasDSPExtension || core.isArmv6M else {
      return .generic(
        reference, rules[reference.symbol].map { _ in "\(core.name) has no DSP extension" })
    }
    guard let rule = (core.isArmv6M ? armv6Rules : rules)[reference.symbol] else {
      return .generic(reference)
    }
    return rule(context)
  }

  /// Rules by the reference kernel's symbol.
  private static let rules: [String: SelectionRule] = {
    let families = [
      convolutionRules, dataMovementRules, depthwiseRules, elementwiseRules, fullyConnectedRules,
      poolingRules, tableRules,
    ]
    return families.reduce(into: [:]) { rules, family in
      rules.merge(family) { _, _ in preconditionFailure("two rules for one kernel") }
    }
  }()
}

extension BoardProfile.Core {
  /// By the names of profiles; Armv7-M ARM, A2.2.1: the DSP extension.
  private static let coresWithDSPExtension: Set<String> = ["cortex-m4", "cortex-m7"]

  /// Whether the core is of Armv6-M, whose products have 32 bits; by the names of profiles.
  ///
  /// Kernels take its multiplier to be the one that makes a product in a cycle.
  package var isArmv6M: Bool { name == "cortex-m0plus" }

  /// Whether the core has the SIMD instructions of Armv7E-M.
  package var hasDSPExtension: Bool { Self.coresWithDSPExtension.contains(name) }
}
