import BoardProfiles
import ModelGraph
import Planning

/// Where a walk over a call's data finds them. What lies where no cache is has no address.
struct CachedPlaces {
  let input: Int?
  let output: Int?
  let scratch: Int?
  /// The constant of the most bytes: the weights.
  let weights: Int?
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
    guard let places = cachedPlaces else {
      return weights(passes: passes) + traffic(read: read, written: written, scratch: scratch)
    }
    var cache = DataCache()
    // The layer before has just written the input.
    if let input = places.input { cache.write(input, bytes: Int(inputElements)) }
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
    let input = step.layer.inputs.lazy.compactMap(\.self).compactMap { plan.placements[$0] }.first
    let output = step.layer.outputs.lazy.compactMap { plan.placements[$0] }.first
    let activations = (address(input), address(output), address(step.scratch))
    guard activations.0 != nil || activations.1 != nil || activations.2 != nil else { return nil }
    let most = step.boardCall.arguments.compactMap { argument -> [UInt8]? in
      if case .constant(let constant) = argument { constant.bytes } else { nil }
    }.max { $0.count < $1.count }
    let start = most.flatMap(flashLines.start(of:))
    return CachedPlaces(
      input: activations.0, output: activations.1, scratch: activations.2,
      weights: start.map { Int(plan.board.flash?.origin ?? 0) + $0 })
  }

  private func address(_ placement: MemoryPlacement?) -> Int? {
    guard let placement, placement.region != fastRegion,
      let region = plan.board.arenaRegions.first(where: { $0.name == placement.region })
    else { return nil }
    return Int(region.origin) + region.reservedBytes + placement.offsetBytes
  }
}
