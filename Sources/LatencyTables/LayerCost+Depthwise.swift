/// Forms of the depthwise convolutions that work on planes, one channel after the other.
extension LayerCost {
  static let depthwiseForms: [String: CostForm] = [
    "mcub_depthwise_conv_2d_s8_lx6_3x3": { lanePlanes($0, isThree: true) },
    "mcub_depthwise_conv_2d_s8_lx6_any": { lanePlanes($0, isThree: false) },
    "mcub_depthwise_conv_2d_s8_ref": strewnWindow,
  ]

  /// What the plane of a strip of rows takes: how many strips, and all of their planes' rows.
  struct Strips {
    let count: Double
    /// Rows of outputs of each strip.
    let rows: [Double]

    init(_ call: PlannedCall, rowsOfStrip: Double) {
      let height = call["output_height"]
      count = blocks(of: height, by: rowsOfStrip)
      rows = (0..<Int(count)).map { min(rowsOfStrip, height - Double($0) * rowsOfStrip) }
    }

    func planeRows(stride: Double, reach: Double) -> Double {
      rows.reduce(0) { $0 + stride * ($1 - 1) + reach }
    }
  }

  static func depthwiseExtents(_ call: PlannedCall) -> [CostTerm] {
    [
      CostTerm("channels", call.parameter("input_channels", or: call["channels"])),
      CostTerm("output_rows", call.parameter("output_height", or: call["height"])),
      CostTerm("output_columns", call["output_width"]),
      CostTerm("stride", call.parameter("stride", or: call.parameter("stride_height", or: 1))),
    ]
  }

  static func clamp(_ call: PlannedCall) -> [CostTerm] {
    call["activation_min"] > -128 || call["activation_max"] < 127
      ? [CostTerm("clamped output", call.outputElements)] : []
  }

  /// Activations of a step of `mcub_dot_s8_lx6`: `mcub_dot_s8_lx6.h`.
  private static let lx6Step = 4.0

  /// The LX6's: a channel's plane of lanes for a band of rows, then its outputs.
  private static func lanePlanes(
    _ call: PlannedCall, isThree: Bool
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let bands = Strips(call, rowsOfStrip: call["band_rows"])
    let batches = call["batches"]
    let inputs = call["input_channels"]
    let channels = inputs * call["depth_multiplier"]
    let reach = isThree ? 3 : call["kernel_height"]
    let stride = call["stride_height"]
    let columns =
      call["stride_width"] * (call["output_width"] - 1) + (isThree ? 3 : call["kernel_width"])
    let after = min(columns - call["pad_left"], call["input_width"])
    var (insideRows, paddedRows, filled) = (0.0, 0.0, 0.0)
    for band in bands.rows.indices {
      let first = Double(band) * call["band_rows"] * stride - call["pad_top"]
      let rows = stride * (bands.rows[band] - 1) + reach
      let isInside =
        first >= 0 && first + rows <= call["input_height"] && call["pad_left"] == 0
        && columns <= call["input_width"]
      let inside = max(0, min(call["input_height"] - first, rows) - max(0, -first))
      insideRows += after > 0 ? inside : 0
      filled += inside > 0 && after > 0 ? 1 : 0
      paddedRows += isInside ? 0 : rows
    }
    let outputs = call.outputElements
    let rows = call["output_height"] * batches * channels
    let quads = (after / lx6Step).rounded(.down)
    return (
      [
        CostTerm("call", 1), CostTerm("band", bands.count * batches),
        CostTerm("row of padding", paddedRows * batches),
        CostTerm("lane of padding", paddedRows * columns * batches),
        CostTerm("channel of a band", bands.count * batches * inputs),
        CostTerm("plane filled", filled * batches * inputs),
        CostTerm("row spread", insideRows * batches * inputs),
        CostTerm("quad spread", insideRows * batches * inputs * quads),
        CostTerm("lane spread", insideRows * batches * inputs * (after - quads * lx6Step)),
        CostTerm("member of a band", bands.count * batches * channels),
      ] + (isThree ? rowsOfThree(call, rows) : rowsOfDots(call, rows, bands.count * batches))
        + clamp(call) + call.weights(passes: bands.count * batches)
        + call.traffic(
          read: insideRows * batches * inputs * call["input_width"], written: outputs,
          scratch: insideRows * columns * inputs * 2),
      depthwiseExtents(call)
        + [CostTerm("taps", isThree ? 9 : call["kernel_height"] * call["kernel_width"])]
    )
  }

  /// `mcub_depthwise_3x3_lx6`: by stride 1 two outputs at a time, and an odd one by itself.
  private static func rowsOfThree(_ call: PlannedCall, _ rows: Double) -> [CostTerm] {
    let columns = call["output_width"]
    return call["stride_height"] == 1
      ? [
        CostTerm("row by 1", rows), CostTerm("pair by 1", rows * (columns / 2).rounded(.down)),
        CostTerm("odd output by 1", rows * columns.truncatingRemainder(dividingBy: 2)),
      ] : [CostTerm("row by 2", rows), CostTerm("output by 2", rows * columns)]
  }

  /// `mcub_depthwise_conv_2d_s8_lx6_any`: by an odd stride every second output by other weights.
  private static func rowsOfDots(
    _ call: PlannedCall, _ rows: Double, _ bands: Double
  ) -> [CostTerm] {
    let odd = call["stride_width"].truncatingRemainder(dividingBy: 2)
    let copies = min(1 + odd, call["output_width"])
    let steps = ((call["kernel_width"] + odd + 3) / lx6Step).rounded(.down)
    let outputs = call.outputElements
    let isMany = call["kernel_height"] > 1
    return [
      CostTerm("row", rows * copies),
      CostTerm("copy of a band", rows / max(call["output_height"], 1) * copies * bands),
      CostTerm(isMany ? "output" : "output of a line", outputs),
      CostTerm("segment", isMany ? outputs * call["kernel_height"] : 0),
      CostTerm("step", outputs * call["kernel_height"] * steps),
    ]
  }
}
