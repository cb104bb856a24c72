/// Forms of the depthwise convolutions that work on planes, one channel after the other.
extension LayerCost {
  static let depthwiseForms: [String: CostForm] = [
    "mcub_depthwise_conv_2d_s8_dsp_3x3": { strips($0, taps: 3, groupRows: 2, groupColumns: 2) },
    "mcub_depthwise_conv_2d_s8_dsp_5x5": { strips($0, taps: 5, groupRows: 1, groupColumns: 4) },
    "mcub_depthwise_conv_2d_s8_m0": pairedRowsOfPlanes,
    "mcub_depthwise_conv_2d_s8_m0_3x3": wordPlanes,
    "mcub_depthwise_conv_2d_s8_m0_3x3_s2": direct,
    "mcub_depthwise_conv_2d_s8_lx6_3x3": { lanePlanes($0, isThree: true) },
    "mcub_depthwise_conv_2d_s8_lx6_any": { lanePlanes($0, isThree: false) },
    "mcub_depthwise_conv_2d_s8_ref": plainWindow,
  ]

  /// What the plane of a strip of rows takes: how many strips, and all of their planes' rows.
  private struct Strips {
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

  /// Taps of a depthwise filter, whose shape is 1, rows, columns, channels.
  private static func filterTaps(_ call: PlannedCall) -> Double {
    Double(call.inputShape(1).dropFirst().dropLast().reduce(1, *))
  }

  private static func clamp(_ call: PlannedCall) -> [CostTerm] {
    call["activation_min"] > -128 || call["activation_max"] < 127
      ? [CostTerm("clamped output", call.outputElements)] : []
  }

  /// `mcub_depthwise_strips`: several channels' planes at a time, then groups of outputs of each.
  private static func strips(
    _ call: PlannedCall, taps: Double, groupRows: Double, groupColumns: Double
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let strips = Strips(call, rowsOfStrip: call["strip_rows"])
    let batches = call["batches"]
    let (inputs, stride) = (call["input_channels"], call["stride"])
    let channels = inputs * call["depth_multiplier"]
    let fills = (inputs / max(call["planes"], 1)).rounded(.up) * batches
    let planeRows = strips.planeRows(stride: stride, reach: taps) * batches
    let rowGroups = strips.rows.reduce(0) { $0 + blocks(of: $1, by: groupRows) } * batches
    let columnGroups = (call["output_width"] / groupColumns).rounded(.down)
    let lastColumns = call["output_width"].truncatingRemainder(dividingBy: groupColumns)
    let kind = " by \(Int(stride))" + (call["rounds_negatives"] != 0 ? " signed" : "")
    let rest = inputs.truncatingRemainder(dividingBy: max(call["planes"], 1))
    return (
      [
        CostTerm("call", 1), CostTerm("strip", strips.count * batches),
        CostTerm("fill", strips.count * fills), CostTerm("row of a fill", planeRows * fills),
        CostTerm("lane", planeRows * fills * call["input_width"]),
        CostTerm("lane apart", planeRows * batches * rest * call["input_width"]),
        CostTerm("channel of a strip", strips.count * batches * channels),
        CostTerm("group of rows", rowGroups * channels),
        CostTerm("group\(kind)", rowGroups * columnGroups * channels),
        CostTerm("last column", rowGroups * lastColumns * channels),
        CostTerm("row of padding", planeRows),
      ] + clamp(call) + call.weights(passes: strips.count * batches)
        + call.traffic(
          read: planeRows * inputs * call["input_width"], written: call.outputElements),
      depthwiseExtents(call)
    )
  }

  /// Columns of a group of `mcub_depthwise_s8_m0`, of two rows each: `mcub_depthwise_s8_m0.h`.
  private static let pairColumns = 3.0

