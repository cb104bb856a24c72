import HostReference
import MCUBenchTestSupport
import ModelGraph
import Testing

@testable import Planning

/// Layers as a hostile file may hold them: each is refused or runs inside its tensors.
///
/// Half of the layers start from one that can run, with one to three things changed, the rest is
/// random. The reader's promises hold: extents are positive, tensors below 2^31 elements, constants
/// as long as their shapes say.
@Suite struct HostileLayerTests {
  @Test(arguments: Lowering.dataMovementRules.keys.sorted { $0.rawValue < $1.rawValue })
  func isRefusedOrStaysInside(kind: OperatorKind) throws {
    var random = SplitMix(state: UInt64(bitPattern: Int64(kind.rawValue)) &+ 0x6d63_7562)
    var accepted = 0
    for _ in 0..<1_500 {
      var network = Self.runnable(kind, &random)
      let isRunnable = network.refusal == nil
      for _ in 0..<random.below(4) { Self.mutate(&network.graph, &random) }
      guard let call = try? network.call() else { continue }
      accepted += isRunnable ? 1 : 0
      try Self.run(network, call, &random)
    }
    #expect(accepted > 0, "no layer of \(kind) could run")
  }

  /// Runs an accepted layer, when its tensors are small, on random bytes.
  static func run(
    _ network: OneLayerNetwork, _ call: KernelCall, _ random: inout SplitMix
  ) throws {
    let graph = network.graph
    guard call.tensorIDs.allSatisfy({ graph.tensors[$0].byteCount <= 4096 }) else { return }
    let inputs = graph.inputs.map { id in
      (0..<graph.tensors[id].byteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    // The reference throws when a kernel writes beside its tensors; a wrong read or an overflow is
    // for the sanitizers.
    let outputs = try HostReference.run(LoweredGraph(graph: graph, calls: [call]), inputs: inputs)
    #expect(outputs.map(\.count) == graph.outputs.map { graph.tensors[$0].byteCount })
  }
}

extension HostileLayerTests {
  /// A layer of `kind` with small shapes that mostly can run.
  static func runnable(_ kind: OperatorKind, _ random: inout SplitMix) -> OneLayerNetwork {
    let shape = [1 + random.below(2), 2, 1 + random.below(4), 4]
    let input = Tensor.int8(shape)
    switch kind {
    case .concatenation:
      return OneLayerNetwork(
        kind, .concatenation(axis: -1, fusedActivation: .none), inputs: [input, input],
        outputs: [.int8(shape.dropLast() + [8])])
    case .pack:
      return OneLayerNetwork(
        kind, .pack(axis: 0, count: 2), inputs: [input, input], outputs: [.int8([2] + shape)])
    case .unpack:
      return OneLayerNetwork(
        kind, .unpack(axis: 1, count: 2), inputs: [input],
        outputs: [.int8([shape[0], shape[2], 4]), .int8([shape[0], shape[2], 4])])
    case .split:
      let half = Tensor.int8(shape.dropLast() + [2])
      return OneLayerNetwork(
        kind, .split(count: 2), inputs: [.constant([3], shape: []), input], outputs: [half, half])
    case .splitV:
      return OneLayerNetwork(
        kind, .split(count: 2), inputs: [input, .constant([1, -1]), .constant([3])],
        outputs: [.int8(shape.dropLast() + [1]), .int8(shape.dropLast() + [3])])
    case .gather:
      return OneLayerNetwork(
        kind, .gather(axis: 3, batchDimensions: 0), inputs: [input, .constant([3, 0])],
        outputs: [.int8(shape.dropLast() + [2])])
    case .transpose:
      return OneLayerNetwork(
        kind, inputs: [input, .constant([0, 3, 1, 2])],
        outputs: [.int8([shape[0], 4, 2, shape[2]])])
    case .slice:
      return OneLayerNetwork(
        kind, inputs: [input, .constant([0, 1, 0, 1]), .constant([-1, 1, -1, 2])],
        outputs: [.int8([shape[0], 1, shape[2], 2])])
    case .stridedSlice:
      return OneLayerNetwork(
        kind, .stridedSlice(StridedSliceMasks(begin: 5, end: 5)),
        inputs: [
          input, .constant([0, 1, 0, 3]), .constant([0, -5, 0, 0]), .constant([1, -1, 1, -2]),
        ], outputs: [.int8([shape[0], 2, shape[2], 2])])
    case .depthToSpace:
      return OneLayerNetwork(
        kind, .blockRearrangement(blockSize: 2), inputs: [input],
        outputs: [.int8([shape[0], 4, 2 * shape[2], 1])])
    case .spaceToDepth:
      return OneLayerNetwork(
        kind, .blockRearrangement(blockSize: 2), inputs: [.int8([1, 2, 4, 3])],
        outputs: [.int8([1, 1, 2, 12])])
    case .pad, .padV2, .mirrorPad:
      let widths = Tensor.constant([0, 0, 1, 1, 0, 0, 2, 1], shape: [4, 2])
      return OneLayerNetwork(
        kind, kind == .mirrorPad ? .mirrorPad(isSymmetric: random.below(2) == 0) : .none,
        inputs: [input, widths] + (kind == .padV2 ? [.int8([], data: [7])] : []),
        outputs: [.int8([shape[0], 4, shape[2], 7])])
    case .resizeBilinear, .resizeNearestNeighbor:
      return OneLayerNetwork(
        kind,
        .resize(alignsCorners: random.below(2) == 0, usesHalfPixelCenters: random.below(2) == 0),
        inputs: [input, .constant([3, 5])], outputs: [.int8([shape[0], 3, 5, 4])])
    case .argMax:
      return OneLayerNetwork(
        kind, .argMax(outputType: .int32), inputs: [input, .constant([-1], shape: [])],
        outputs: [.int32(Array(shape.dropLast()))])
    case .maximum, .minimum, .prelu:
      return OneLayerNetwork(
        kind, inputs: [input, .int8([shape[2], 1], data: nil)], outputs: [input])
    case .logistic:
      return OneLayerNetwork(
        kind, inputs: [input], outputs: [.int8(shape, scale: 1 / 256, zeroPoint: -128)])
    case .tanh:
      return OneLayerNetwork(kind, inputs: [input], outputs: [.int8(shape, scale: 1 / 128)])
    case .leakyRelu:
      return OneLayerNetwork(kind, .leakyRelu(alpha: 0.1), inputs: [input], outputs: [input])
    case .lookupTable:
      return OneLayerNetwork(
        kind, .lookupTable(values: Array(repeating: 1, count: 256)), inputs: [input],
        outputs: [input])
    case .quantize:
      let inputs = [input, .uint8(shape), .float32(shape)]
      return OneLayerNetwork(kind, inputs: [inputs[random.below(3)]], outputs: [input])
    case .dequantize:
      return OneLayerNetwork(
        kind, inputs: [random.below(2) == 0 ? input : .uint8(shape)], outputs: [.float32(shape)])
    default:
      return OneLayerNetwork(kind, inputs: [input], outputs: [input])
    }
  }
}
