package import BoardProfiles
package import Measurements
package import ModelGraph
package import Planning

/// What a record of a run or of a prediction holds of its plan alone.
package enum PlanRecords {
  package static func model(
    of plan: ExecutionPlan, named name: String, facts: ModelFacts
  ) -> ModelRecord {
    let graph = plan.graph
    func record(_ identifier: TensorID) -> TensorRecord {
      let tensor = graph.tensors[identifier]
      return TensorRecord(
        name: tensor.name, type: tensor.type.name, shape: tensor.shape,
        scale: tensor.quantization?.scales.first.map(Double.init),
        zeroPoint: tensor.quantization?.zeroPoints.first)
    }
    return ModelRecord(
      sha256: graph.source.sha256, name: name, fileBytes: graph.source.fileBytes,
      parameterCount: graph.pruning?.parameterCount ?? facts.parameterCount,
      macCount: graph.pruning?.macCount ?? facts.macCount,
      inputs: graph.inputs.map(record), outputs: graph.outputs.map(record),
      quantization: "int8")
  }

  /// What a board's profile leaves to choose, and what was chosen; `nil` where it leaves nothing.
  package static func choices(of board: BoardProfile) -> BoardChoices? {
    let (placement, cores) = (board.placement, board.cores)
    guard placement != nil || cores != nil else { return nil }
    return BoardChoices(
      placement: placement.map { placement in
        PlacementRecord(
          code: PlacementRecord.Memory(placement.code),
          weights: PlacementRecord.Memory(placement.weights), isDefault: !board.isPlaced)
      }, availableCores: cores?.available)
  }

  /// What is known of each layer of `plan` besides its cycles.
  package static func layers(of plan: ExecutionPlan, facts: ModelFacts) -> [LayerRecord] {
    var window = 0
    return plan.layers.enumerated().map { index, planned in
      defer { if !planned.isElided { window += 1 } }
      return LayerRecord(
        index: index, identity: LayerIdentity(of: planned.layer, in: plan.graph),
        shapes: LayerShapes(of: planned.layer, in: plan.graph),
        costs: costs(facts.layers[index], of: planned, isPeak: index == plan.peakLayer),
        placement: placement(of: planned, in: plan),
        path: planned.isElided
          ? LayerPath(
            kernelSymbol: nil, code: .generic, reason: "the output lies on the input")
          : LayerPath(
            kernelSymbol: planned.boardCall.symbol, code: LayerPath.Code(planned.codePath),
            reason: planned.pathReason),
        window: planned.isElided ? nil : window)
    }
  }

  private static func costs(
    _ facts: LayerFacts, of planned: PlannedLayer, isPeak: Bool
  ) -> LayerCosts {
    LayerCosts(
      macCount: facts.macCount, parameterCount: facts.parameterCount,
      weightBytes: facts.weightBytes, biasBytes: facts.biasBytes, inputBytes: facts.inputBytes,
      outputBytes: facts.outputBytes, scratchBytes: planned.scratchBytes,
      liveRAMBytes: planned.liveBytes, isPeak: isPeak)
  }

  private static func placement(
    of planned: PlannedLayer, in plan: ExecutionPlan
  ) -> LayerPlacement {
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

extension PlacementRecord.Memory {
  fileprivate init(_ memory: BoardProfile.Placement.Memory) {
    switch memory {
    case .ram: self = .ram
    case .flash: self = .flash
    }
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
