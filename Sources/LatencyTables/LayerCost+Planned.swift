package import Planning

/// What a form makes of a call: its terms and extents.
typealias CostForm = @Sendable (PlannedCall) -> (terms: [CostTerm], extents: [CostTerm])

extension LayerCost {
  /// What the cycles of a planned layer hang on, or `nil` where the board makes no call.
  package init?(_ step: PlannedLayer, of plan: ExecutionPlan) {
    self.init(step, of: plan, flashLines: FlashLines(plan))
  }

  /// As above, with what the plan's flash cache keeps, which is the same for all of its layers.
  package init?(_ step: PlannedLayer, of plan: ExecutionPlan, flashLines: FlashLines) {
    guard !step.isElided else { return nil }
    let call = PlannedCall(step, of: plan, flashLines: flashLines)
    let form = Self.forms[call.symbol] ?? Self.plainForm(of: call.symbol)
    let (terms, extents) = form(call)
    self.init(
      variant: call.symbol, terms: Self.summed(terms).filter { $0.count > 0 }, extents: extents)
  }

  /// Forms by the symbol of the kernel that they follow.
  private static let forms: [String: CostForm] = {
    let families = [
      convolutionForms, pairedRowsForms, armv6Forms, depthwiseForms, depthwiseStripForms,
      depthwiseImageForms, armv6DepthwiseForms, productForms, elementwiseForms, windowForms,
      windowPoolForms, poolForms, movementForms,
    ]
    return families.reduce(into: [:]) { forms, family in
      forms.merge(family) { _, _ in preconditionFailure("two forms for one kernel") }
    }
  }()

  /// A kernel whose loops nobody wrote down: by its elements, and its multiply-accumulates.
  private static func plainForm(of symbol: String) -> CostForm {
    { call in
      (
        [
          CostTerm("call", 1), CostTerm("output", call.outputElements),
          CostTerm("input", call.inputElements), CostTerm("mac", call.macs),
        ] + call.weights()
          + call.traffic(read: call.inputElements, written: call.outputElements),
        [CostTerm("inputs", call.inputElements), CostTerm("outputs", call.outputElements)]
      )
    }
  }
}
