import ModelGraph

extension KernelSelection {
  /// A layer for `mcub_depthwise_conv_2d_s8_m0_3x3`; `nil` where it is made for others or the
  /// requantization in two parts is inexact.
  static func depthwise3x3(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32]
  ) -> KernelChoice? {
    let ones = ["dilation_height", "dilation_width"]
    let stride = context["stride_height"]
    guard context["kernel_height"] == 3, context["kernel_width"] == 3,
      ones.allSatisfy({ context[$0] == 1 }), (1...2).contains(stride),
      context["stride_width"] == stride
    else { return nil }
    let plane = WordPlane(context)
    guard DirectImage.suits(context) || plane != nil else { return nil }
    let scales = context.splitScales(rows, bias: bias, form: .two)
    guard scales.count == rows.count else { return nil }
    let folded = rows.foldedBias(bias, inputZeroPoint: context["input_zero_point"])
    if DirectImage.suits(context) {
      return DirectImage.choice(context, rows, scales: scales, foldedBias: folded)
    }
    guard let plane else { return nil }
    let stream = (0..<rows.count).flatMap { row in
      plane.words(rows[row].map(Int32.init), scales[row], bias: folded[row])
    }
    let call = KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_m0_3x3", header: "mcub_depthwise_conv_2d_s8_m0_3x3.h",
      parameterType: "mcub_depthwise_conv_2d_s8_m0_3x3_params",
      parameters: context.parameters([
        "batches", "input_height", "input_width", "input_channels", "output_height",
        "output_width", "depth_multiplier",
      ]) + [KernelParameter("stride", Int32(stride))]
        + context.parameters(["pad_top", "pad_left", "input_zero_point"]) + [
          KernelParameter("rounds_negatives", scales.contains(where: \.isSigned) ? 1 : 0),
          KernelParameter("strip_rows", Int32(plane.stripRows)),
        ],
      arguments: [
        context.reference.arguments[0], .constant(KernelConstant(role: "stream", int32: stream)),
        context.reference.arguments[5], .scratch(byteCount: plane.scratchBytes),
      ])
    return .generic(
      call,
      "3x3 from a plane of words, \(plane.outputsOfGroup) outputs at a time, "
        + "in strips of \(plane.stripRows) rows")
  }
}

/// Layers for `mcub_depthwise_conv_2d_s8_m0_3x3_s2`, which reads the image itself.
enum DirectImage {
  /// `MCUB_DEPTHWISE_DIRECT_M0_WIDE` and `MCUB_DEPTHWISE_DIRECT_M0_NARROW`.
  private static let (wide, narrow) = (6, 3)

  /// Whether padding is at most a column right of the image and a row below it.
  static func suits(_ context: SelectionContext) -> Bool {
    let width = context["output_width"]
    func beyond(_ outputs: Int, _ inputs: Int) -> Int { 2 * (outputs - 1) + 3 - inputs }
    return context["stride_height"] == 2 && (width == narrow || width >= wide)
      && context["pad_top"] == 0 && context["pad_left"] == 0
      && beyond(width, context["input_width"]) <= 1
      && beyond(context["output_height"], context["input_height"]) <= 1
  }

  static func choice(
    _ context: SelectionContext, _ rows: WeightRows, scales: [SplitScale], foldedBias: [Int32]
  ) -> KernelChoice {
    let (width, height) = (context["output_width"], context["output_height"])
    let outputs = width > narrow ? wide : narrow
    let distance = context["input_channels"] * context["depth_multiplier"]
    let stream = (0..<rows.count).flatMap { row in
      let (scale, weights) = (scales[row], rows[row].map(Int.init))
      let bias = Int(foldedBias[row]) - scale.origin
      let padded = bias + context["input_zero_point"] * weights[6..<9].reduce(0, +)
      let ending = [scale.addend, scale.range, distance, scale.zero, -scale.less]
      return ([bias, padded] + weights + scale.parts + ending).map {
        Int32(truncatingIfNeeded: $0)
      }
    }
    let groups = height * ((width + outputs - 1) / outputs)
    let call = KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_m0_3x3_s2",
      header: "mcub_depthwise_conv_2d_s8_m0_3x3_s2.h",
      parameterType: "mcub_depthwise_conv_2d_s8_m0_3x3_s2_params",
      parameters: context.parameters([
        "batches", "input_height", "input_width", "input_channels", "output_height",
        "output_width", "depth_multiplier", "input_zero_point",
      ]) + [
        KernelParameter("rounds_negatives", scales.contains(where: \.isSigned) ? 1 : 0)
      ],
      arguments: [
        context.reference.arguments[0], .constant(KernelConstant(role: "stream", int32: stream)),
        context.reference.arguments[5], .scratch(byteCount: 12 * (groups + 1)),
      ])
    return .generic(call, "3x3 at stride 2 from the image, \(outputs) outputs at a time")
  }
}

/// How `mcub_depthwise_conv_2d_s8_m0_3x3` lays a channel out.
struct WordPlane {
  /// Bytes that a plane and the places of its groups may take.
  private static let mostBytes = 16 << 10
  /// `MCUB_DEPTHWISE_3X3_M0_WIDE` and `MCUB_DEPTHWISE_3X3_M0_NARROW`.
  private static let (wide, narrow) = (6, 3)

  let outputsOfGroup: Int
  /// Output rows of a strip.
  let stripRows: Int
  let scratchBytes: Int
  /// Bytes from what a group has read of a row to where it begins in the next one.
  private let rowStep: Int
  /// Output channels: bytes from one output to the next.
  private let distance: Int

  /// `nil` where rows have less than three outputs or one row takes too much scratch.
  init?(_ context: SelectionContext) {
    let stride = context["stride_height"]
    let (width, height) = (context["output_width"], context["output_height"])
    guard width >= Self.narrow else { return nil }
    let side = width > Self.narrow ? Self.wide : Self.narrow
    let rowBytes = 4 * (stride * (width - 1) + 3)
    let groupBytes = 8 * ((width + side - 1) / side)
    func bytes(_ rows: Int) -> Int {
      (stride * (rows - 1) + 3) * rowBytes + rows * groupBytes + 8
    }
    guard bytes(1) <= Self.mostBytes else { return nil }
    var rows = height
    while rows > 1, bytes(rows) > Self.mostBytes { rows -= 1 }
    // Strips of about the same height.
    let strips = (height + rows - 1) / rows
    outputsOfGroup = side
    stripRows = (height + strips - 1) / strips
    scratchBytes = bytes(stripRows)
    rowStep = rowBytes - 4 * (stride * (side - 1) + 3)
    distance = context["input_channels"] * context["depth_multiplier"]
  }

  /// A channel's stream: see `mcub_depthwise_3x3_s8_m0.h`.
  func words(_ weights: [Int32], _ scale: SplitScale, bias: Int32) -> [Int32] {
    [Int32(truncatingIfNeeded: Int(bias) - scale.origin)] + weights[0..<3]
      + weights[3..<6] + [Int32(rowStep)] + weights[6..<9] + [Int32(rowStep)]
      + (scale.parts + [scale.addend, scale.range, distance, scale.zero, -scale.less]).map {
        Int32(truncatingIfNeeded: $0)
      }
  }
}
