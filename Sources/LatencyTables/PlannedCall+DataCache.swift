import BoardProfiles
import ModelGraph
import Planning

/// Where a walk over a call's data finds them. What lies where no cache is has no address.
struct CachedPlaces {
  /// Of each input that is no constant, in their order.
  let inputs: [Int?]
  let output: Int?
  let scratch: Int?
  /// The constant of the most bytes: the weights.
  let weights: Int?
  let weightBytes: Int

  var input: Int? { inputs.first ?? nil }
}

/// What waits for lines of the data cache.
extension PlannedCall {
  /// Terms of a call's constants and activations.
  ///
  /// Where all activations lie in the fastest memory, or no data cache lies before the others, they
  /// are those of ``weights(passes:)`` and ``traffic(read:written:scratch:)``. Else `walk` goes over
  /// the data as the kernel does, and what the cache lacks is counted: a layer that comes back to its
  /// data reads them again only if other data took their lines.
  func memory(
    passes: Double, read: Double, written: Double, scratch: Double = 0,
    walk: (inout DataCache, CachedPlaces) -> Void
  ) -> [CostTerm] {
    cached(walk) ?? weights(passes: passes)
      + traffic(read: read, written: written, scratch: scratch)
  }

  /// Terms of what the cache lacks in `walk`, `nil` where it has no part in the activations.
  func cached(_ walk: (inout DataCache, CachedPlaces) -> Void) -> [CostTerm]? {
    guard let places = cachedPlaces else { return nil }
    var cache = DataCache()
    // The layer before has just written its output, often the first input.
    if let input = places.input { cache.write(input, bytes: inputShape(0).reduce(1, *)) }
    cache.startCounting()
    walk(&cache, places)
    return [
      CostTerm("line@flash", cache.flashLines), CostTerm("line@cache", cache.memoryLines),
      CostTerm("line written back", cache.writtenBack),
    ]
  }

  /// Addresses of the call's data, or `nil` where a cache has no part in its activations.
  private var cachedPlaces: CachedPlaces? {
    guard plan.board.core.name == "cortex-m7",
      plan.board.weightRegion?.name == plan.board.flash?.name
    else { return nil }
    let inputs = step.layer.inputs.compactMap(\.self).filter { !plan.graph.tensors[$0].isConstant }
      .map { address(plan.placements[$0]) }
    let output = step.layer.outputs.lazy.compactMap { plan.placements[$0] }.first
    let (written, scratch) = (address(output), address(step.scratch))
    guard written != nil || scratch != nil || inputs.contains(where: { $0 != nil }) else {
      return nil
    }
    let most = step.boardCall.arguments.compactMap { argument -> [UInt8]? in
      if case .constant(let constant) = argument { constant.bytes } else { nil }
    }.max { $0.count < $1.count }
    let start = most.flatMap(flashLines.start(of:))
    return CachedPlaces(
      inputs: inputs, output: written, scratch: scratch,
      weights: start.map { Int(plan.board.flash?.origin ?? 0) + $0 },
      weightBytes: most?.count ?? 0)
  }

  private func address(_ placement: MemoryPlacement?) -> Int? {
    guard let placement, placement.region != fastRegion,
      let region = plan.board.arenaRegions.first(where: { $0.name == placement.region })
    else { return nil }
    return Int(region.origin) + region.reservedBytes + placement.offsetBytes
  }
}
