/// Forms of the pools that make a window's channels four at a time where they fill words.
extension LayerCost {
  static let poolForms: [String: CostForm] = [
    "mcub_average_pool_2d_s8_lx6": { windows($0, isMean: true) },
    "mcub_max_pool_2d_s8_lx6": { windows($0, isMean: false) },
    "mcub_average_pool_2d_s8_words": { windows($0, isMean: true) },
    "mcub_max_pool_2d_s8_words": { windows($0, isMean: false) },
  ]

  /// Pixels of a window up to which a mean is a product: `MCUB_MEAN_PIXELS`.
  private static let meanPixels = 256

  /// `mcub_pool_windows`: a window at a time, its rows one where they follow each other.
  private static func windows(
    _ call: PlannedCall, isMean: Bool
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let batches = call["batches"]
    let channels = call["channels"]
    let width = Int(call["input_width"])
    var (rows, taps, divided, divisors) = (0.0, 0.0, 0.0, 1.0)
    var oddRows = 0.0
    var latest = 1
    for tall in walk.tapsOfRows {
      for wide in walk.tapsOfColumns {
        let isJoined = wide == width
        rows += isJoined ? 1 : Double(tall)
        oddRows += isJoined ? Double(tall * wide % 2) : Double(tall * (wide % 2))
        taps += Double(tall * wide)
        if tall * wide > meanPixels { divided += 1 }
        if tall * wide != latest { divisors += 1 }
        latest = tall * wide
      }
    }
    let isWords = channels.truncatingRemainder(dividingBy: 4) == 0
    let kind = isWords ? " of words" : " of bytes"
    let each = (isWords ? channels / 4 : channels) * batches
    let places = walk.outputs * batches
    var terms = [
      CostTerm("call", 1), CostTerm("row of places", walk.outputRows * batches),
      CostTerm("place\(kind)", places),
      CostTerm("group\(kind)", walk.outputs * each), CostTerm("row\(kind)", rows * each),
      CostTerm("tap\(kind)", taps * each),
    ]
    if isMean {
      terms += [
        CostTerm("divisor", divisors), CostTerm("division", divided * channels * batches),
        CostTerm("odd row\(kind)", oddRows * each),
      ]
    }
    if call["activation_min"] > -128 || call["activation_max"] < 127 {
      terms.append(CostTerm("clamped output", call.outputElements))
    }
    return (
      terms + call.traffic(read: taps * channels * batches, written: call.outputElements),
      [
        CostTerm("channels", channels), CostTerm("output_pixels", walk.outputs),
        CostTerm("taps", walk.taps), CostTerm("stride", call["stride_height"]),
      ]
    )
  }
}
