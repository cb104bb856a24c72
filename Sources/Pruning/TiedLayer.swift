import ModelGraph
import Planning

/// A layer whose output channels each follow from certain input channels, none across: those stay
/// or go together.
struct TiedLayer {
  /// A channel of an input, by the input's place among ``inputs``.
  struct Source: Hashable {
    let input: Int
    let channel: Int
  }

  /// Activations, in the operator's order.
  let inputs: [TensorID]
  let output: TensorID
  /// What each output channel follows from; every input channel stands somewhere.
  let sources: [[Source]]
  /// The values of an output channel, from its place and those of its sources.
  let range: (_ channel: Int, _ sources: [ClosedRange<Int>]) -> ClosedRange<Int>

  private init(
    _ inputs: [TensorID], _ output: TensorID, _ sources: [[Source]],
    range: @escaping (Int, [ClosedRange<Int>]) -> ClosedRange<Int> = { _, _ in .int8 }
  ) {
    self.inputs = inputs
    self.output = output
    self.sources = sources
    self.range = range
  }

  /// The layer as its kernel does it, or `nil` where channels meet or constants take part.
  static func layer(_ view: LayerView) -> TiedLayer? {
    guard let output = view.output else { return nil }
    let inputs = view.activations
    guard !inputs.isEmpty, inputs.allSatisfy({ view.graph.tensors[$0].type == .int8 }) else {
      return nil
    }
    switch view.kernel {
    case "concatenation": return concatenation(view, inputs, output)
    case "copy": return reshape(view, inputs[0], output)
    case "mean_s8": return mean(view, inputs[0], output)
    default: return alike(view, inputs, output)
    }
  }

  /// Layers that keep the channels as they are.
  private static func alike(
    _ view: LayerView, _ inputs: [TensorID], _ output: TensorID
  ) -> TiedLayer? {
    let channels = view.graph.tensors[output].channelCount
    let isBinary = ["add_s8", "sub_s8", "mul_s8"].contains(view.kernel)
    guard inputs.count == (isBinary ? 2 : 1),
      inputs.allSatisfy({ view.graph.tensors[$0].channelCount == channels }),
      let range = isBinary ? binaryRange(view) : unaryRange(view)
    else { return nil }
    return TiedLayer(
      inputs, output,
      (0..<channels).map { channel in
        inputs.indices.map { Source(input: $0, channel: channel) }
      }, range: { _, sources in range(sources) })
  }

  private static func unaryRange(
    _ view: LayerView
  ) -> (([ClosedRange<Int>]) -> ClosedRange<Int>)? {
    switch view.kernel {
    case "max_pool_2d_s8", "average_pool_2d_s8":
      // A mean of equal elements is that element, also once rounded; windows lie inside.
      let (low, high) = (view["activation_min"], view["activation_max"])
      guard low <= high else { return nil }
      return { $0[0].clamped(to: low...high) }
    case "lookup_s8":
      let table = view.constant("table").map { Int(Int8(bitPattern: $0)) }
      guard table.count == 256 else { return nil }
      return { inputs in
        let values = inputs[0].map { table[$0 + 128] }
        return (values.min() ?? -128)...(values.max() ?? 127)
      }
    case "relu_s8":
      guard
        let stage = OutputStage(
          view, minimum: view["output_minimum"], maximum: view["output_maximum"])
      else { return nil }
      let zeroPoint = view["input_zero_point"]
      return { stage.outputs(of: $0[0].moved(by: -zeroPoint)) }
    case "quantize_s8_s8":
      guard let stage = OutputStage(view) else { return nil }
      let zeroPoint = view["input_zero_point"]
      return { stage.outputs(of: $0[0].moved(by: -zeroPoint)) }
    default:
      return nil
    }
  }

