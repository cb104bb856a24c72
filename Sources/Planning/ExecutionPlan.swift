package import BoardProfiles
package import ModelGraph

/// How a network runs on a board: layers in order, each with its kernel call, and where every
/// activation lies.
package struct ExecutionPlan: Hashable, Sendable {
  /// The graph, its layers in the order of ``layers``.
  package let graph: ModelGraph
  package let board: BoardProfile
  package let layers: [PlannedLayer]
  /// Where each activation that takes memory lies; tensors that share memory have equal places.
  package let placements: [TensorID: MemoryPlacement]
  /// Copies of graph inputs whose memory the network overwrites, by input: the firmware keeps the
  /// input there and copies it to its place before each run, outside the measured window.
  ///
  /// An overwritten input without a copy, for which no memory was left, is in ``overwrittenInputs``
  /// alone and has to be sent again before each run.
  package let inputCopies: [TensorID: MemoryPlacement]
  /// Graph inputs whose memory the network overwrites while it runs.
  package let overwrittenInputs: Set<TensorID>
  /// Bytes used of each region that activations and scratch lie in, in the profile's order.
  package let arenas: [ArenaUse]
  /// The largest sum of live activation bytes over all steps, no memory shared.
  package let peakLiveBytes: Int
  /// The place in ``layers`` where ``peakLiveBytes`` is reached first.
  package let peakLayer: Int
  /// Whether the layers stand in another order than in the file.
  package let isReordered: Bool
  /// Bytes of constants that go into the image.
  package let constantBytes: Int

  package init(
    graph: ModelGraph, board: BoardProfile, layers: [PlannedLayer],
    placements: [TensorID: MemoryPlacement],
    inputCopies: [TensorID: MemoryPlacement] = [:], overwrittenInputs: Set<TensorID> = [],
    arenas: [ArenaUse], peakLiveBytes: Int, peakLayer: Int, isReordered: Bool, constantBytes: Int
  ) {
    self.graph = graph
    self.board = board
    self.layers = layers
    self.placements = placements
    self.inputCopies = inputCopies
    self.overwrittenInputs = overwrittenInputs
    self.arenas = arenas
    self.peakLiveBytes = peakLiveBytes
    self.peakLayer = peakLayer
    self.isReordered = isReordered
    self.constantBytes = constantBytes
  }

  /// The kernels that the board calls: `ref`, or where a layer has another than its reference `dsp`,
  /// on a Cortex-M0+ `m0`, and on an LX6 `lx6`.
  package var kernelSet: String {
    guard layers.contains(where: { !$0.isElided && $0.boardCall.symbol != $0.call.symbol }) else {
      return "ref"
    }
    if board.core.isLX6 { return "lx6" }
    return board.core.isArmv6M ? "m0" : "dsp"
  }

  /// Bytes of all arenas together.
  package var arenaBytes: Int { arenas.reduce(0) { $0 + $1.byteCount } }
}

/// One layer as it will run.
package struct PlannedLayer: Hashable, Sendable {
  package let layer: Layer
  /// The reference kernel's call: the definition, and what the host runs.
  package let call: KernelCall
  /// What the board runs, and why.
  package let choice: KernelChoice
  /// Whether the board makes no call: the output lies on the input, which holds its bytes already.
  package let isElided: Bool
  /// Where the board call's scratch lies, when it needs some.
  package let scratch: MemoryPlacement?
  /// Activation bytes live while the layer runs, no memory shared.
  package let liveBytes: Int
  /// Where the board keeps a copy of the board call's streamed argument, when it copies it from flash
  /// before the first run.
  package let weightCopy: MemoryPlacement?
  /// Which cores run it, or `nil` where a run uses one.
  package let division: CoreDivision?

  /// A layer whose board runs `choice`, or the reference kernel when there is none.
  package init(
    layer: Layer, call: KernelCall, choice: KernelChoice? = nil, isElided: Bool,
    scratch: MemoryPlacement?, liveBytes: Int, weightCopy: MemoryPlacement? = nil,
    division: CoreDivision? = nil
  ) {
    self.layer = layer
    self.call = call
    self.choice = choice ?? .generic(call)
    self.isElided = isElided
    self.scratch = scratch
    self.liveBytes = liveBytes
    self.weightCopy = weightCopy
    self.division = division
  }

  /// The call that the image makes.
  package var boardCall: KernelCall { choice.call }
  package var codePath: CodePath { choice.codePath }
  /// Why the board runs this kernel, on what weights where they are not in flash, and on which cores
  /// of several.
  package var pathReason: String? {
    let copy = weightCopy.map {
      "\($0.byteCount) B of weights read from a copy in \($0.region)"
    }
    let parts = [choice.pathReason, copy, division?.summary].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
  /// The parts that two cores run, or `nil` where the first core makes the whole call.
  package var split: CoreSplit? { isElided ? nil : division?.split }
  /// Bytes of scratch while the layer runs, the second core's included.
  package var scratchBytes: Int { max(boardCall.scratchBytes, split?.scratchBytes ?? 0) }
}

/// A stretch of a board's memory.
package struct MemoryPlacement: Hashable, Sendable {
  /// The name of a region in the board's profile: `dtcm`.
  package let region: String
  /// Bytes from the start of that region's arena; a multiple of the alignment, 16.
  package let offsetBytes: Int
  package let byteCount: Int

  package init(region: String, offsetBytes: Int, byteCount: Int) {
    self.region = region
    self.offsetBytes = offsetBytes
    self.byteCount = byteCount
  }
}

/// Bytes that the plan uses of a region's arena.
package struct ArenaUse: Hashable, Sendable {
  package let region: String
  /// Bytes of activations and scratch.
  package let byteCount: Int
  /// Bytes from the start of the arena to the end of the input copies behind it.
  package let inputCopiesEnd: Int
  /// Bytes from the start of the arena to the end of what lies in it: input copies, then weights.
  package let reservedBytes: Int

  /// An arena, with the ends of the copies behind it where there are such.
  package init(
    region: String, byteCount: Int, inputCopiesEnd: Int? = nil, reservedBytes: Int? = nil
  ) {
    self.region = region
    self.byteCount = byteCount
    self.inputCopiesEnd = inputCopiesEnd ?? byteCount
    self.reservedBytes = reservedBytes ?? self.inputCopiesEnd
  }
}
