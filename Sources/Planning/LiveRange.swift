import ModelGraph

/// The steps during which a tensor's bytes must be kept: from `first` to `last`, both included.
struct LiveRange: Hashable {
  var first: Int
  var last: Int

  func overlaps(_ other: LiveRange) -> Bool {
    first <= other.last && other.first <= last
  }
}

/// When each activation of a graph is live, for the graph's layers in their order.
///
/// A graph input is live from step 0, a graph output to the last step; anything else from the step
/// that makes it to the last step that reads it.
struct Liveness {
  /// Ranges by tensor; constants have none.
  let ranges: [TensorID: LiveRange]
  let stepCount: Int

  init(of graph: ModelGraph) {
    var ranges: [TensorID: LiveRange] = [:]
    let lastStep = max(graph.layers.count - 1, 0)
    for input in graph.inputs where !graph.tensors[input].isConstant {
      ranges[input] = LiveRange(first: 0, last: 0)
    }
    for (step, layer) in graph.layers.enumerated() {
      for input in layer.inputs.compactMap(\.self) { ranges[input]?.last = step }
      for output in layer.outputs where !graph.tensors[output].isConstant {
        ranges[output] = LiveRange(first: step, last: step)
      }
    }
    for output in graph.outputs { ranges[output]?.last = lastStep }
    self.ranges = ranges
    stepCount = lastStep + 1
  }

  /// Bytes live at each step, no memory shared.
  func liveBytes(in graph: ModelGraph) -> [Int] {
    var bytes = [Int](repeating: 0, count: stepCount)
    for (tensor, range) in ranges {
      let byteCount = graph.tensors[tensor].byteCount
      for step in range.first...range.last { bytes[step] += byteCount }
    }
    return bytes
  }
}
