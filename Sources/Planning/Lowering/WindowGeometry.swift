import ModelGraph

/// Where a sliding window lies on one dimension of its input.
struct WindowGeometry: Hashable {
  let outputExtent: Int
  /// Positions before the input's first that the first window covers.
  let padBefore: Int

  /// The geometry that the schema's padding rule gives.
  ///
  /// With SAME padding the smaller half of the padding goes in front.
  /// - Throws: When an extent, step or dilation is not positive, when the window is larger than
  ///   the input (VALID), or when positions leave 32 bits.
  init(
    input: Int, kernel: Int, stride: Int, dilation: Int = 1, padding: Padding
  ) throws(LoweringRefusal) {
    guard input > 0, kernel > 0, stride > 0, dilation > 0 else {
      throw LoweringRefusal(
        "needs positive extents, has input \(input), window \(kernel), stride \(stride), "
          + "dilation \(dilation)")
    }
    let (span, overflows) = (kernel - 1).multipliedReportingOverflow(by: dilation)
    let limit = Int(Int32.max)
    guard !overflows, span < limit, input < limit - span, stride < limit - span - input else {
      throw LoweringRefusal(
        "needs window positions within 32 bits, has \(kernel) taps, dilation \(dilation) and "
          + "stride \(stride) on \(input)")
    }
    let reach = span + 1
    switch padding {
    case .same:
      outputExtent = (input - 1) / stride + 1
      padBefore = max((outputExtent - 1) * stride + reach - input, 0) / 2
    case .valid:
      guard reach <= input else {
        throw LoweringRefusal("needs a window within its input, has \(reach) taps on \(input)")
      }
      outputExtent = (input - reach) / stride + 1
      padBefore = 0
    }
  }
}
