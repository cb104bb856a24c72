/// Forms of the convolutions, which make tiles of columns and multiply them with rows of weights.
extension LayerCost {
  static let convolutionForms: [String: CostForm] = [
    "mcub_conv_2d_s8_lx6": bands,
    "mcub_conv_2d_s8_ref": plainWindow,
  ]

  /// Extents of a convolution's image, filter and channels.
  static func imageExtents(_ call: PlannedCall) -> [CostTerm] {
    [
      CostTerm("input_channels", call["input_channels"]),
      CostTerm("output_channels", call["output_channels"]),
      CostTerm("output_pixels", call["output_height"] * call["output_width"]),
      CostTerm(
        "taps", call.parameter("kernel_height", or: 3) * call.parameter("kernel_width", or: 3)),
    ]
  }

  /// Activations of a step of `mcub_dot_s8_lx6`: `mcub_dot_s8_lx6.h`.
  private static let lx6Step = 4.0

  /// `mcub_conv_2d_s8_lx6`: widens or gathers a band of rows, then makes it a channel at a time.
  private static func bands(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let runs = call["batches"] * call["groups"]
    let channels = call["output_channels"] / max(call["groups"], 1)
    let bands = blocks(of: walk.outputRows, by: call["band_rows"]) * runs
    let isGathered = call["is_gathered"] != 0
    let (segments, steps) = (call["segments"], call["steps"])
    let outputs = walk.outputs * channels * runs
    let quads = segments * steps + 1
    let columns = (walk.outputColumns - 1) * call["stride_width"] + call["kernel_width"]
    let isOneRow =
      isGathered
      || call["stride_height"] * columns * call["input_channels"]
        == walk.outputColumns * call["stride_width"] * call["input_channels"]
    let pixelBytes =
      isGathered ? 8 * steps : 2 * call["stride_width"] * call["input_channels"]
    // mcub_dot_s8_lx6 keeps the next output's first words where they follow the last.
    let way = segments > 1 ? " of segments" : pixelBytes == 8 * steps ? "" : " apart"
    let rowRuns = isOneRow ? bands : walk.outputRows * runs
    var terms = [
      CostTerm("call", 1), CostTerm("run", runs), CostTerm("band", bands),
      CostTerm("channel of a band", bands * channels),
      CostTerm("quad of a channel", bands * channels * quads),
      CostTerm("row of outputs", rowRuns * channels), CostTerm("output\(way)", outputs),
      CostTerm("segment", segments > 1 ? outputs * segments : 0),
      CostTerm("step", outputs * segments * steps),
    ]
    if isGathered {
      let pixels = walk.outputs * runs
      let isPointwise = walk.taps == 1 && call["pad_left"] == 0
      let isDense = call["dilation_width"] * call["input_channels"] == call["filter_channels"]
      let whole = isDense ? walk.wholePlaces * runs : 0
      let length = walk.taps * call["filter_channels"]
      terms +=
        isPointwise
        ? [CostTerm("gathered pixel", pixels), CostTerm("gathered lane", pixels * length)]
        : [
          CostTerm("gathered column", whole),
          CostTerm("gathered line", whole * call["kernel_height"]),
          CostTerm("gathered tap", whole * length),
          CostTerm("edge column", pixels - whole),
          CostTerm("edge line", (pixels - whole) * call["kernel_height"]),
          CostTerm("edge tap", (pixels - whole) * length),
        ]
    } else {
      let bandRows = min(call["band_rows"], walk.outputRows)
      let rows =
        (bandRows - 1) * call["stride_height"]
        + (call["kernel_height"] - 1) * call["dilation_height"] + 1
      terms += [
        CostTerm("row of a band", bands * rows),
        CostTerm("quad of a band", bands * rows * columns * call["input_channels"] / lx6Step),
        CostTerm("row with padding", columns > call["input_width"] ? bands * rows : 0),
      ]
    }
    if call["activation_min"] > -128 || call["activation_max"] < 127 {
      terms.append(CostTerm("clamped output", call.outputElements))
    }
    terms += call.weights(passes: bands / max(call["groups"], 1))
    terms += call.traffic(
      read: walk.insideTaps * call["filter_channels"] * runs, written: call.outputElements,
      scratch: outputs * segments * steps * 2 * lx6Step)
    return (
      terms, imageExtents(call) + [CostTerm("length", walk.taps * call["filter_channels"])]
    )
  }

  /// A reference kernel over windows: an output at a time, a tap at a time.
  static func plainWindow(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let batches = call.parameter("batches", or: 1)
    let depth = call.parameter(
      "filter_channels", or: call.parameter("depth_multiplier", or: 0) > 0 ? 1 : 1)
    let share = call.outputElements / max(walk.outputs * batches, 1)
    let inside = walk.insideTaps * batches * share
    let insideRows =
      Double(walk.tapsOfRows.reduce(0, +)) * walk.outputColumns * batches * share
    return (
      [
        CostTerm("call", 1), CostTerm("place", walk.outputs * batches),
        CostTerm("output", call.outputElements),
        CostTerm("inside row", insideRows),
        CostTerm("inside tap", inside), CostTerm("mac", inside * depth),
      ] + call.weights()
        + call.traffic(read: inside * depth, written: call.outputElements),
      imageExtents(call).filter { $0.count > 0 }
        + [CostTerm("channels", share), CostTerm("depth", depth)]
    )
  }
}
