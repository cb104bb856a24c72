import BoardProfiles
import Measurements
import ModelGraph
import Planning

extension MeasurementMaker {
  /// What is known of each layer besides its cycles.
  func layers(_ facts: ModelFacts) -> [LayerRecord] {
    var window = 0
    return plan.layers.enumerated().map { index, planned in
      defer { if !planned.isElided { window += 1 } }
      return LayerRecord(
        index: index, identity: LayerIdentity(of: planned.layer, in: plan.graph),
        shapes: LayerShapes(of: planned.layer, in: plan.graph),
        costs: costs(facts.layers[index], of: planned, at: index),
        placement: placement(of: planned),
        path: planned.isElided
          ? LayerPath(
            kernelSymbol: nil, code: .generic, reason: "the output lies on the input")
          : LayerPath(
            kernelSymbol: planned.boardCall.symbol, code: LayerPath.Code(planned.codePath),
            reason: planned.pathReason),
        window: planned.isElided ? nil : window)
    }
  }

  private func costs(
    _ facts: LayerFacts, of planned: PlannedLayer, at index: Int
  ) -> LayerCosts {
    LayerCosts(
      macCount: facts.macCount, parameterCount: facts.parameterCount,
      weightBytes: facts.weightBytes, biasBytes: facts.biasBytes, inputBytes: facts.inputBytes,
      outputBytes: facts.outputBytes, scratchBytes: planned.scratchBytes,
      liveRAMBytes: planned.liveBytes, isPeak: index == plan.peakLayer)
  }

  private func placement(of planned: PlannedLayer) -> LayerPlacement {
    let inputs = planned.layer.inputs.compactMap(\.self)
    let activation = inputs.first { !plan.graph.tensors[$0].isConstant }
    let hasConstants = inputs.contains { plan.graph.tensors[$0].isConstant }
    let flash = plan.board.weightRegion?.name
    return LayerPlacement(
      weights: hasConstants ? planned.weightCopy?.region ?? flash : nil,
      activationIn: activation.flatMap { plan.placements[$0]?.region },
      activationOut: planned.layer.outputs.first.flatMap { plan.placements[$0]?.region },
      code: planned.isElided ? nil : plan.board.codeRegion?.name)
  }
}

extension LayerPath.Code {
  /// The kind of code that a plan names.
  init(_ path: CodePath) {
    switch path {
    case .simd: self = .simd
    case .generic: self = .generic
    case .fallback: self = .fallback
    }
  }
}
