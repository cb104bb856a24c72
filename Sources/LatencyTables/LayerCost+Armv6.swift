/// Forms of Armv6-M's convolution and fully connected kernel.
extension LayerCost {
  static let armv6Forms: [String: CostForm] = [
    "mcub_conv_2d_s8_m0": pairedColumns,
    "mcub_fully_connected_s8_m0": fourRows,
  ]

  /// Columns of a tile of `mcub_gemm_s8_m0`, and rows of weights that alternate: `mcub_gemm_s8_m0.h`.
  private static let (columnsOfTile, rowsOfBlock) = (6.0, 12.0)

  /// `mcub_conv_2d_s8_m0`: packs its tiles of six columns, then multiplies them with every row of
  /// weights; a row's weights fall into runs, after each of which the sums are put away.
  private static func pairedColumns(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let batches = call["batches"]
    let rows = call["output_channels"]
    let length = walk.taps * call["input_channels"]
    let tilesOfImage = blocks(of: walk.outputs, by: columnsOfTile)
    let tiles = tilesOfImage * batches
    let passes = blocks(of: tilesOfImage, by: call["tiles"]) * batches
    let lines = tiles * call["kernel_height"]
    let lineBytes = call["kernel_width"] * call["input_channels"]
    let outputs = tiles * rows
    var terms = [
      CostTerm("call", 1), CostTerm("batch", batches), CostTerm("pass", passes),
      CostTerm("row of a pass", passes * rows),
      CostTerm("block of a pass", passes * blocks(of: rows, by: rowsOfBlock)),
      CostTerm("tile", tiles), CostTerm("line of a tile", lines),
      CostTerm("word of a tile", lines * lineBytes),
      // Words are made four at a time, then one at a time.
      CostTerm("odd word of a tile", lines * lineBytes.truncatingRemainder(dividingBy: 4)),
      CostTerm("output", outputs),
      CostTerm("long output", call["has_short_scales"] == 0 ? outputs : 0),
      CostTerm("signed output", call["rounds_negatives"] != 0 ? outputs : 0),
      CostTerm("weight of a product", outputs * length),
      CostTerm("run of a product", tiles * call.constantBytes("runs")),
    ]
    terms += patches(call, walk)
    if walk.outputs < columnsOfTile { terms.append(CostTerm("spare byte", call.outputElements)) }
    terms += call.weights(passes: passes)
    terms += call.traffic(
      read: walk.insideTaps * call["input_channels"], written: call.outputElements)
    return (terms, imageExtents(call) + [CostTerm("length", length)])
  }

  /// Rows of taps that do not lie in the image as they are, and are copied tap by tap.
  private static func patches(_ call: PlannedCall, _ walk: WindowWalk) -> [CostTerm] {
    let batches = call["batches"]
    let channels = call["input_channels"]
    let isWhole = call["dilation_width"] == 1 || call["kernel_width"] == 1
    let edges = walk.tapsOfColumns.filter { !isWhole || Double($0) < call["kernel_width"] }
    let inside = Double(walk.tapsOfRows.reduce(0, +))
    let outside = walk.outputRows * call["kernel_height"] - inside
    var lines = inside * Double(edges.count) + outside * walk.outputColumns
    var copied = inside * Double(edges.reduce(0, +))
    for place in again(walk) {
      let (row, column) = place.quotientAndRemainder(dividingBy: walk.tapsOfColumns.count)
      let (rows, columns) = (Double(walk.tapsOfRows[row]), Double(walk.tapsOfColumns[column]))
      let isEdge = !isWhole || columns < call["kernel_width"]
      lines += isEdge ? call["kernel_height"] : call["kernel_height"] - rows
      copied += isEdge ? rows * columns : 0
    }
    lines *= batches
    copied *= batches
    let filled = lines * call["kernel_width"] - copied
    // memcpy goes by words from sixteen bytes on, where both ends lie on words.
    let isByWords = channels >= 16 && channels.truncatingRemainder(dividingBy: 4) == 0
    return [
      CostTerm("patched line", lines), CostTerm("copied tap", copied),
      CostTerm(isByWords ? "copied word" : "copied byte", copied * channels / (isByWords ? 4 : 1)),
      CostTerm("filled tap", filled), CostTerm("filled byte", filled * channels),
    ]
  }

  /// Places that an image's last tile makes again, since tiles are of six columns.
  private static func again(_ walk: WindowWalk) -> [Int] {
    let (places, columns) = (Int(walk.outputs), Int(columnsOfTile))
    guard places >= columns else {
      return Array(repeating: max(places - 1, 0), count: columns - places)
    }
    let spare = (columns - places % columns) % columns
    return Array(places - columns..<places - columns + spare)
  }

  /// Rows of `mcub_dot_fours_s8_m0`, and activations of a step: `mcub_dot_fours_s8_m0.h`.
  private static let (rowsOfDot, stepOfDot) = (4.0, 4.0)

  /// `mcub_fully_connected_s8_m0`: four rows of weights at a time.
  private static func fourRows(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let batches = call["batches"]
    let depth = call["depth"]
    let groups = blocks(of: call["units"], by: rowsOfDot) * batches
    return (
      [
        CostTerm("call", 1), CostTerm("batch", batches), CostTerm("group", groups),
        CostTerm("activation of a group", groups * depth),
        CostTerm(
          "odd activation of a group", groups * depth.truncatingRemainder(dividingBy: stepOfDot)),
        CostTerm("output", call.outputElements),
      ] + call.weights(passes: batches)
        + call.traffic(read: groups * depth, written: call.outputElements),
      [CostTerm("depth", depth), CostTerm("units", call["units"])]
    )
  }
}
