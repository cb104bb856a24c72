/// Forms of pooling and of the means.
extension LayerCost {
  static let windowForms: [String: CostForm] = Dictionary(
    uniqueKeysWithValues: [
      "mcub_max_pool_2d_s8_ref", "mcub_average_pool_2d_s8_ref",
    ].map { ($0, pooling) }
      + ["mcub_mean_s8_ref", "mcub_sum_s8_ref"].map { ($0, reduction) })

  private static func pooling(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let batches = call["batches"]
    let channels = call["channels"]
    let places = walk.outputs * batches
    let fours = blocks(of: channels, by: 4)
    let isThree = walk.taps == 9
    let taps = walk.insideTaps * batches
    var terms = [
      CostTerm("call", 1), CostTerm("place", places),
      CostTerm("edge place", walk.edgePlaces * batches),
      CostTerm("four of a place", places * fours),
      CostTerm("line of a place", places * call["kernel_height"] * fours),
      CostTerm(isThree ? "tap of nine" : "tap of a four", taps * fours),
      CostTerm("tap of a place", taps),
      CostTerm("channel of a place", places * channels), CostTerm("tap", taps * channels),
    ]
    if call["activation_min"] > -128 || call["activation_max"] < 127 {
      terms.append(CostTerm("clamped output", call.outputElements))
    }
    return (
      terms + call.traffic(read: taps * channels, written: call.outputElements),
      [
        CostTerm("channels", channels), CostTerm("output_pixels", walk.outputs),
        CostTerm("taps", walk.taps), CostTerm("stride", call["stride_height"]),
      ]
    )
  }

  private static func reduction(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let outputs = call.outputElements
    return (
      [
        CostTerm("call", 1), CostTerm("output", outputs), CostTerm("input", call.inputElements),
      ] + call.traffic(read: call.inputElements, written: outputs),
      [CostTerm("outputs", outputs), CostTerm("share", call.inputElements / max(outputs, 1))]
    )
  }
}
