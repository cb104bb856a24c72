package import BoardProfiles
import ModelGraph

extension BoardProfile.Core {
  /// By the names of profiles; the ESP32's core, with MAC16, zero-overhead loops and MULSH.
  package var isLX6: Bool { name == "lx6" }
}

extension KernelSelection {
  /// The rules of the LX6, by the reference kernel's symbol.
  static let lx6Rules: [String: SelectionRule] = {
    // Portable C, some of it over assembly of the core.
    let shared = elementwiseRules.merging(tableRules, uniquingKeysWith: { first, _ in first })
    let rules: [String: SelectionRule] = [
      "mcub_conv_2d_s8_ref": lx6Convolution,
      "mcub_depthwise_conv_2d_s8_ref": lx6Depthwise,
      "mcub_fully_connected_s8_ref": lx6FullyConnected,
    ]
    return rules.merging(lx6PoolingRules, uniquingKeysWith: { first, _ in first })
      .merging(shared.mapValues(withoutVectors), uniquingKeysWith: { first, _ in first })
  }()

  /// The same choice for a core without vector instructions.
  private static func withoutVectors(_ rule: @escaping SelectionRule) -> SelectionRule {
    { context in
      let choice = rule(context)
      return choice.codePath == .simd ? .generic(choice.call, choice.pathReason) : choice
    }
  }

  private static func lx6Convolution(_ context: SelectionContext) -> KernelChoice {
    let channels = context["output_channels"]
    let length = context["kernel_height"] * context["kernel_width"] * context["filter_channels"]
    guard let rows = context.rows(channels, length), let bias = context.bias(channels) else {
      return .fallback(context.reference, "the weights are no constant")
    }
    let geometry = ProductGeometry(context)
    if geometry.isWholeImage {
      return lx6VectorProduct(context, rows, bias: bias, batches: context["batches"])
    }
    return lx6Product(context, rows, bias: bias, of: geometry)
  }

  private static func lx6FullyConnected(_ context: SelectionContext) -> KernelChoice {
    let (batches, depth, units) = (context["batches"], context["depth"], context["units"])
    guard let rows = context.rows(units, depth), let bias = context.bias(units) else {
      return .fallback(context.reference, "the weights are no constant")
    }
    // Three vectors or more share what is read of the weights.
    return batches >= 3
      ? lx6Product(context, rows, bias: bias, of: .vectors(batches, length: depth))
      : lx6VectorProduct(context, rows, bias: bias, batches: batches)
  }

