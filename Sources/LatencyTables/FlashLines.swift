import BoardProfiles
import ModelGraph
package import Planning

/// Which lines of a network's constants a cache before the flash keeps from one run to the next.
///
/// A run reads the constants of its layers one after the other, and the next run does again. Of a set
/// that more lines fall into than it has ways, none is left by then, whether lines are replaced in
/// turn or the longest unused first. Where lines fall follows from where the constants lie: in the
/// order of their first use, each content once.
package struct FlashLines: Sendable {
  /// A cache's shape.
  private struct Cache: Hashable, Sendable {
    let sets: Int
    let ways: Int
    let lineBytes: Int

    /// The cache before the flash of a board with this core, `nil` where there is none.
    init?(core: String) {
      switch core {
      // ESP32 technical reference manual, system and memory, cache: 32 KB, two ways.
      case "lx6": self.init(sets: 512, ways: 2, lineBytes: 32)
      // RP2040 datasheet, 2.6.3: 16 KB, two ways, lines of 8 bytes.
      case "cortex-m0plus": self.init(sets: 1024, ways: 2, lineBytes: 8)
      // RM0385: data cache of 4 KB; Cortex-M7 technical reference manual: four ways of 32 bytes.
      case "cortex-m7": self.init(sets: 32, ways: 4, lineBytes: 32)
      default: return nil
      }
    }

    init(sets: Int, ways: Int, lineBytes: Int) {
      self.sets = sets
      self.ways = ways
      self.lineBytes = lineBytes
    }
  }

  /// What of a constant comes from flash.
  struct Share: Hashable, Sendable {
    /// Lines that the constant lies on.
    var lines = 0.0
    /// Those that no run finds in the cache.
    var cold = 0.0
    /// Those that the layer's own other constants push out before it comes back to them.
    var crowded = 0.0
  }

  private let cache: Cache?
  private let flash: String?
  private var shares: [[UInt8]: Int] = [:]
  private var starts: [Int] = []
  private var usesOfSets: [Int]

  /// Constants of a call that it reads from flash.
  private static func constants(
    of step: PlannedLayer, in plan: ExecutionPlan
  ) -> [(bytes: [UInt8], isCopied: Bool)] {
    step.boardCall.arguments.enumerated().compactMap { index, argument in
      let isCopied = index == step.boardCall.streamedArgument && step.weightCopy != nil
      switch argument {
      case .constant(let constant): return (constant.bytes, isCopied)
      case .tensor(let tensor):
        return plan.graph.tensors[tensor].data.map { ($0, isCopied) }
      case .tensors, .scratch, .null: return nil
      }
    }
  }

  /// Bytes that constants are aligned to in an image.
  private static let alignment = 16

  package init(_ plan: ExecutionPlan) {
    cache = Cache(core: plan.board.core.name)
    flash = plan.board.flash?.name
    usesOfSets = Array(repeating: 0, count: cache?.sets ?? 0)
    guard let cache, plan.board.weightRegion?.name == flash else { return }
    var end = 0
    var read: Set<Int> = []
    for step in plan.layers where !step.isElided {
      for (bytes, isCopied) in Self.constants(of: step, in: plan) {
        let start: Int
        if let place = shares[bytes] {
          start = starts[place]
        } else {
          start = end
          shares[bytes] = starts.count
          starts.append(start)
          end += (bytes.count + Self.alignment - 1) / Self.alignment * Self.alignment
        }
        guard !isCopied, !bytes.isEmpty else { continue }
        for line in start / cache.lineBytes...(start + bytes.count - 1) / cache.lineBytes
        where read.insert(line).inserted {
          usesOfSets[line % cache.sets] += 1
        }
      }
    }
  }

  /// Where a call's constants lie that it reads from flash, from the first constant on, in the order
  /// of its arguments.
  func places(of step: PlannedLayer, in plan: ExecutionPlan) -> [Range<Int>] {
    Self.constants(of: step, in: plan).compactMap { bytes, isCopied in
      guard !isCopied, let place = shares[bytes] else { return nil }
      return starts[place]..<starts[place] + bytes.count
    }
  }

  /// What of a layer's constants comes from flash.
  func share(of step: PlannedLayer, in plan: ExecutionPlan) -> Share {
    guard let cache else { return Share() }
    var own: [Int: Int] = [:]
    var lines: Set<Int> = []
    for (bytes, isCopied) in Self.constants(of: step, in: plan) where !isCopied && !bytes.isEmpty {
      guard let place = shares[bytes] else { continue }
      let start = starts[place]
      for line in start / cache.lineBytes...(start + bytes.count - 1) / cache.lineBytes
      where lines.insert(line).inserted {
        own[line % cache.sets, default: 0] += 1
      }
    }
    var share = Share()
    for line in lines {
      let set = line % cache.sets
      share.lines += 1
      share.cold += usesOfSets[set] > cache.ways ? 1 : 0
      share.crowded += (own[set] ?? 0) > cache.ways ? 1 : 0
    }
    return share
  }
}
