import ModelGraph

extension KernelSelection {
  /// A depthwise layer by planes of int16 lanes, one channel at a time.
  static func lx6Depthwise(_ context: SelectionContext) -> KernelChoice {
    let filter = LX6DepthwiseFilter(context)
    let count = context["input_channels"] * context["depth_multiplier"]
    let taps = context["kernel_height"] * context["kernel_width"]
    guard let weights = context.int8(argument: 1), weights.count == taps * count,
      let biases = context.int32(argument: 2, count: count),
      let multipliers = context.int32(argument: 3, count: count),
      let shifts = context.int32(argument: 4, count: count)
    else { return .fallback(context.reference, "the weights are no constant") }
    if let refusal = filter.refusal { return .fallback(context.reference, refusal) }

    var words: [Int32] = []
    for channel in 0..<count {
      let row = (0..<taps).map { weights[$0 * count + channel] }
      let sums = WeightRows(row, count: 1, length: taps)
        .sums(of: 0, bias: biases[channel], inputZeroPoint: context["input_zero_point"])
      guard
        let scaling = LX6Scaling(
          RequantizationMultiplier(multiplier: multipliers[channel], shift: shifts[channel]),
          sums: sums, outputZeroPoint: context["output_zero_point"],
          showsNegatives: context.showsNegatives),
        let lanes = filter.words(row.map { Int($0) * scaling.factor })
      else { return .fallback(context.reference, inexact) }
      words += scaling.words(
        bias: biases[channel], weights: row.reduce(0) { $0 + Int($1) },
        inputZeroPoint: context["input_zero_point"])
      words += lanes
    }
    let bandRows = LX6Bands.rows(
      of: context["output_height"], weightBytes: 4 * words.count,
      fastBytesLeft: context.fastBytesLeft, bytes: filter.scratchBytes)
    let call = KernelCall(
      symbol: "mcub_depthwise_conv_2d_s8_lx6_" + (filter.isSmall ? "3x3" : "any"),
      header: "mcub_depthwise_conv_2d_s8_lx6.h",
      parameterType: "mcub_depthwise_conv_2d_s8_lx6_params",
      parameters: context.parameters([
        "batches", "input_height", "input_width", "input_channels", "output_height",
        "output_width", "depth_multiplier",
      ]) + [
        KernelParameter("kernel_height", Int32(filter.height)),
        KernelParameter("kernel_width", Int32(filter.width)),
      ]
        + context.parameters([
          "stride_height", "stride_width", "pad_top", "pad_left", "input_zero_point",
          "activation_min", "activation_max",
        ]) + [KernelParameter("band_rows", Int32(bandRows))],
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "channels", int32: words)),
        context.reference.arguments[5],
        .scratch(byteCount: filter.scratchBytes(bandRows)),
      ])
    return .generic(
      call,
      "MAC16 over an int16 plane of \(bandRows) rows of a channel"
        + (filter.isSmall ? ", 3x3 taps in registers" : ""))
  }
}

/// The taps of a depthwise layer as the LX6's kernels take them, those between dilated ones zeros.
struct LX6DepthwiseFilter {
  /// Bytes of a row and columns of the planes of `mcub_depthwise_3x3_lx6.h`.
  private static let smallPitch = 256
  private static let smallColumns = 128
  /// Rows and columns beyond which zeros between taps would cost more than they are worth.
  private static let mostExtent = 32

  /// Extents, dilation included.
  let height: Int
  let width: Int
  let isSmall: Bool
  let refusal: String?
  private let taps: [(row: Int, column: Int)]
  private let strideHeight: Int
  private let copies: Int
  private let steps: Int
  private let pitch: Int

  init(_ context: SelectionContext) {
    let (rows, columns) = (context["kernel_height"], context["kernel_width"])
    let (down, across) = (context["dilation_height"], context["dilation_width"])
    let (high, wide) = ((rows - 1) * down + 1, (columns - 1) * across + 1)
    let stride = context["stride_width"]
    strideHeight = context["stride_height"]
    isSmall =
      high <= 3 && wide <= 3 && stride == strideHeight && stride <= 2
      && stride * context["output_width"] + 2 <= Self.smallColumns
    height = isSmall ? 3 : high
    width = isSmall ? 3 : wide
    taps = (0..<rows * columns).map { ($0 / columns * down, $0 % columns * across) }
    copies = 1 + stride % 2
    steps = (wide + copies + 2) / 4
    let lanes = (context["output_width"] - 1) * stride + wide
    pitch = isSmall ? Self.smallPitch : (lanes + 1) / 2 * 4
    refusal =
      high <= Self.mostExtent && wide <= Self.mostExtent
      ? nil : "made for filters of at most \(Self.mostExtent) rows and columns, dilation included"
  }

  func scratchBytes(_ bandRows: Int) -> Int {
    ((bandRows - 1) * strideHeight + height) * pitch + (isSmall ? 0 : 8 * steps + 8)
  }

  /// The words of a channel's weights behind its scaling; `nil` when one does not fit a lane.
  func words(_ weights: [Int]) -> [Int32]? {
    guard weights.allSatisfy({ Int16(exactly: $0) != nil }) else { return nil }
    var lanes: [Int]
    if isSmall {
      // 00 01, 10 11, 20 21, 02 12, 22 and nothing.
      let places = [[0, 1, 6], [2, 3, 7], [4, 5, 8]]
      lanes = [Int](repeating: 0, count: 10)
      for (tap, weight) in zip(taps, weights) { lanes[places[tap.row][tap.column]] = weight }
    } else {
      let ofCopy = 4 + 4 * steps * height
      lanes = [Int](repeating: 0, count: copies * ofCopy)
      for copy in 0..<copies {
        for (tap, weight) in zip(taps, weights) {
          lanes[copy * ofCopy + 1 + copy + tap.row * 4 * steps + tap.column] = weight
        }
      }
    }
    return stride(from: 0, to: lanes.count, by: 2).map {
      Int32(truncatingIfNeeded: lanes[$0] & 0xffff | lanes[$0 + 1] << 16)
    }
  }
}
