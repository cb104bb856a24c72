package import BoardProfiles
package import ModelGraph

/// Plans how a network runs on a board.
package enum Planner {
  /// Flash that code, the runtime and tables of the C library take at most beside a model's
  /// constants; the link says the exact figure.
  package static let codeReserveBytes = 48 * 1024

  /// Orders the layers, shares and places memory.
  ///
  /// - Throws: `UnsupportedLayers` that lists every layer that cannot run, or `PlanningError` when
  ///   the network does not fit the board.
  package static func plan(
    _ graph: ModelGraph, for board: BoardProfile
  ) throws -> ExecutionPlan {
    try plan(Lowering.lower(graph), for: board)
  }

  /// As ``plan(_:for:)`` for a graph whose kernel calls are made already.
  package static func plan(
    _ lowered: LoweredGraph, for board: BoardProfile
  ) throws(PlanningError) -> ExecutionPlan {
    guard !lowered.graph.layers.isEmpty else {
      throw PlanningError(board: board.name, reason: .noLayers)
    }
    let ordered = lowered.reorderedForMemory()
    let graph = ordered.graph
    let live = Liveness(of: graph).liveBytes(in: graph)
    let peakBytes = live.max() ?? 0
    let peakLayer = live.firstIndex(of: peakBytes) ?? 0

    let regions = board.arenaRegions
    guard !regions.isEmpty else {
      throw PlanningError(board: board.name, reason: .noRegion("activations"))
    }
    let drafts = Drafts(ordered, live: live, board: board)
    let (choices, divisions, builder, layout) = drafts.best()
    let constantBytes = graph.constantBytes(readBy: choices.map(\.call))
    try checkFlash(of: board, constantBytes: constantBytes)
    guard layout.unplacedBytes == 0 else {
      throw PlanningError(
        board: board.name,
        reason: .activationsTooLarge(
          neededBytes: peakBytes,
          regions: regions.map { .init(region: $0.name, bytes: $0.availableBytes) },
          layerIndex: peakLayer, kind: graph.layers[peakLayer].kind))
    }

    var placements: [TensorID: MemoryPlacement] = [:]
    var scratch: [Int: MemoryPlacement] = [:]
    for (block, place) in zip(builder.blocks, layout.places) {
      guard let place else { continue }
      let placement = MemoryPlacement(
        region: regions[place.region].name, offsetBytes: place.offsetBytes,
        byteCount: block.byteCount)
      for tensor in block.tensors { placements[tensor] = placement }
      if let step = block.scratchOfStep { scratch[step] = placement }
    }
    let hasWeightsInRAM = board.placement?.weights == .ram
    if hasWeightsInRAM {
      try checkRoom(forWeights: constantBytes, behind: layout.usedBytes[0], on: board)
    }
    let inputs = InputCopies(
      graph: graph, placements: placements, elidedSteps: builder.elidedSteps, scratch: scratch,
      regions: regions, usedBytes: layout.usedBytes,
      keptBytes: hasWeightsInRAM ? constantBytes : 0)
    let weights = WeightCopies(
      // Where the placement is chosen, it says all.
      calls: board.placement == nil ? choices.map(\.call) : [], elidedSteps: builder.elidedSteps,
      macCount: graph.layers.reduce(0) { $0.addingSaturated($1.macCount(in: graph)) },
      regions: regions, reservedBytes: inputs.reservedBytes)
    let layers = graph.layers.indices.map { step in
      PlannedLayer(
        layer: graph.layers[step], call: ordered.calls[step], choice: choices[step],
        isElided: builder.elidedSteps.contains(step), scratch: scratch[step],
        liveBytes: live[step], weightCopy: weights.copies[step], division: divisions?[step])
    }
    return ExecutionPlan(
      graph: graph, board: board, layers: layers, placements: placements,
      inputCopies: inputs.copies, overwrittenInputs: inputs.overwritten,
      arenas: regions.indices.map { index in
        ArenaUse(
          region: regions[index].name, byteCount: layout.usedBytes[index],
          inputCopiesEnd: inputs.reservedBytes[index],
          reservedBytes: weights.reservedBytes[index])
      },
      peakLiveBytes: peakBytes, peakLayer: peakLayer, isReordered: ordered != lowered,
      constantBytes: constantBytes)
  }

  private static func checkRoom(
    forWeights constantBytes: Int, behind usedBytes: Int, on board: BoardProfile
  ) throws(PlanningError) {
    guard let region = board.weightRegion,
      usedBytes + constantBytes > region.availableBytes
    else { return }
    throw PlanningError(
      board: board.name,
      reason: .weightsTooLargeForRAM(
        weightBytes: constantBytes, activationBytes: usedBytes,
        region: PlanningError.Availability(region: region.name, bytes: region.availableBytes)))
  }

  private static func checkFlash(
    of board: BoardProfile, constantBytes: Int
  ) throws(PlanningError) {
    guard let flash = board.flash else {
      throw PlanningError(board: board.name, reason: .noRegion("code and constants"))
    }
    guard constantBytes + codeReserveBytes <= flash.availableBytes else {
      throw PlanningError(
        board: board.name,
        reason: .constantsTooLarge(
          neededBytes: constantBytes, flashBytes: flash.availableBytes,
          reservedBytes: codeReserveBytes))
    }
  }
}
