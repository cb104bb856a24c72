import BoardProfiles
import Glibc
import ModelGraph
import Planning

/// Where a call's constants lie, and how often they come from there.
///
/// What lies behind a cache comes in lines: once a run, since a network's other layers push them out,
/// and again with each pass over more than the cache holds. A network whose constants all stay in the
/// cache waits for none of them.
extension PlannedCall {
  /// The cache that flash lies behind.
  struct Cache {
    let bytes: Double
    let lineBytes: Double
  }

  var cache: Cache? {
    switch plan.board.core.name {
    // ESP32 technical reference manual, system and memory, cache: 32 KB, two ways.
    case "lx6": Cache(bytes: 32768, lineBytes: 32)
    // RP2040 datasheet, 2.6.3: 16 KB, two ways, lines of 8 bytes.
    case "cortex-m0plus": Cache(bytes: 16384, lineBytes: 8)
    // RM0385: data cache of 4 KB, four ways; Cortex-M7 TRM: lines of 32 bytes.
    case "cortex-m7": Cache(bytes: 4096, lineBytes: 32)
    default: nil
    }
  }

  /// Bytes of the call's constants by the region they lie in.
  private var constants: [(region: String, bytes: Double)] { Self.constants(of: step, in: plan) }

  private static func constants(
    of step: PlannedLayer, in plan: ExecutionPlan
  ) -> [(region: String, bytes: Double)] {
    step.boardCall.arguments.enumerated().compactMap { index, argument in
      let bytes: Double
      switch argument {
      case .constant(let constant): bytes = Double(constant.bytes.count)
      case .tensor(let tensor) where plan.graph.tensors[tensor].isConstant:
        bytes = Double(plan.graph.tensors[tensor].byteCount)
      case .tensor, .tensors, .scratch, .null: return nil
      }
      let copied = index == step.boardCall.streamedArgument ? step.weightCopy?.region : nil
      guard bytes > 0, let region = copied ?? plan.board.weightRegion?.name else { return nil }
      return (region, bytes)
    }
  }

  /// Whether a cache keeps all that the network reads of flash from one run to the next.
  private func isKept(_ cache: Cache) -> Bool {
    let flash = plan.board.flash?.name
    let total = plan.layers.lazy.filter { !$0.isElided }.flatMap {
      Self.constants(of: $0, in: plan)
    }.reduce(0.0) { $0 + ($1.region == flash ? $1.bytes : 0) }
    return total <= cache.bytes
  }

  /// Bytes of the call's constants, of which all are read `passes` times, as terms.
  func weights(passes: Double = 1) -> [CostTerm] {
    lines(constants, passes: passes)
  }

  /// A table of which `reads` entries, `entryBytes` each, are read at places that the data choose.
  func lookups(_ reads: Double, entryBytes: Double) -> [CostTerm] {
    let touched = constants.map { region, bytes in
      let lineBytes = cache?.lineBytes ?? entryBytes
      let lines = (bytes / lineBytes).rounded(.up)
      // Of so many lines, reads at even chance leave out this share.
      let share = 1 - pow(1 - 1 / lines, reads)
      return (region: region, bytes: bytes * share)
    }
    return lines(touched, passes: 1)
  }

  private func lines(_ constants: [(region: String, bytes: Double)], passes: Double) -> [CostTerm] {
    let flash = plan.board.flash?.name
    let total = constants.reduce(0) { $0 + $1.bytes }
    var terms: [String: Double] = [:]
    for (region, bytes) in constants {
      if region == flash, let cache {
        if !isKept(cache) {
          terms["line@\(region)", default: 0] += (bytes / cache.lineBytes).rounded(.up) + 0.5
        }
        if total > cache.bytes, passes > 1 {
          terms["line again@\(region)", default: 0] += bytes / cache.lineBytes * (passes - 1)
        }
      } else if region != fastRegion {
        terms["weights@\(region)", default: 0] += bytes * passes
      }
    }
    return terms.sorted { $0.key < $1.key }.map { CostTerm($0.key, $0.value) }
  }
}