  /// All columns times all rows, a row at a time.
  private static func lx6Product(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], of geometry: ProductGeometry
  ) -> KernelChoice {
    guard let scalings = context.lx6Scalings(rows, bias: bias),
      scalings.allSatisfy({ $0.factor == 1 })
    else { return .fallback(context.reference, inexact) }
    let channels = geometry["input_channels"]
    let isGathered =
      geometry.groups > 1 || channels % 4 != 0
      || geometry["dilation_width"] > 1 && geometry["kernel_width"] > 1
    let segments = isGathered ? 1 : geometry["kernel_height"]
    let steps = isGathered ? (rows.length + 3) / 4 : geometry["kernel_width"] * channels / 4
    let stream = LX6Stream(
      rows, scalings: scalings, bias: bias, inputZeroPoint: context["input_zero_point"],
      order: isGathered ? .plain : .spread, quads: segments * steps + 1)
    func scratchBytes(_ bandRows: Int) -> Int {
      let band =
        isGathered
        ? bandRows * geometry["output_width"] * steps * 8
        : geometry.widenedRows(for: bandRows) * geometry.widenedColumns * channels * 2
      return (segments * steps + 1) * 8 + band + 8
    }
    let bandRows = LX6Bands.rows(
      of: geometry["output_height"], weightBytes: stream.bytes.count,
      fastBytesLeft: context.fastBytesLeft, bytes: scratchBytes)
    let call = KernelCall(
      symbol: "mcub_conv_2d_s8_lx6", header: "mcub_conv_2d_s8_lx6.h",
      parameterType: "mcub_conv_2d_s8_lx6_params",
      parameters: geometry.parameters(rows: rows.count)
        + context.parameters(["input_zero_point", "activation_min", "activation_max"]) + [
          KernelParameter("is_gathered", isGathered ? 1 : 0),
          KernelParameter("segments", Int32(segments)),
          KernelParameter("steps", Int32(steps)),
          KernelParameter("band_rows", Int32(bandRows)),
        ],
      arguments: [
        context.reference.arguments[0],
        .constant(KernelConstant(role: "stream", type: .int8, bytes: stream.bytes)),
        context.reference.arguments[5],
        .scratch(byteCount: scratchBytes(bandRows)),
      ])
    return .generic(
      call,
      "MAC16, a channel over \(bandRows) rows at a time"
        + (isGathered ? ", taps gathered" : ""))
  }

  /// One vector at a time with all rows.
  private static func lx6VectorProduct(
    _ context: SelectionContext, _ rows: WeightRows, bias: [Int32], batches: Int
  ) -> KernelChoice {
    guard let scalings = context.lx6Scalings(rows, bias: bias),
      scalings.allSatisfy({ $0.factor == 1 })
    else { return .fallback(context.reference, inexact) }
    let quads = (rows.length + 3) / 4
    let weights = (0..<rows.count).flatMap { row in
      (0..<4 * quads).map { rows.weight(row, $0) }
    }
    let words = (0..<rows.count).flatMap { row in
      scalings[row].words(
        bias: bias[row], weights: rows[row].reduce(0) { $0 + Int($1) },
        inputZeroPoint: context["input_zero_point"])
    }
    let call = KernelCall(
      symbol: "mcub_fully_connected_s8_lx6", header: "mcub_fully_connected_s8_lx6.h",
      parameterType: "mcub_fully_connected_s8_lx6_params",
      parameters: [
        KernelParameter("batches", Int32(batches)), KernelParameter("depth", Int32(rows.length)),
        KernelParameter("units", Int32(rows.count)),
      ] + context.parameters(["activation_min", "activation_max"]),
      arguments: [
        context.reference.arguments[0],
        // The word behind the last weights is read and not used.
        .constant(KernelConstant(role: "weights", int8: weights + [0, 0, 0, 0])),
        .constant(KernelConstant(role: "scalings", int32: words)),
        context.reference.arguments[5],
        .scratch(byteCount: 12 * quads + 8),
      ], streamedArgument: 1)
    return .generic(call, "MAC16 over \(rows.length) inputs, each weight read once")
  }

  static let inexact = "sums or shifts are beyond what the fast kernel is exact for"
}

extension ProductGeometry {
  /// Columns of the input below a row of outputs, padding included.
  fileprivate var widenedColumns: Int {
    (self["output_width"] - 1) * self["stride_width"] + self["kernel_width"]
  }

  /// Rows of the input below so many rows of outputs.
  fileprivate func widenedRows(for rows: Int) -> Int {
    (rows - 1) * self["stride_height"] + (self["kernel_height"] - 1) * self["dilation_height"] + 1
  }
}

extension SelectionContext {
  fileprivate func rows(_ count: Int, _ length: Int) -> WeightRows? {
    guard let weights = int8(argument: 1), weights.count == count * length else { return nil }
    return WeightRows(weights, count: count, length: length)
  }

  fileprivate func bias(_ count: Int) -> [Int32]? { int32(argument: 2, count: count) }

  /// The scaling of every row, or `nil` where one is not exact.
  fileprivate func lx6Scalings(_ rows: WeightRows, bias: [Int32]) -> [LX6Scaling]? {
    guard let multipliers = int32(argument: 3, count: rows.count),
      let shifts = int32(argument: 4, count: rows.count)
    else { return nil }
    var scalings: [LX6Scaling] = []
    scalings.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      guard
        let scaling = LX6Scaling(
          RequantizationMultiplier(multiplier: multipliers[row], shift: shifts[row]),
          sums: rows.sums(of: row, bias: bias[row], inputZeroPoint: self["input_zero_point"]),
          outputZeroPoint: self["output_zero_point"], showsNegatives: showsNegatives)
      else { return nil }
      scalings.append(scaling)
    }
    return scalings
  }
}