  private static func binaryRange(
    _ view: LayerView
  ) -> (([ClosedRange<Int>]) -> ClosedRange<Int>)? {
    let (low, high) = (view["activation_min"], view["activation_max"])
    let zeroPoints = (view["input1_zero_point"], view["input2_zero_point"])
    if view.kernel == "mul_s8" {
      guard let stage = OutputStage(view, minimum: low, maximum: high) else { return nil }
      return { inputs in
        let (first, second) = (
          inputs[0].moved(by: -zeroPoints.0), inputs[1].moved(by: -zeroPoints.1)
        )
        let corners = [first.lowerBound, first.upperBound].flatMap { one in
          [one * second.lowerBound, one * second.upperBound]
        }
        return stage.outputs(of: (corners.min() ?? 0)...(corners.max() ?? 0))
      }
    }
    guard
      let stage = OutputStage(
        view, factor: "output_multiplier", shift: "output_shift", minimum: low, maximum: high)
    else { return nil }
    let sign = view.kernel == "sub_s8" ? -1 : 1
    return { inputs in
      let first = sharedScale(inputs[0].moved(by: -zeroPoints.0), "input1", view)
      let second = sharedScale(inputs[1].moved(by: -zeroPoints.1), "input2", view)
      let ends = [sign * second.lowerBound, sign * second.upperBound]
      return stage.outputs(
        of: first.lowerBound + (ends.min() ?? 0)...first.upperBound + (ends.max() ?? 0))
    }
  }

  /// Elements of ADD or SUB, less their zero point, on the scale that both inputs share; it is no
  /// less than either's, so that nothing overflows.
  private static func sharedScale(
    _ elements: ClosedRange<Int>, _ input: String, _ view: LayerView
  ) -> ClosedRange<Int> {
    let factor = RequantizationMultiplier(
      multiplier: Int32(view["\(input)_multiplier"]), shift: Int32(view["\(input)_shift"]))
    func scaled(_ element: Int) -> Int { Int(FixedPoint.requantize(Int32(element << 20), factor)) }
    return scaled(elements.lowerBound)...scaled(elements.upperBound)
  }

  /// MEAN over dimensions other than the channels'.
  private static func mean(
    _ view: LayerView, _ input: TensorID, _ output: TensorID
  ) -> TiedLayer? {
    let (from, to) = (view.graph.tensors[input], view.graph.tensors[output])
    let axes = view.layer.input(1).map { view.graph.tensors[$0].int32Elements } ?? []
    guard !axes.contains(-1), !axes.contains(from.shape.count - 1),
      from.channelCount == to.channelCount, let stage = OutputStage(view)
    else { return nil }
    let zeroPoint = view["input_zero_point"]
    let count = from.elementCount / max(to.elementCount, 1)
    return TiedLayer(
      [input], output, (0..<to.channelCount).map { [Source(input: 0, channel: $0)] }
    ) { _, sources in
      let elements = sources[0].moved(by: -zeroPoint)
      return stage.outputs(of: elements.lowerBound * count...elements.upperBound * count)
    }
  }

  private static func concatenation(
    _ view: LayerView, _ inputs: [TensorID], _ output: TensorID
  ) -> TiedLayer? {
    let shapes = inputs.map { view.graph.tensors[$0].shape }
    let to = view.graph.tensors[output]
    guard case .concatenation(let axis, .none) = view.layer.options,
      inputs.count == view.layer.inputs.count
    else { return nil }
    let joinsChannels = axis == -1 || axis == to.shape.count - 1
    let sources: [[Source]] =
      if joinsChannels {
        shapes.indices.flatMap { input in
          (0..<(shapes[input].last ?? 1)).map { [Source(input: input, channel: $0)] }
        }
      } else {
        (0..<to.channelCount).map { channel in
          shapes.indices.map { Source(input: $0, channel: channel) }
        }
      }
    return TiedLayer(inputs, output, sources) { _, ranges in
      (ranges.map(\.lowerBound).min() ?? -128)...(ranges.map(\.upperBound).max() ?? 127)
    }
  }

  /// The same bytes in another shape: whole pixels side by side, or apart again.
  private static func reshape(
    _ view: LayerView, _ input: TensorID, _ output: TensorID
  ) -> TiedLayer? {
    let from = view.graph.tensors[input].channelCount
    let to = view.graph.tensors[output].channelCount
    guard from > 0, to > 0, from % to == 0 || to % from == 0 else { return nil }
    let sources = (0..<to).map { channel in
      from > to
        ? stride(from: channel, to: from, by: to).map { Source(input: 0, channel: $0) }
        : [Source(input: 0, channel: channel % from)]
    }
    return TiedLayer([input], output, sources) { _, ranges in
      (ranges.map(\.lowerBound).min() ?? -128)...(ranges.map(\.upperBound).max() ?? 127)
    }
  }
}

extension ClosedRange<Int> {
  /// Every int8 value.
  static let int8 = -128...127

  func moved(by distance: Int) -> ClosedRange<Int> { lowerBound + distance...upperBound + distance }
}
