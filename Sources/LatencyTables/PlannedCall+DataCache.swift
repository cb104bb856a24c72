import BoardProfiles
import ModelGraph
import Planning

/// Where a walk over a call's data finds them.
///
/// What lies where no cache is has no address.
struct CachedPlaces {
  /// Of each input that is no constant, in their order.
  let inputs: [Int?]
  let output: Int?
  let scratch: Int?
  /// Constants that are read from flash, in the order of the call's arguments.
  let constants: [Range<Int>]

  var input: Int? { inputs.first ?? nil }
  /// The constant of the most bytes.
  var weights: Int? { constants.max { $0.count < $1.count }?.lowerBound }
}

/// What waits for lines of the data cache.
extension PlannedCall {
  /// Whether a cache lies before all memories but the fastest: the Cortex-M7's.
  var hasDataCache: Bool {
    plan.board.core.name == "cortex-m7"
      && plan.board.weightRegion?.name == plan.board.flash?.name
  }

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
    let places = cachedPlaces
    guard hasDataCache,
      places.output != nil || places.scratch != nil || places.inputs.contains(where: { $0 != nil })
    else {
      return weights(passes: passes) + traffic(read: read, written: written, scratch: scratch)
    }
    var cache = filledCache(places)
    walk(&cache, places)
    return lines(cache, copied: copiedBytes.values.reduce(0, +) * passes)
  }

  /// A cache after the layer before, which has just written its output, often the first input.
  func filledCache(_ places: CachedPlaces) -> DataCache {
    var cache = DataCache()
    if let input = places.input { cache.write(input, bytes: inputShape(0).reduce(1, *)) }
    cache.startCounting()
    return cache
  }

  /// What a cache lacked, and `copied` bytes of constants that lie in other memory than flash.
  func lines(_ cache: DataCache, copied: Double = 0) -> [CostTerm] {
    [
      CostTerm(CostTerm.flashLine, cache.flashLines),
      CostTerm(
        CostTerm.memoryLine, cache.memoryLines + copied / Double(DataCache.lineBytes)),
      CostTerm(CostTerm.writtenLine, cache.writtenBack),
    ]
  }

  /// Addresses of the call's data that lie where the cache is.
  var cachedPlaces: CachedPlaces {
    let inputs = step.layer.inputs.compactMap(\.self).filter { !plan.graph.tensors[$0].isConstant }
    let output = step.layer.outputs.lazy.compactMap { plan.placements[$0] }.first
    let flash = Int(plan.board.flash?.origin ?? 0)
    return CachedPlaces(
      inputs: inputs.map { address(plan.placements[$0]) }, output: address(output),
      scratch: address(step.scratch),
      constants: flashLines.places(of: step).map {
        flash + $0.lowerBound..<flash + $0.upperBound
      })
  }

  private func address(_ placement: MemoryPlacement?) -> Int? {
    guard let placement, placement.region != fastRegion,
      let region = plan.board.arenaRegions.first(where: { $0.name == placement.region })
    else { return nil }
    return Int(region.origin) + region.reservedBytes + placement.offsetBytes
  }
}
