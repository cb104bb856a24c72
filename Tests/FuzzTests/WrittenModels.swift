import MCUBenchTestSupport
import ModelGraph

/// Small networks that hold what the examples do not: folded chains, converters and the operators
/// that move elements.
enum WrittenModels {
  static let all: [(name: String, graph: ModelGraph)] = [
    ("open_batch", openBatch), ("elu_between_converters", eluBetweenConverters),
    ("joins_and_splits", joinsAndSplits), ("windows", windows),
  ]

  private static var openBatch: ModelGraph {
    var draft = GraphDraft()
    var image = Tensor.int8([1, 4, 4, 2])
    image.hasOpenShape = true
    let input = draft.input(image)
    let (zero, one) = (draft.constant(.constant([0])), draft.constant(.constant([1])))
    let count = draft.constant(.constant([32], shape: []))
    let shape = draft.layer(.shape, .shape(outputType: .int32), [input], makes: .int32([4]))
    let batch = draft.layer(
      .stridedSlice, .stridedSlice(StridedSliceMasks(shrinkAxis: 1)), [shape, zero, one, one],
      makes: .int32([]))
    let newShape = draft.layer(.pack, .pack(axis: 0, count: 2), [batch, count], makes: .int32([2]))
    let flat = draft.layer(
      .reshape, .reshape(newShape: nil), [input, newShape], makes: .int8([1, 1]))
    let output = draft.layer(.relu, .none, [flat], makes: .int8([1, 1]))
    return draft.graph(outputs: [output])
  }

  private static var eluBetweenConverters: ModelGraph {
    var draft = GraphDraft()
    let input = draft.input(.int8([1, 8], scale: 0.05, zeroPoint: 20))
    let real = draft.layer(.dequantize, .none, [input], makes: .float32([1, 8]))
    let elu = draft.layer(.elu, .none, [real], makes: .float32([1, 8]))
    let output = draft.layer(.quantize, .none, [elu], makes: .int8([1, 8], scale: 0.02))
    return draft.graph(outputs: [output])
  }

  private static var joinsAndSplits: ModelGraph {
    var draft = GraphDraft()
    let input = draft.input(.int8([1, 2, 4, 4]))
    let axes = draft.constant(.constant([0, 2, 1, 3]))
    let turned = draft.layer(.transpose, .none, [input, axes], makes: .int8([1, 4, 2, 4]))
    let pads = draft.constant(.constant([0, 0, 1, 0, 0, 1, 0, 0], shape: [4, 2]))
    let padded = draft.layer(.pad, .none, [turned, pads], makes: .int8([1, 5, 3, 4]))
    let begin = draft.constant(.constant([0, 0, 0, 1]))
    let end = draft.constant(.constant([1, 5, 3, 4]))
    let steps = draft.constant(.constant([1, 2, 1, 1]))
    let sliced = draft.layer(
      .stridedSlice, .stridedSlice(StridedSliceMasks()), [padded, begin, end, steps],
      makes: .int8([1, 3, 3, 3]))
    let indices = draft.constant(.constant([2, 0]))
    let gathered = draft.layer(
      .gather, .gather(axis: 1, batchDimensions: 0), [sliced, indices],
      makes: .int8([1, 2, 3, 3]))
    let joined = draft.layer(
      .concatenation, .concatenation(axis: 1, fusedActivation: .none), [sliced, gathered],
      makes: .int8([1, 5, 3, 3]))
    return draft.graph(outputs: [joined, gathered])
  }

  private static var windows: ModelGraph {
    var draft = GraphDraft()
    let input = draft.input(.int8([1, 6, 6, 2]))
    let weights = draft.constant(.int8([3, 2, 2, 2], data: counting(24)))
    let bias = draft.constant(.constant([1, -2, 3]))
    let one = HeightWidth(height: 1, width: 1)
    let two = HeightWidth(height: 2, width: 2)
    let convolved = draft.layer(
      .conv2D, .convolution(ConvolutionOptions(padding: .same, stride: one)),
      [input, weights, bias], makes: .int8([1, 6, 6, 3]))
    let pooled = draft.layer(
      .maxPool2D, .pooling(padding: .valid, stride: two, filter: two, fusedActivation: .none),
      [convolved], makes: .int8([1, 3, 3, 3]))
    let dense = draft.constant(.int8([4, 27], data: counting(108)))
    let output = draft.layer(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: .relu, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false), [pooled, dense], makes: .int8([1, 4]))
    return draft.graph(outputs: [output])
  }
}
