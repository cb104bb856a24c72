import BoardProfiles
import ModelGraph
import Planning

/// Where a call's constants lie, and how often they come from there.
extension PlannedCall {
  /// Bytes of the call's constants that lie in another region than flash, by the region.
  var copiedBytes: [String: Double] {
    let flash = plan.board.flash?.name
    return call.arguments.enumerated().reduce(into: [:]) { bytes, argument in
      let count: Int
      switch argument.element {
      case .constant(let constant): count = constant.bytes.count
      case .tensor(let tensor) where plan.graph.tensors[tensor].isConstant:
        count = plan.graph.tensors[tensor].byteCount
      case .tensor, .tensors, .scratch, .null: return
      }
      let copied = argument.offset == call.streamedArgument ? step.weightCopy?.region : nil
      guard let region = copied ?? plan.board.weightRegion?.name, region != flash,
        isSlower(region)
      else { return }
      bytes[region, default: 0] += Double(count)
    }
  }

  /// The call's constants, of which all are read `passes` times, as terms.
  func weights(passes: Double = 1) -> [CostTerm] {
    let share = flashLines.share(of: step)
    if hasDataCache {
      let copied = copiedBytes.values.reduce(0, +) * passes
      return [
        CostTerm(CostTerm.flashLine, share.cold + share.crowded * max(0, passes - 1)),
        CostTerm(CostTerm.memoryLine, copied / Double(DataCache.lineBytes)),
      ]
    }
    return copiedBytes.sorted { $0.key < $1.key }.map {
      CostTerm("weights@\($0.key)", $0.value * passes)
    }
      + (hasEvenMemory
        ? [CostTerm(CostTerm.waitedLine, share.cold + share.crowded * max(0, passes - 1))]
        : [
          CostTerm("line@flash", share.cold),
          CostTerm("line again@flash", share.crowded * max(0, passes - 1)),
        ])
  }

  /// Constants of which `reads` entries are read, at places that the data choose.
  func lookups(_ reads: Double) -> [CostTerm] {
    let share = flashLines.share(of: step)
    guard share.lines > 0 else { return weights() }
    // How many lines data come to is not known, so what one of them takes is each kernel's own.
    let touched = FlashLines.touchedShare(ofLines: share.lines, reads: reads)
    if hasDataCache { return [CostTerm(CostTerm.flashLine, share.cold * touched)] }
    return copiedBytes.sorted { $0.key < $1.key }.map {
      CostTerm("weights@\($0.key)", min($0.value, reads))
    } + [CostTerm("line@flash", share.cold * touched)]
  }
}
