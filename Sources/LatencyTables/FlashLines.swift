import BoardProfiles
import Glibc
import ModelGraph
package import Planning

/// Which lines of a network's constants a cache before the flash keeps from one run to the next.
///
/// A run reads the constants of its layers one after the other, and the next run does again. Where
/// lines fall follows from where the constants lie: in the order of their first use, each content
/// once, so that layers of the same content may find each other's lines.
package struct FlashLines: Sendable {
  /// A cache's shape.
  private struct Cache: Hashable, Sendable {
    let sets: Int
    let ways: Int
    let lineBytes: Int
    /// Whether the line that was read least lately makes place, or each in turn.
    let keepsLatest: Bool

    /// The cache before the flash of a board with this core, `nil` where there is none.
    init?(core: String) {
      switch core {
      // ESP32 technical reference manual, system and memory, cache: 32 KB, two ways.
      case "lx6": self.init(sets: 512, ways: 2, lineBytes: 32, keepsLatest: true)
      // RP2040 datasheet, 2.6.3: 16 KB, two ways, lines of 8 bytes.
      case "cortex-m0plus": self.init(sets: 1024, ways: 2, lineBytes: 8)
      // RM0385: data cache of 4 KB; Cortex-M7 technical reference manual: four ways of 32 bytes.
      case "cortex-m7": self.init(sets: 32, ways: 4, lineBytes: 32)
      default: return nil
      }
    }

    init(sets: Int, ways: Int, lineBytes: Int, keepsLatest: Bool = false) {
      self.sets = sets
      self.ways = ways
      self.lineBytes = lineBytes
      self.keepsLatest = keepsLatest
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

  /// By a layer's outputs.
  private var shares: [[TensorID]: Share] = [:]
  private var places: [[TensorID]: [Range<Int>]] = [:]

  /// Bytes that constants are aligned to in an image.
  private static let alignment = 16

  package init(_ plan: ExecutionPlan) {
    guard let cache = Cache(core: plan.board.core.name),
      plan.board.weightRegion?.name == plan.board.flash?.name
    else { return }
    let reads = Self.reads(of: plan, lineBytes: cache.lineBytes)
    var filled = Filled(cache)
    // What the first run leaves is what the next one finds.
    for isCounted in [false, true] {
      for read in reads {
        let found = filled.read(read.lines)
        guard isCounted else { continue }
        var share = Share(lines: Double(read.lines.count) + read.unreadLines)
        share.cold = Double(found.cold) * share.lines / max(Double(read.lines.count), 1)
        share.crowded = Double(found.crowded)
        shares[read.outputs] = share
        places[read.outputs] = read.places
      }
    }
  }

  /// A cache and the lines in it.
  private struct Filled {
    private static let nothing = -1

    private let cache: Cache
    /// The lines of each set, first the one that makes room next.
    private var lines: [Int]
    /// How many lines of one read fall into each set.
    private var own: [Int]

    init(_ cache: Cache) {
      self.cache = cache
      lines = Array(repeating: Self.nothing, count: cache.sets * cache.ways)
      own = Array(repeating: 0, count: cache.sets)
    }

    /// Reads lines, each once: how many were not there, and how many have so many others in their set
    /// that they push each other out.
    mutating func read(_ read: [Int]) -> (cold: Int, crowded: Int) {
      let cache = cache
      var cold = 0
      lines.withUnsafeMutableBufferPointer { lines in
        for line in read {
          let start = line % cache.sets * cache.ways
          let last = start + cache.ways - 1
          var place = start
          while place <= last, lines[place] != line { place += 1 }
          if place <= last {
            guard cache.keepsLatest else { continue }
          } else {
            cold += 1
            place = start
          }
          while place < last {
            lines[place] = lines[place + 1]
            place += 1
          }
          lines[last] = line
        }
      }
      for line in read { own[line % cache.sets] += 1 }
      var crowded = 0
      for line in read {
        let count = own[line % cache.sets]
        if count > cache.ways { crowded += count }
        own[line % cache.sets] = 0
      }
      return (cold, crowded)
    }
  }

  /// Where a call's constants lie that it reads from flash, from the first constant on, in the order
  /// of its arguments.
  func places(of step: PlannedLayer) -> [Range<Int>] { places[step.layer.outputs] ?? [] }

  /// What of a layer's constants comes from flash.
  func share(of step: PlannedLayer) -> Share { shares[step.layer.outputs] ?? Share() }

  /// What a layer reads of the flash.
  private struct Reads {
    let outputs: [TensorID]
    /// Where its constants lie, from the first constant of the network on.
    let places: [Range<Int>]
    let lines: [Int]
    /// Lines of tables that it leaves out.
    let unreadLines: Double
  }

  /// What each layer reads, in the order of the run.
  private static func reads(of plan: ExecutionPlan, lineBytes: Int) -> [Reads] {
    var starts: [Content: Int] = [:]
    var end = 0
    return plan.layers.filter { !$0.isElided }.map { step in
      var places: [Range<Int>] = []
      var lines: [Int] = []
      var spans: [ClosedRange<Int>] = []
      for (index, argument) in step.boardCall.arguments.enumerated() {
        guard let bytes = bytes(of: argument, in: plan), !bytes.isEmpty else { continue }
        let content = Content(bytes: bytes)
        let start = starts[content] ?? end
        if start == end {
          starts[content] = start
          end += (bytes.count + alignment - 1) / alignment * alignment
        }
        let isCopied = index == step.boardCall.streamedArgument && step.weightCopy != nil
        guard !isCopied else { continue }
        places.append(start..<start + bytes.count)
        let filter = ConstantReads(step.boardCall, argument: index)
        let span = start / lineBytes...(start + bytes.count - 1) / lineBytes
        // Only neighbours and contents that are used twice share lines.
        let read = spans.contains { $0.overlaps(span) } ? Set(lines) : []
        spans.append(span)
        for line in span {
          let place = max(line * lineBytes - start, 0)
          let next = min((line + 1) * lineBytes - start, bytes.count)
          if filter.reads(place..<next), read.isEmpty || !read.contains(line) { lines.append(line) }
        }
      }
      let looked = lookedUp(lines, by: step, in: plan)
      return Reads(
        outputs: step.layer.outputs, places: places, lines: looked,
        unreadLines: Double(lines.count - looked.count))
    }
  }

  /// Kernels that read entries of their constants at places that the data choose, and how many for
  /// each output.
  private static let lookups = ["mcub_add_s8_": 2.0, "mcub_lookup_s8_": 1, "mcub_softmax_s8_": 1]

  /// Those of `lines` that as many reads at even chance come to, where the data choose; which ones they
  /// are is drawn from their places.
  private static func lookedUp(
    _ lines: [Int], by step: PlannedLayer, in plan: ExecutionPlan
  ) -> [Int] {
    guard let each = lookups.first(where: { step.boardCall.symbol.hasPrefix($0.key) })?.value,
      lines.count > 1
    else { return lines }
    let outputs = step.layer.outputs.reduce(0) { $0 + plan.graph.tensors[$1].elementCount }
    let chance = touchedShare(ofLines: Double(lines.count), reads: each * Double(outputs))
    return lines.filter { line in
      var random = UInt32(truncatingIfNeeded: line) &* 2_654_435_761
      random = (random ^ random >> 15) &* 2_246_822_519
      return Double(random >> 8) < chance * Double(1 << 24)
    }
  }

  /// The share of so many lines that reads at even chance come to.
  static func touchedShare(ofLines lines: Double, reads: Double) -> Double {
    1 - pow(1 - 1 / lines, reads)
  }

  private static func bytes(of argument: KernelArgument, in plan: ExecutionPlan) -> [UInt8]? {
    switch argument {
    case .constant(let constant): constant.bytes
    case .tensor(let tensor): plan.graph.tensors[tensor].data
    case .tensors, .scratch, .null: nil
    }
  }
}
