import ModelGraph

extension KernelSelection {
  static let pairedDepthwiseRules: [String: SelectionRule] = [
    "mcub_depthwise_conv_2d_s8_ref": pairedDepthwise
  ]

  private static func pairedDepthwise(_ context: SelectionContext) -> KernelChoice {
    let count = context["input_channels"] * context["depth_multiplier"]
    let taps = context["kernel_height"] * context["kernel_width"]
    guard let weights = context.int8(argument: 1), weights.count == taps * count,
      let bias = context.int32(argument: 2, count: count)
    else { return .fallback(context.reference, "the weights are no constant") }
    let filters = (0..<count).flatMap { channel in
      (0..<taps).map { weights[$0 * count + channel] }
    }
    let rows = WeightRows(filters, count: count, length: taps)
    if let choice = depthwise3x3(context, rows, bias: bias) { return choice }
    let plane = PairedPlane(context)
    if let refusal = plane.refusal { return .fallback(context.reference, refusal) }
    let scales = context.splitScales(rows, bias: bias)
    guard scales.count == count else {
      return .fallback(
        context.reference,
        "the requantization in three parts is inexact for \(count - scales.count) channels")
    }
    let folded = rows.foldedBias(bias, inputZeroPoint: context["input_zero_point"])
    guard let stream = plane.stream(rows, scales: scales, foldedBias: folded) else {
      return .fallback(context.reference, "a channel has more than 256 runs of weights")
    }
    let call = KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_m0", header: "mcub_depthwise_conv_2d_s8_m0.h",
      parameterType: "mcub_depthwise_conv_2d_s8_m0_params",
      parameters: context.parameters([
        "batches", "input_height", "input_width", "input_channels", "output_height",
        "output_width", "depth_multiplier", "stride_height", "stride_width", "pad_top", "pad_left",
        "input_zero_point",
      ]) + [
        KernelParameter("rounds_negatives", scales.contains(where: \.isSigned) ? 1 : 0),
        KernelParameter("strip_rows", Int32(plane.stripRows)),
        KernelParameter("reach_rows", Int32(plane.reachRows)),
        KernelParameter("phase_words", Int32(plane.phaseWords)),
      ],
      arguments: [
        context.reference.arguments[0], .constant(KernelConstant(role: "stream", int32: stream)),
        context.reference.arguments[5], .scratch(byteCount: plane.scratchBytes),
      ])
    return .generic(
      call,
      "two rows in a word, six outputs at a time, in strips of \(plane.stripRows) rows")
  }
}

/// How `mcub_depthwise_conv_2d_s8_m0` lays a channel out.
struct PairedPlane {
  /// Bytes that a plane and the places of its groups may take.
  private static let mostBytes = 16 << 10
  /// What `mcub_depthwise_s8_m0.h` says of a stream.
  private static let (columnsOfGroup, mostSteps, stepBytes, lastMark) = (3, 25, 22, 612)

  /// Output rows of a strip.
  let stripRows: Int
  /// Rows that the filter covers.
  let reachRows: Int
  /// Columns of a row for each place in a stride.
  let phaseWords: Int
  let scratchBytes: Int
  /// Why the kernel cannot do the layer.
  let refusal: String?
  /// Bytes from a group's place to each tap's.
  private let offsets: [Int]

  init(_ context: SelectionContext) {
    let stride = (rows: context["stride_height"], columns: context["stride_width"])
    let dilation = (rows: context["dilation_height"], columns: context["dilation_width"])
    let (width, height) = (context["output_width"], context["output_height"])
    let reach = (context["kernel_height"] - 1) * dilation.rows + 1
    let span =
      (width - 1) * stride.columns + (context["kernel_width"] - 1) * dilation.columns + 1
    let words = (span + stride.columns - 1) / stride.columns
    let rowBytes = 4 * stride.columns * words
    let groupBytes = 8 * ((width + Self.columnsOfGroup - 1) / Self.columnsOfGroup)
    func bytes(_ rows: Int) -> Int {
      let half = (rows + 1) / 2
      return (stride.rows * (half - 1) + reach) * rowBytes + half * groupBytes
    }
    var rows = height
    while rows > 2, bytes(rows) > Self.mostBytes { rows -= 1 }
    // Strips of about the same height.
    let strips = (height + rows - 1) / max(rows, 1)
    stripRows = (height + strips - 1) / strips
    reachRows = reach
    phaseWords = words
    scratchBytes = bytes(stripRows)
    offsets = (0..<context["kernel_height"]).flatMap { row in
      (0..<context["kernel_width"]).map { column in
        let place = column * dilation.columns
        return row * dilation.rows * rowBytes
          + 4 * (place % stride.columns * words + place / stride.columns)
      }
    }
    refusal =
      if width < Self.columnsOfGroup {
        "made for rows of \(Self.columnsOfGroup) outputs or more, this has \(width)"
      } else if scratchBytes > 2 * Self.mostBytes {
        "two rows take \(scratchBytes) B of scratch"
      } else if (offsets.max() ?? 0) > Int(UInt16.max) {
        "the filter covers \(reach) rows of \(rowBytes) B, more than 64 KiB"
      } else {
        nil
      }
  }

  /// The channels' constants and taps, or `nil` where one has too many runs.
  func stream(
    _ rows: WeightRows, scales: [SplitScale], foldedBias: [Int32]
  ) -> [Int32]? {
    var stream: [Int32] = []
    for row in 0..<rows.count {
      let lengths = PairedRows.runs(of: rows[row], mostSteps: Self.mostSteps)
      guard lengths.count <= PairedRows.mostRuns else { return nil }
      stream += scales[row].words(
        bias: Int(foldedBias[row]), extra: lengths.count * PairedRows.runBias)
      var taps = zip(rows[row], offsets).map { weight, offset in
        Int32(weight) << 24 | Int32(offset)
      }[...]
      for (index, length) in lengths.enumerated() {
        let mark = index == lengths.count - 1 ? Self.lastMark : 0
        stream.append(Int32((Self.mostSteps - length) * Self.stepBytes + mark))
        stream += taps.prefix(length)
        taps = taps.dropFirst(length)
      }
    }
    return stream
  }
}
