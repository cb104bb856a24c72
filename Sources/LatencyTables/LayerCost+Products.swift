/// Forms of the kernels that multiply a vector with rows of weights.
extension LayerCost {
  static let productForms: [String: CostForm] = [
    "mcub_fully_connected_s8_dsp": { product($0, rows: 4, step: 4) },
    "mcub_fully_connected_s8_folded": folded,
    "mcub_fully_connected_s8_lx6": lanes,
    "mcub_fully_connected_s8_ref": { product($0, rows: 1, step: 1) },
  ]

  private static func extents(_ call: PlannedCall) -> [CostTerm] {
    [CostTerm("depth", call["depth"]), CostTerm("units", call["units"])]
  }

  /// Some rows at a time, some activations a step.
  private static func product(
    _ call: PlannedCall, rows: Double, step: Double
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let batches = call.parameter("batches", or: 1)
    let units = call.parameter("units", or: call.outputElements / batches)
    let depth = call.parameter("depth", or: call.inputElements / batches)
    let groups = blocks(of: units, by: rows) * batches
    let steps = blocks(of: depth, by: step)
    return (
      [
        CostTerm("call", 1), CostTerm("batch", batches),
        CostTerm("step of a batch", batches * steps),
        CostTerm("group", groups), CostTerm("step of a group", groups * steps),
        CostTerm("output", call.outputElements),
      ] + call.weights(passes: batches)
        + call.traffic(read: groups * depth, written: call.outputElements),
      [CostTerm("depth", depth), CostTerm("units", units)]
    )
  }

  /// Rows of a group of `mcub_fold_s8_dsp`: `mcub_fold_s8_dsp.h`.
  private static let foldedRows = 4.0
  /// Steps that `mcub_fold_s8_dsp` makes without coming back to its loop's start: `UNROLLED`.
  private static let foldedStepsInLine = 8.0

  /// `mcub_fully_connected_s8_folded`: four rows at a time, and one or two left by themselves.
  private static func folded(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let batches = call["batches"]
    let whole = (call["units"] / foldedRows).rounded(.down)
    let rest = call["units"] - whole * foldedRows
    let groups = (whole + (rest > 2 ? 1 : 0)) * batches
    let pairs = (1...2).contains(rest) ? batches : 0
    let depth = call["depth"]
    let sixteens = (depth / 16).rounded(.down)
    let fours = (depth / 4 - 4 * sixteens).rounded(.up)
    let rounds = ((call["steps"] - 1) / foldedStepsInLine).rounded(.down)
    var terms = [
      CostTerm("call", 1), CostTerm("batch", batches - 1), CostTerm("group", groups),
      CostTerm("step of a group", groups * call["steps"]),
      CostTerm("looped group", rounds > 0 ? groups : 0),
      CostTerm("round of a group", groups * rounds),
      CostTerm("group of own scales", call["row_bytes"] != 0 ? groups : 0),
      CostTerm("pair", pairs),
      CostTerm("sixteen of a pair", pairs * sixteens), CostTerm("four of a pair", pairs * fours),
      CostTerm("eight of a batch", groups > 0 ? batches * (depth / 8).rounded(.up) : 0),
      CostTerm("rest", rest > 2 ? batches * rest : 0),
    ]
    if call["activation_min"] > -128 || call["activation_max"] < 127 {
      terms.append(CostTerm("clamped output", call.outputElements))
    }
    return (
      terms + call.weights(passes: batches)
        + call.traffic(read: call.inputElements, written: call.outputElements),
      extents(call)
    )
  }

  /// `mcub_fully_connected_s8_lx6`: the vector as lanes, then each row once.
  private static func lanes(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let batches = call["batches"]
    let quads = blocks(of: call["depth"], by: 4)
    let isClamped = call["activation_min"] > -128 || call["activation_max"] < 127
    let isWhole = call["depth"].truncatingRemainder(dividingBy: 4) == 0
    return (
      [
        CostTerm("call", 1), CostTerm("batch", batches),
        CostTerm("quad of a batch", batches * quads),
        CostTerm("quad gathered", isWhole ? 0 : batches * quads),
        CostTerm("byte gathered", isWhole ? 0 : batches * call["depth"]),
        CostTerm("row", batches * call["units"]),
        CostTerm("quad of a row", batches * call["units"] * quads),
        CostTerm("clamped output", isClamped ? call.outputElements : 0),
      ] + call.weights(passes: batches)
        + call.traffic(
          read: call.inputElements, written: call.outputElements,
          scratch: batches * call["units"] * quads * 8),
      extents(call)
    )
  }
}
