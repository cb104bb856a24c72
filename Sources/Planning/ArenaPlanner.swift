import BoardProfiles
import RandomNumbers

/// Places memory blocks in a board's regions.
///
/// Blocks that are live together never overlap. Offsets are multiples of ``alignment``. The planner
/// tries several orders of placement and then seeded variations of the best; it stops at a layout
/// that no other can beat.
struct ArenaPlanner {
  /// Bytes that every offset is a multiple of: a cache line of the Cortex-M7 is 32, its widest load
  /// 8; 16 keeps arenas tight on the small boards too.
  static let alignment = 16
  /// Arena bytes over the live peak that are given for faster memory, in percent.
  static let tolerancePercent = 2
  /// Variations tried before the best layout so far is taken.
  static let variationLimit = 150

  /// A layout: where each block lies, and how much of each region is used.
  struct Layout {
    var places: [Place?]
    var usedBytes: [Int]
    /// Bytes of blocks that found no place.
    var unplacedBytes: Int
    /// Traffic served by the first region.
    var fastTrafficBytes: Int

    var totalBytes: Int { usedBytes.reduce(0, +) }
  }

  /// A block's region (by index) and its offset there.
  struct Place: Hashable {
    var region: Int
    var offsetBytes: Int
  }

  private let blocks: [MemoryBlock]
  private let capacities: [Int]
  private let lowerBound: Int
  /// For each block, the blocks live at the same time.
  private let neighbours: [[Int]]

  init(blocks: [MemoryBlock], capacities: [Int]) {
    self.blocks = blocks
    self.capacities = capacities
    let lastStep = blocks.map(\.range.last).max() ?? 0
    var live = [Int](repeating: 0, count: lastStep + 1)
    for block in blocks {
      for step in block.range.first...block.range.last { live[step] += block.byteCount }
    }
    lowerBound = live.max() ?? 0
    neighbours = blocks.indices.map { index in
      blocks.indices.filter { $0 != index && blocks[$0].range.overlaps(blocks[index].range) }
    }
  }

  /// The best layout found; complete when ``Layout/unplacedBytes`` is 0.
  func bestLayout() -> Layout {
    var random = SplitMix(seed: 0x6D63_7562)
    var best = layout(order: Array(blocks.indices), caps: capacities)
    var bestOrder = Array(blocks.indices)
    var bestCaps = capacities
    let choices = capacityChoices
    let orders = startingOrders
    for caps in choices {
      for order in orders {
        let candidate = layout(order: order, caps: caps)
        if isBetter(candidate, than: best) {
          (best, bestOrder, bestCaps) = (candidate, order, caps)
        }
        if cannotBeBeaten(best) { return best }
      }
    }
    var variation = 0
    while variation < Self.variationLimit, !cannotBeBeaten(best), blocks.count > 1 {
      variation += 1
      var order = bestOrder
      let swaps = Int(random.next() % 3) + 1
      for _ in 0..<swaps {
        let from = Int(random.next() % UInt64(order.count))
        let to = Int(random.next() % UInt64(order.count))
        order.insert(order.remove(at: from), at: to)
      }
      let caps =
        random.next() % 4 == 0 ? choices[Int(random.next() % UInt64(choices.count))] : bestCaps
      let candidate = layout(order: order, caps: caps)
      if !isBetter(best, than: candidate) {
        (best, bestOrder, bestCaps) = (candidate, order, caps)
      }
    }
    return best
  }

  /// Orders that placement starts from: largest first, busiest first, longest-lived first, as made.
  private var startingOrders: [[Int]] {
    let indices = Array(blocks.indices)
    return [
      indices.sorted { blocks[$0].byteCount > blocks[$1].byteCount },
      indices.sorted { blocks[$0].trafficBytes > blocks[$1].trafficBytes },
      indices.sorted {
        blocks[$0].range.last - blocks[$0].range.first
          > blocks[$1].range.last - blocks[$1].range.first
      },
      indices,
    ]
  }

  /// Ways to limit the first region, so that the second need not hold a remainder twice: all of it,
  /// none of it, and the size of each large block and pair of blocks that fits.
  private var capacityChoices: [[Int]] {
    guard capacities.count > 1, lowerBound > capacities[0] else { return [capacities] }
    let sizes = Set(blocks.map(\.byteCount)).sorted(by: >).prefix(6)
    var limits: Set<Int> = [0, capacities[0]]
    for size in sizes {
      limits.insert(size)
      for other in sizes { limits.insert(aligned(size) + other) }
    }
    return limits.filter { $0 <= capacities[0] }.sorted(by: >).map { limit in
      [limit] + capacities.dropFirst()
    }
  }

  private func cannotBeBeaten(_ layout: Layout) -> Bool {
    layout.unplacedBytes == 0 && layout.totalBytes <= lowerBound
      && (capacities.count == 1 || lowerBound > capacities[0]
        || layout.usedBytes.dropFirst().allSatisfy { $0 == 0 })
      && (lowerBound <= capacities[0] || capacities.count == 1)
  }

  /// Fewer bytes left over; then within the tolerance over the live peak; then more traffic in the
  /// first region; then fewer bytes.
  private func isBetter(_ a: Layout, than b: Layout) -> Bool {
    let limit = lowerBound + lowerBound * Self.tolerancePercent / 100
    let excess = { (layout: Layout) in max(0, layout.totalBytes - limit) }
    return (a.unplacedBytes, excess(a), -a.fastTrafficBytes, a.totalBytes)
      < (b.unplacedBytes, excess(b), -b.fastTrafficBytes, b.totalBytes)
  }

  /// Places blocks one by one, each at the lowest free offset of the first region that takes it.
  private func layout(order: [Int], caps: [Int]) -> Layout {
    var layout = Layout(
      places: [Place?](repeating: nil, count: blocks.count),
      usedBytes: [Int](repeating: 0, count: caps.count), unplacedBytes: 0, fastTrafficBytes: 0)
    var taken: [(start: Int, end: Int)] = []
    for block in order {
      let byteCount = blocks[block].byteCount
      var isPlaced = false
      for region in caps.indices {
        let offset = lowestOffset(for: block, in: region, layout: layout, taken: &taken)
        guard offset + byteCount <= caps[region] else { continue }
        layout.places[block] = Place(region: region, offsetBytes: offset)
        layout.usedBytes[region] = max(layout.usedBytes[region], offset + byteCount)
        if region == 0 { layout.fastTrafficBytes += blocks[block].trafficBytes }
        isPlaced = true
        break
      }
      if !isPlaced { layout.unplacedBytes += byteCount }
    }
    return layout
  }

  /// The lowest offset of `region` at which nothing lies that is live with the block; `taken` is
  /// memory to work in.
  private func lowestOffset(
    for block: Int, in region: Int, layout: Layout, taken: inout [(start: Int, end: Int)]
  ) -> Int {
    taken.removeAll(keepingCapacity: true)
    for neighbour in neighbours[block] {
      guard let place = layout.places[neighbour], place.region == region else { continue }
      let start = place.offsetBytes
      // By their starts: few are live at once, and each goes up to its place.
      var index = taken.count
      taken.append((start, start + blocks[neighbour].byteCount))
      while index > 0, taken[index - 1].start > start {
        taken.swapAt(index, index - 1)
        index -= 1
      }
    }
    var offset = 0
    for (start, end) in taken {
      if offset + blocks[block].byteCount <= start { break }
      offset = max(offset, aligned(end))
    }
    return offset
  }

  private func aligned(_ byteCount: Int) -> Int {
    (byteCount + Self.alignment - 1) / Self.alignment * Self.alignment
  }
}
