import MCUBenchTestSupport
import ModelGraph

extension HostileLayerTests {
  /// Changes one thing of a graph of one layer.
  static func mutate(_ graph: inout ModelGraph, _ random: inout SplitMix) {
    let id = random.below(graph.tensors.count)
    switch random.below(10) {
    case 0: mutateShape(&graph.tensors[id], &random)
    case 1, 2, 3: mutateConstant(&graph, &random)
    case 4: mutateQuantization(&graph.tensors[id], &random)
    case 5, 6: graph.layers[0].options = mutated(graph.layers[0].options, &random)
    case 7: mutateType(&graph.tensors[id], &random)
    case 8: mutateOperands(&graph.layers[0], tensorCount: graph.tensors.count, &random)
    default: graph.layers[0].options = otherOptions[random.below(otherOptions.count)]
    }
  }

  /// A whole number from the places where mistakes live.
  static func number(_ random: inout SplitMix) -> Int {
    let edges = [
      Int.min, Int.max, Int(Int32.min), Int(Int32.max), -1, 0, 1, 2, 3, 4, 5, -2, -3, -4, -5, 6,
      127, 128, 255, 256, 65_535, 65_536, 1 << 20, 1 << 30, 1 << 31, 1 << 32,
    ]
    return edges[random.below(edges.count)]
  }

  private static let otherOptions: [OperatorOptions] = [
    .none, .concatenation(axis: 0, fusedActivation: .relu6), .pack(axis: 0, count: 1),
    .unpack(axis: 0, count: 1), .split(count: 1), .gather(axis: 0, batchDimensions: 0),
    .stridedSlice(StridedSliceMasks()), .blockRearrangement(blockSize: 1),
    .mirrorPad(isSymmetric: true), .resize(alignsCorners: true, usesHalfPixelCenters: true),
    .leakyRelu(alpha: .nan), .lookupTable(values: []), .softmax(beta: 1),
  ]

  private static func mutateShape(_ tensor: inout Tensor, _ random: inout SplitMix) {
    switch random.below(4) {
    case 0 where !tensor.shape.isEmpty:
      tensor.shape.remove(at: random.below(tensor.shape.count))
    case 1: tensor.shape.insert(1 + random.below(2), at: random.below(tensor.shape.count + 1))
    case 2 where !tensor.shape.isEmpty && tensor.elementCount < 1 << 10:
      tensor.shape[random.below(tensor.shape.count)] = 1 << random.below(21)
    default:
      if !tensor.shape.isEmpty {
        tensor.shape[random.below(tensor.shape.count)] = 1 + random.below(8)
      }
    }
    refill(&tensor)
  }

  /// Makes a constant as long as its shape says.
  private static func refill(_ tensor: inout Tensor) {
    guard let data = tensor.data else { return }
    guard tensor.elementCount <= 4096 else {
      tensor.shape = [1]
      return refill(&tensor)
    }
    let missing = max(0, tensor.byteCount - data.count)
    tensor.data = Array((data + Array(repeating: 1, count: missing)).prefix(tensor.byteCount))
  }

  private static func mutateConstant(_ graph: inout ModelGraph, _ random: inout SplitMix) {
    let constants = graph.tensors.indices.filter { graph.tensors[$0].type == .int32 }
    guard !constants.isEmpty else { return }
    let id = constants[random.below(constants.count)]
    guard let data = graph.tensors[id].data, data.count >= 4 else { return }
    let start = random.below(data.count / 4) * 4
    let value = Int32(truncatingIfNeeded: number(&random))
    graph.tensors[id].data?.replaceSubrange(start..<start + 4, with: littleEndian([value]))
  }

  private static func mutateQuantization(_ tensor: inout Tensor, _ random: inout SplitMix) {
    let scales: [Float] = [
      0, -1, .nan, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-9, 1e9, 1, 0.1,
    ]
    switch random.below(5) {
    case 0: tensor.quantization = nil
    case 1: tensor.quantization = Quantization(scales: [], zeroPoints: [])
    case 2: tensor.quantization = Quantization(scales: [1, 1], zeroPoints: [0, 0], dimension: 9)
    default:
      tensor.quantization = Quantization(
        scales: [scales[random.below(scales.count)]],
        zeroPoints: random.below(4) == 0 ? [] : [number(&random)])
    }
  }

  private static func mutateType(_ tensor: inout Tensor, _ random: inout SplitMix) {
    tensor.type = ElementType.allCases[random.below(ElementType.allCases.count)]
    refill(&tensor)
  }

  private static func mutateOperands(
    _ layer: inout Layer, tensorCount: Int, _ random: inout SplitMix
  ) {
    switch random.below(4) {
    case 0 where !layer.inputs.isEmpty: layer.inputs.removeLast()
    case 1: layer.inputs.append(random.below(tensorCount))
    case 2 where !layer.inputs.isEmpty: layer.inputs[random.below(layer.inputs.count)] = nil
    default: layer.outputs = Array(layer.outputs.dropLast(random.below(2)))
    }
  }

  private static func mutated(
    _ options: OperatorOptions, _ random: inout SplitMix
  ) -> OperatorOptions {
    switch options {
    case .concatenation: .concatenation(axis: number(&random), fusedActivation: .none)
    case .pack(let axis, let count):
      random.below(2) == 0
        ? .pack(axis: number(&random), count: count) : .pack(axis: axis, count: number(&random))
    case .unpack(let axis, let count):
      random.below(2) == 0
        ? .unpack(axis: number(&random), count: count) : .unpack(axis: axis, count: number(&random))
    case .split: .split(count: number(&random))
    case .gather(let axis, _):
      random.below(2) == 0
        ? .gather(axis: number(&random), batchDimensions: 0)
        : .gather(axis: axis, batchDimensions: number(&random))
    case .stridedSlice:
      .stridedSlice(
        StridedSliceMasks(
          begin: random.below(32), end: random.below(32), ellipsis: random.below(32),
          newAxis: random.below(3) == 0 ? number(&random) : 0,
          shrinkAxis: random.below(32), endIsOffset: random.below(2) == 0))
    case .blockRearrangement: .blockRearrangement(blockSize: number(&random))
    case .leakyRelu: .leakyRelu(alpha: [0, -1, .infinity, 1e-30, 1e30][random.below(5)])
    case .lookupTable: .lookupTable(values: Array(repeating: 0, count: random.below(300)))
    default: options
    }
  }
}
