import BoardProfiles
import Glibc
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

    /// The lines that `byteCount` bytes from `start` on lie on.
    func lines(from start: Int, byteCount: Int) -> ClosedRange<Int> {
      start / lineBytes...(start + byteCount - 1) / lineBytes
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

  /// A constant's bytes as a key: told apart by some of them, and by all where those are equal.
  private struct Content: Hashable, Sendable {
    let bytes: [UInt8]

    /// Bytes that the hash is made of.
    private static let sampled = 32

    func hash(into hasher: inout Hasher) {
      hasher.combine(bytes.count)
      let step = max(1, bytes.count / Self.sampled)
      for index in stride(from: bytes.count - 1, through: 0, by: -step) {
        hasher.combine(bytes[index])
      }
    }

    static func == (left: Content, right: Content) -> Bool {
      left.bytes.withUnsafeBytes { own in
        right.bytes.withUnsafeBytes { other in
          guard own.count == other.count else { return false }
          guard let first = own.baseAddress, let second = other.baseAddress else { return true }
          return first == second || memcmp(first, second, own.count) == 0
        }
      }
    }
  }

  private let cache: Cache?
  private let flash: String?
  /// Where each constant starts.
  private var starts: [Content: Int] = [:]
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
    var isRead: [Bool] = []
    for step in plan.layers where !step.isElided {
      for (bytes, isCopied) in Self.constants(of: step, in: plan) {
        let content = Content(bytes: bytes)
        let start = starts[content] ?? end
        if start == end {
          starts[content] = start
          end += (bytes.count + Self.alignment - 1) / Self.alignment * Self.alignment
          isRead += Array(repeating: false, count: end / cache.lineBytes + 1 - isRead.count)
        }
        guard !isCopied, !bytes.isEmpty else { continue }
        for line in cache.lines(from: start, byteCount: bytes.count) where !isRead[line] {
          isRead[line] = true
          usesOfSets[line % cache.sets] += 1
        }
      }
    }
  }

  /// What of a layer's constants comes from flash.
  func share(of step: PlannedLayer, in plan: ExecutionPlan) -> Share {
    guard let cache else { return Share() }
    var pieces = Self.constants(of: step, in: plan).compactMap { bytes, isCopied in
      isCopied || bytes.isEmpty
        ? nil : starts[Content(bytes: bytes)].map { cache.lines(from: $0, byteCount: bytes.count) }
    }
    // Two constants may share a line, which counts once.
    pieces.sort { $0.lowerBound < $1.lowerBound }
    var next = 0
    pieces = pieces.compactMap { piece in
      let first = max(piece.lowerBound, next)
      next = max(next, piece.upperBound + 1)
      return first <= piece.upperBound ? first...piece.upperBound : nil
    }
    var own = Array(repeating: 0, count: cache.sets)
    for line in pieces.joined() { own[line % cache.sets] += 1 }
    var share = Share()
    for set in own.indices where own[set] > 0 {
      share.lines += Double(own[set])
      share.cold += usesOfSets[set] > cache.ways ? Double(own[set]) : 0
      share.crowded += own[set] > cache.ways ? Double(own[set]) : 0
    }
    return share
  }
}