  /// `mcub_depthwise_conv_2d_s8_m0`: two rows of the image share the words of a plane.
  private static func pairedRowsOfPlanes(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let strips = Strips(call, rowsOfStrip: call["strip_rows"])
    let halves = strips.rows.map { ($0 / 2).rounded(.up) }
    let batches = call["batches"]
    let inputs = call["input_channels"]
    let channels = inputs * call["depth_multiplier"]
    let planeRows =
      halves.reduce(0) { $0 + call["stride_height"] * ($1 - 1) + call["reach_rows"] } * batches
    let groups =
      halves.reduce(0, +) * blocks(of: call["output_width"], by: pairColumns) * batches
    let words = call["stride_width"] * call["phase_words"]
    let signed = call["rounds_negatives"] != 0 ? " signed" : ""
    let weights = call.constantBytes / 4 / max(channels, 1)
    return (
      [
        CostTerm("call", 1), CostTerm("strip", strips.count * batches),
        CostTerm("word of a plane", planeRows * words),
        CostTerm("row of a channel", planeRows * inputs),
        CostTerm("phase of a row", planeRows * inputs * call["stride_width"]),
        CostTerm("word of a channel", planeRows * inputs * words),
        CostTerm("channel of a strip", strips.count * batches * channels),
        CostTerm("group\(signed)", groups * channels),
        CostTerm("weight of a group", groups * channels * weights),
        CostTerm("group listed", groups),
      ] + call.weights(passes: strips.count * batches)
        + call.traffic(
          read: planeRows * 2 * inputs * call["input_width"], written: call.outputElements),
      // The call knows how far the window reaches, not its taps.
      depthwiseExtents(call) + [CostTerm("taps", filterTaps(call))]
    )
  }

  /// Outputs of a group of the 3x3 kernels: `mcub_depthwise_3x3_s8_m0.h`.
  private static func groupColumns(_ call: PlannedCall) -> Double {
    call["output_width"] > 3 ? 6 : 3
  }

  /// `mcub_depthwise_conv_2d_s8_m0_3x3`: a plane of words a channel, then groups of outputs.
  private static func wordPlanes(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let strips = Strips(call, rowsOfStrip: call["strip_rows"])
    let batches = call["batches"]
    let inputs = call["input_channels"]
    let channels = inputs * call["depth_multiplier"]
    let planeRows = strips.planeRows(stride: call["stride"], reach: 3) * batches
    let words = call["stride"] * (call["output_width"] - 1) + 3
    let columns = groupColumns(call)
    let groups = call["output_height"] * blocks(of: call["output_width"], by: columns) * batches
    let kind =
      (columns == 6 ? " wide" : " narrow") + " by \(Int(call["stride"]))"
    let signed = call["rounds_negatives"] != 0 ? groups * channels : 0
    return (
      [
        CostTerm("call", 1), CostTerm("strip", strips.count * batches),
        CostTerm("word of a plane", planeRows * words),
        CostTerm("channel of a strip", strips.count * batches * inputs),
        CostTerm("row of a channel", planeRows * inputs),
        CostTerm("word of a channel", planeRows * inputs * call["input_width"]),
        CostTerm("copy of a strip", strips.count * batches * channels),
        CostTerm("group\(kind)", groups * channels), CostTerm("signed group", signed),
        CostTerm("group listed", groups),
      ] + call.weights(passes: strips.count * batches)
        + call.traffic(
          read: planeRows * inputs * call["input_width"], written: call.outputElements),
      depthwiseExtents(call)
    )
  }

  /// `mcub_depthwise_conv_2d_s8_m0_3x3_s2`: groups of outputs from the image itself.
  private static func direct(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let batches = call["batches"]
    let channels = call["input_channels"] * call["depth_multiplier"]
    let columns = groupColumns(call)
    let inRow = blocks(of: call["output_width"], by: columns)
    let groups = call["output_height"] * inRow * batches
    let kind = columns == 6 ? " wide" : " narrow"
    let hasRight = 2 * call["output_width"] >= call["input_width"]
    let hasBottom = 2 * call["output_height"] >= call["input_height"]
    let right = hasRight ? call["output_height"] * batches * channels : 0
    let bottom = hasBottom ? inRow * batches * channels : 0
    let signed = call["rounds_negatives"] != 0 ? groups * channels : 0
    return (
      [
        CostTerm("call", 1), CostTerm("group listed", groups),
        CostTerm("channel", channels * batches), CostTerm("group\(kind)", groups * channels),
        CostTerm("right group", right), CostTerm("bottom group", bottom),
        CostTerm("signed group", signed),
      ] + call.weights(passes: batches)
        + call.traffic(read: call.inputElements, written: call.outputElements),
      depthwiseExtents(call)
    )
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
