import BoardProfiles
import ModelGraph
import Planning

/// A plan of calls in a chain whose kernels exist nowhere: what matters is what they are called with.
struct PlanSketch {
  struct Call {
    var symbol = "mcub_sketch_ref"
    var parameters: [KernelParameter] = []
    var constants: [[UInt8]] = []
    /// Whether the board reads the first constant from a copy.
    var isCopied = false
    var isElided = false
  }

  private let calls: [Call]
  /// Bytes of every activation.
  private let activationBytes = 6

  init(_ calls: [Call]) { self.calls = calls }

  /// The plan, its activations in the arena of the board that is named `region`, else in its first.
  func plan(on board: BoardProfile, region: String? = nil) -> ExecutionPlan {
    let tensors = (0...calls.count).map { _ in
      Tensor(name: "t", type: .int8, shape: [2, activationBytes / 2])
    }
    let region = region ?? board.arenaRegions[0].name
    let layers = calls.enumerated().map { index, call in
      let kernel = KernelCall(
        symbol: call.symbol, header: "k.h", parameterType: "k_params", parameters: call.parameters,
        arguments: [.tensor(index)]
          + call.constants.map {
            .constant(KernelConstant(role: "weights", type: .int8, bytes: $0))
          } + [.tensor(index + 1)], streamedArgument: call.isCopied ? 1 : nil)
      return PlannedLayer(
        layer: Layer(nodeIndex: index, kind: .relu, inputs: [index], outputs: [index + 1]),
        call: kernel, isElided: call.isElided, scratch: nil, liveBytes: 2 * activationBytes,
        weightCopy: call.isCopied
          ? MemoryPlacement(
            region: region, offsetBytes: 0, byteCount: call.constants.first?.count ?? 0) : nil)
    }
    return ExecutionPlan(
      graph: ModelGraph(
        tensors: tensors, layers: layers.map(\.layer), inputs: [0], outputs: [calls.count],
        source: ModelSource(fileBytes: 0, sha256: "")),
      board: board, layers: layers,
      placements: Dictionary(
        uniqueKeysWithValues: tensors.indices.map {
          (
            $0,
            MemoryPlacement(region: region, offsetBytes: 0, byteCount: activationBytes)
          )
        }), arenas: [], peakLiveBytes: 2 * activationBytes, peakLayer: 0, isReordered: false,
      constantBytes: 0)
  }
}
