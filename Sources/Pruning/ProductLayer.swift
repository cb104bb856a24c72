import ModelGraph

/// A CONV_2D without groups or a FULLY_CONNECTED: every output channel reads every input channel.
struct ProductLayer {
  let input: TensorID
  let output: TensorID
  /// Output channels.
  let rows: Int
  /// Kernel elements, or how often a fully connected layer's depth holds the input's channels.
  let taps: Int
  /// Input channels.
  let columns: Int
  /// Laid out [rows][taps][columns], int8.
  let weights: [UInt8]
  /// One a row, 0 where there is none.
  let bias: [Int]
  let inputZeroPoint: Int
  /// Whether some window reaches over the border, where a tap adds nothing.
  let isPadded: Bool
  let stage: OutputStage

  /// `nil` for another layer, or one whose channels do not run along the last dimension.
  init?(_ view: LayerView) {
    guard view.kernel == "conv_2d_s8" || view.kernel == "fully_connected_s8",
      let input = view.activation(0), let output = view.output,
      let weights = view.layer.input(1).flatMap({ view.graph.tensors[$0].data }),
      let stage = OutputStage(channelsOf: view)
    else { return nil }
    let columns = view.graph.tensors[input].channelCount
    guard columns > 0 else { return nil }
    if view.kernel == "conv_2d_s8" {
      guard view["filter_channels"] == view["input_channels"] else { return nil }
      rows = view["output_channels"]
      taps = view["kernel_height"] * view["kernel_width"]
      isPadded = Self.isPadded(view)
    } else {
      guard view["depth"] % columns == 0 else { return nil }
      rows = view["units"]
      taps = view["depth"] / columns
      isPadded = false
    }
    guard view.graph.tensors[output].channelCount == rows,
      weights.count == rows * taps * columns
    else { return nil }
    self.input = input
    self.output = output
    self.columns = columns
    self.weights = weights
    self.stage = stage
    bias = Self.bias(of: view, channels: rows)
    inputZeroPoint = view["input_zero_point"]
  }

  static func bias(of view: LayerView, channels: Int) -> [Int] {
    let values = view.layer.input(2).map { view.graph.tensors[$0].int32Elements } ?? []
    return values.count == channels ? values : Array(repeating: 0, count: channels)
  }

  static func isPadded(_ view: LayerView) -> Bool {
    func reachesOver(_ axis: String, _ side: String) -> Bool {
      let before = view["pad_\(side)"]
      let last =
        (view["output_\(axis)"] - 1) * view["stride_\(axis)"] - before
        + (view["kernel_\(axis)"] - 1) * view["dilation_\(axis)"]
      return before > 0 || last >= view["input_\(axis)"]
    }
    return reachesOver("height", "top") || reachesOver("width", "left")
  }

  func weight(row: Int, tap: Int, column: Int) -> Int {
    Int(Int8(bitPattern: weights[(row * taps + tap) * columns + column]))
  }

  /// Whether a row has a weight other than zero for a column, laid out [rows][columns].
  var reads: [Bool] {
    var reads = [Bool](repeating: false, count: rows * columns)
    for row in 0..<rows {
      for tap in 0..<taps {
        for column in 0..<columns where weights[(row * taps + tap) * columns + column] != 0 {
          reads[row * columns + column] = true
        }
      }
    }
    return reads
  }

  /// What a row's sum gains from a column that holds `value` everywhere, borders not considered.
  func share(ofColumn column: Int, holding value: Int, row: Int) -> Int {
    (0..<taps).reduce(0) {
      $0 + weight(row: row, tap: $1, column: column) * (value - inputZeroPoint)
    }
  }

  /// The values of every output channel, from those of every input channel.
  func outputs(of inputs: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    let lows = inputs.map { $0.lowerBound - inputZeroPoint }
    let highs = inputs.map { $0.upperBound - inputZeroPoint }
    return (0..<rows).map { row in
      var sums = SumRange(bias[row], isPadded: isPadded)
      for tap in 0..<taps {
        let start = (row * taps + tap) * columns
        for column in 0..<columns where weights[start + column] != 0 {
          sums.add(
            Int(Int8(bitPattern: weights[start + column])), times: lows[column], to: highs[column])
        }
      }
      return stage.outputs(of: sums.range, channel: row)
    }
  }
}

/// All values that a sum of products can have; each product counts on its own.
struct SumRange {
  private var low: Int
  private var high: Int
  private let isPadded: Bool

  init(_ bias: Int, isPadded: Bool) {
    (low, high) = (bias, bias)
    self.isPadded = isPadded
  }

  var range: ClosedRange<Int> { low...high }

  /// Adds `weight` times something from `first` to `last`, or nothing where a border may be.
  mutating func add(_ weight: Int, times first: Int, to last: Int) {
    let (one, other) = (weight * first, weight * last)
    low += isPadded ? min(one, other, 0) : min(one, other)
    high += isPadded ? max(one, other, 0) : max(one, other)
  }
}
