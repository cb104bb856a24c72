import BoardProfiles
import ModelGraph

/// Layouts of a network's memory with the kernels that a board should run, from the fastest kernels
/// on to those that need no memory beside the tensors.
struct Drafts {
  typealias Draft = (
    choices: [KernelChoice], divisions: [CoreDivision]?, blocks: BlockBuilder,
    layout: ArenaPlanner.Layout
  )

  private let lowered: LoweredGraph
  /// Activation bytes live at each step.
  private let live: [Int]
  private let capacities: [Int]
  private let choices: [KernelChoice]
  private let usesBothCores: Bool
  /// Whether the constants are copied into the first region, behind the tensors.
  private let holdsWeights: Bool

  init(_ lowered: LoweredGraph, live: [Int], board: BoardProfile) {
    self.lowered = lowered
    self.live = live
    capacities = board.arenaRegions.map(\.availableBytes)
    usesBothCores = board.usedCores == 2
    holdsWeights = board.placement?.weights == .ram
    let fastBytes = capacities.first ?? 0
    choices = KernelSelection.choices(
      for: lowered, on: board.core,
      fastBytesLeft: live.map { $0 <= fastBytes ? fastBytes - $0 : nil })
  }

  /// The first draft that fits, or the last.
  ///
  /// Where scratch leaves no room for the tensors, first the layers give it up at which all memory
  /// is too small for both, then every layer. The second core's scratch goes before that.
  func best() -> Draft {
    let memoryBytes = capacities.reduce(0, +)
    if usesBothCores {
      let divisions = divisions(of: choices)
      let both = draft(choices, divisions)
      if fits(both) { return both }
      let thrifty = draft(choices, divisions.enumerated().map(withoutSecondScratch))
      if fits(thrifty) { return thrifty }
    }
    let first = draft(choices)
    if fits(first) { return first }
    let second = draft(
      withoutScratch { step in live[step] + choices[step].call.scratchBytes > memoryBytes })
    if fits(second) { return second }
    return draft(withoutScratch { _ in true })
  }

  /// Whether every tensor has its place, and the constants where they go into the same memory.
  private func fits(_ draft: Draft) -> Bool {
    guard draft.layout.unplacedBytes == 0 else { return false }
    guard holdsWeights, let used = draft.layout.usedBytes.first, let capacity = capacities.first
    else { return true }
    return used + lowered.graph.constantBytes(readBy: draft.choices.map(\.call)) <= capacity
  }

  private func draft(_ choices: [KernelChoice], _ given: [CoreDivision]? = nil) -> Draft {
    var divisions = given
    if usesBothCores, divisions == nil {
      divisions = self.divisions(of: choices).enumerated().map(withoutSecondScratch)
    }
    let scratchBytes = choices.indices.map { step in
      max(choices[step].call.scratchBytes, divisions?[step].split?.scratchBytes ?? 0)
    }
    let blocks = BlockBuilder(
      graph: lowered.graph, calls: choices.map(\.call), scratchBytes: scratchBytes)
    let layout = ArenaPlanner(blocks: blocks.blocks, capacities: capacities).bestLayout()
    return (choices, divisions, blocks, layout)
  }

  /// Who runs each layer where a run uses two cores.
  private func divisions(of choices: [KernelChoice]) -> [CoreDivision] {
    choices.indices.map { step in
      CoreSplitting.division(
        of: choices[step].call, for: lowered.graph.layers[step], in: lowered.graph)
    }
  }

  /// The division, unless both parts together need more scratch than the whole call.
  private func withoutSecondScratch(_ step: Int, _ division: CoreDivision) -> CoreDivision {
    guard let split = division.split, split.scratchBytes > choices[step].call.scratchBytes else {
      return division
    }
    return .first(
      reason: "no memory is left for \(split.scratchBytes) B of both cores' scratch")
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
