import BoardProfiles
import ModelGraph

/// Layouts of a network's memory with the kernels that a board should run, from the fastest kernels
/// on to those that need no memory beside the tensors.
struct Drafts {
  typealias Draft = (
    choices: [KernelChoice], blocks: BlockBuilder, layout: ArenaPlanner.Layout
  )

  private let lowered: LoweredGraph
  /// Activation bytes live at each step.
  private let live: [Int]
  private let capacities: [Int]
  private let choices: [KernelChoice]

  init(_ lowered: LoweredGraph, live: [Int], board: BoardProfile) {
    self.lowered = lowered
    self.live = live
    capacities = board.arenaRegions.map(\.availableBytes)
    let fastBytes = capacities.first ?? 0
    choices = KernelSelection.choices(
      for: lowered, on: board.core,
      fastBytesLeft: live.map { $0 <= fastBytes ? fastBytes - $0 : nil })
  }

  /// The first draft that fits, or the last.
  ///
  /// Where scratch leaves no room for the tensors, first the layers give it up at which all memory
  /// is too small for both, then every layer.
  func best() -> Draft {
    let memoryBytes = capacities.reduce(0, +)
    let first = draft(choices)
    if first.layout.unplacedBytes == 0 { return first }
    let second = draft(
      withoutScratch { step in live[step] + choices[step].call.scratchBytes > memoryBytes })
    if second.layout.unplacedBytes == 0 { return second }
    return draft(withoutScratch { _ in true })
  }

  private func draft(_ choices: [KernelChoice]) -> Draft {
    let blocks = BlockBuilder(graph: lowered.graph, calls: choices.map(\.call))
    let layout = ArenaPlanner(blocks: blocks.blocks, capacities: capacities).bestLayout()
    return (choices, blocks, layout)
  }

  /// The choices with the reference kernel at those steps that `isTooLarge` names and that need more
  /// scratch than it does.
  private func withoutScratch(at isTooLarge: (Int) -> Bool) -> [KernelChoice] {
    choices.indices.map { step in
      let (choice, reference) = (choices[step], lowered.calls[step])
      guard choice.call.scratchBytes > reference.scratchBytes, isTooLarge(step) else {
        return choice
      }
      return .fallback(
        reference,
        "no memory is left for \(choice.call.scratchBytes) B of scratch beside the tensors")
    }
  }
}
