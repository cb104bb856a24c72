import BoardProfiles
import ModelGraph

/// Finds graph inputs that the network overwrites, and memory to keep copies of them in.
struct InputCopies {
  private(set) var overwritten: Set<TensorID> = []
  private(set) var copies: [TensorID: MemoryPlacement] = [:]
  /// Arena bytes of each region with the copies in it.
  private(set) var reservedBytes: [Int]

  /// Looks at the memory that steps not left out write; `usedBytes` are taken of each region so far.
  ///
  /// `keptBytes` of the first region stay free for what is more needed than a copy.
  init(
    graph: ModelGraph, placements: [TensorID: MemoryPlacement], elidedSteps: Set<Int>,
    scratch: [Int: MemoryPlacement], regions: [BoardProfile.MemoryRegion], usedBytes: [Int],
    keptBytes: Int = 0
  ) {
    reservedBytes = usedBytes
    var written: [MemoryPlacement] = Array(scratch.values)
    for (step, layer) in graph.layers.enumerated() where !elidedSteps.contains(step) {
      written += layer.outputs.compactMap { placements[$0] }
    }
    for input in graph.inputs where !overwritten.contains(input) {
      guard let placement = placements[input], written.contains(where: placement.overlaps) else {
        continue
      }
      overwritten.insert(input)
      // The slowest region first: a copy is read outside the measured window.
      for index in regions.indices.reversed() {
        let alignment = ArenaPlanner.alignment
        let offset = (reservedBytes[index] + alignment - 1) / alignment * alignment
        let freeEnd = regions[index].availableBytes - (index == 0 ? keptBytes : 0)
        guard offset + placement.byteCount <= freeEnd else { continue }
        copies[input] = MemoryPlacement(
          region: regions[index].name, offsetBytes: offset, byteCount: placement.byteCount)
        reservedBytes[index] = offset + placement.byteCount
        break
      }
    }
  }
}

extension MemoryPlacement {
  /// Whether the two share a byte.
  func overlaps(_ other: MemoryPlacement) -> Bool {
    region == other.region && offsetBytes < other.offsetBytes + other.byteCount
      && other.offsetBytes < offsetBytes + byteCount
  }
}
