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
    guard let rule = rules[reference.symbol] else {
      return .generic(reference)
    }
    guard core.hasDSPExtension else {
      return .generic(reference, "\(core.name) has no DSP extension")
    }
    return rule(
      SelectionContext(
        reference: reference, layer: layer, graph: graph, fastBytesLeft: fastBytesLeft))
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
  private static let coresWithDSPExtension: Set<String> = ["cortex-m7"]

  /// Whether the core has the SIMD instructions of Armv7E-M.
  package var hasDSPExtension: Bool { Self.coresWithDSPExtension.contains(name) }
}
