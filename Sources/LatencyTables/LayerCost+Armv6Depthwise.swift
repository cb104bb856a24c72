/// Forms of Armv6-M's depthwise convolutions.
extension LayerCost {
  static let armv6DepthwiseForms: [String: CostForm] = [
    "mcub_depthwise_conv_2d_s8_m0": pairedRowsOfPlanes,
    "mcub_depthwise_conv_2d_s8_m0_3x3": wordPlanes,
    "mcub_depthwise_conv_2d_s8_m0_3x3_s2": direct,
  ]

  /// Columns of a group of `mcub_depthwise_s8_m0`, of two rows each: `mcub_depthwise_s8_m0.h`.
  private static let pairColumns = 3.0

  /// `mcub_depthwise_conv_2d_s8_m0`: two rows of the image share the words of a plane.
  private static func pairedRowsOfPlanes(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let strips = Strips(call, rowsOfStrip: call["strip_rows"])
    let halves = strips.rows.map { ($0 / 2).rounded(.up) }
    let batches = call["batches"]
    let inputs = call["input_channels"]
    let channels = inputs * call["depth_multiplier"]
    let planeRows =
      halves.reduce(0) { $0 + call["stride_height"] * ($1 - 1) + call["reach_rows"] } * batches
    let groups =
      halves.reduce(0, +) * blocks(of: call["output_width"], by: pairColumns) * batches
    let stream = Stream(call)
    let packed = packedWords(call)
    let filled = filledRows(call, strips) * batches * inputs
    return (
      [
        CostTerm("call", 1), CostTerm("strip", strips.count * batches),
        CostTerm("word of a plane", planeRows * call["stride_width"] * call["phase_words"]),
        CostTerm("channel of a strip", strips.count * batches * inputs),
        CostTerm("row of a channel", planeRows * inputs),
        CostTerm("phase of a row", filled * packed.phases),
        CostTerm("word of a channel", filled * packed.words),
        CostTerm("odd word of a channel", filled * packed.odd),
        CostTerm("copy of a strip", strips.count * batches * channels),
        CostTerm("group", groups * channels),
        CostTerm("signed group", call["rounds_negatives"] != 0 ? groups * channels : 0),
        CostTerm("weight of a group", groups * stream.weights),
        CostTerm("run of a group", groups * stream.runs),
        CostTerm("group listed", groups),
      ] + call.weights(passes: strips.count * batches)
        + call.traffic(
          read: planeRows * 2 * inputs * call["input_width"], written: call.outputElements),
      // The call knows how far the window reaches, not its taps: those of a filter 1, rows, columns, channels.
      depthwiseExtents(call) + [
        CostTerm("taps", Double(call.inputShape(1).dropFirst().dropLast().reduce(1, *)))
      ]
    )
  }

  /// The weights of all channels, and the runs that they fall into: `mcub_depthwise_s8_m0.h`.
  private struct Stream {
    /// Steps that stand in a row, bytes of each, where the last runs' steps begin, and words before
    /// a channel's first run.
    private static let (steps, stepBytes, last, constants) = (25, 22, 612, 8)

    private(set) var weights = 0.0
    private(set) var runs = 0.0

    init(_ call: PlannedCall) {
      let words = call.constantWords("stream")
      var place = Self.constants
      while place < words.count {
        let entry = Int(words[place])
        let isLast = entry >= Self.last
        let count = Self.steps - (isLast ? entry - Self.last : entry) / Self.stepBytes
        weights += Double(count)
        runs += 1
        place += 1 + max(count, 0) + (isLast ? Self.constants : 0)
      }
    }
  }

  /// Rows of a channel's planes for which the image has one of the two rows that share them.
  private static func filledRows(_ call: PlannedCall, _ strips: Strips) -> Double {
    let image = 0..<call["input_height"]
    var (first, filled) = (0.0, 0)
    for rows in strips.rows {
      let half = (rows / 2).rounded(.up)
      let high = first * call["stride_height"] - call["pad_top"]
      let low = (first + rows - half) * call["stride_height"] - call["pad_top"]
      let planeRows = call["stride_height"] * (half - 1) + call["reach_rows"]
      filled += (0..<Int(planeRows)).count {
        image.contains(low + Double($0)) || image.contains(high + Double($0))
      }
      first += rows
    }
    return Double(filled)
  }

  /// Of a row of a channel's plane: the phases of a stride that have columns of the image, their
  /// words, and those left over when four are made at a time.
  private static func packedWords(
    _ call: PlannedCall
  ) -> (phases: Double, words: Double, odd: Double) {
    let (stride, padding) = (call["stride_width"], call["pad_left"])
    var packed = (phases: 0.0, words: 0.0, odd: 0.0)
    for phase in 0..<Int(stride) {
      let first = blocks(of: max(0, padding - Double(phase)), by: stride)
      let column = first * stride + Double(phase) - padding
      let words = min(
        blocks(of: max(0, call["input_width"] - column), by: stride), call["phase_words"] - first)
      guard words > 0 else { continue }
      packed.phases += 1
      packed.words += words
      packed.odd += words.truncatingRemainder(dividingBy: 4)
    }
    return packed
  }

  /// Outputs of a group of the 3x3 kernels: `mcub_depthwise_3x3_s8_m0.h`.
  private static func groupColumns(_ call: PlannedCall) -> Double {
    call["output_width"] > 3 ? 6 : 3
  }

  /// `mcub_depthwise_conv_2d_s8_m0_3x3`: a plane of words a channel, then groups of outputs.
  private static func wordPlanes(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let strips = Strips(call, rowsOfStrip: call["strip_rows"])
    let batches = call["batches"]
    let stride = call["stride"]
    let inputs = call["input_channels"]
    let channels = inputs * call["depth_multiplier"]
    let planeRows = strips.planeRows(stride: stride, reach: 3) * batches
    let words = stride * (call["output_width"] - 1) + 3
    // Rows of the planes that lie in the image.
    var first = -call["pad_top"]
    var imageRows = 0.0
    for rows in strips.rows {
      imageRows += min(first + stride * (rows - 1) + 3, call["input_height"]) - max(first, 0)
      first += stride * rows
    }
    let spread = imageRows * inputs * batches
    let columns = min(call["input_width"], words - call["pad_left"])
    let twelves = (columns / 12).rounded(.down)
    let threes = ((columns - 12 * twelves) / 3).rounded(.down)
    let outputs = groupColumns(call)
    let groups =
      call["output_height"] * blocks(of: call["output_width"], by: outputs) * batches * channels
    let kind = (outputs == 6 ? " wide" : " narrow") + " by \(Int(stride))"
    return (
      [
        CostTerm("call", 1), CostTerm("strip", strips.count * batches),
        CostTerm("word of a plane", planeRows * words),
        CostTerm("channel of a strip", strips.count * batches * inputs),
        CostTerm("row of a channel", spread), CostTerm("twelve of a row", spread * twelves),
        CostTerm("three of a row", spread * threes),
        CostTerm("word of a row", spread * (columns - 12 * twelves - 3 * threes)),
        CostTerm("copy of a strip", strips.count * batches * channels),
        CostTerm("group\(kind)", groups),
        CostTerm("output", groups * min(outputs, call["output_width"])),
        CostTerm(
          "signed output",
          call["rounds_negatives"] != 0 ? groups * min(outputs, call["output_width"]) : 0),
        CostTerm("group listed", groups / max(channels, 1)),
      ] + call.weights(passes: strips.count * batches)
        + call.traffic(
          read: planeRows * inputs * call["input_width"], written: call.outputElements),
      depthwiseExtents(call)
    )
  }

  /// `mcub_depthwise_conv_2d_s8_m0_3x3_s2`: groups of outputs from the image itself.
  private static func direct(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let batches = call["batches"]
    let channels = call["input_channels"] * call["depth_multiplier"] * batches
    let outputs = groupColumns(call)
    let inRow = blocks(of: call["output_width"], by: outputs)
    let groups = call["output_height"] * inRow * channels
    let kind = outputs == 6 ? " wide" : " narrow"
    // Groups of the last row of outputs leave out a row of taps that lies below the image.
    let hasBottom = 2 * call["output_height"] >= call["input_height"]
    let rows = 3 * groups - (hasBottom ? inRow * channels : 0)
    return (
      [
        CostTerm("call", 1), CostTerm("group listed", groups / max(channels, 1)),
        CostTerm("channel", channels), CostTerm("group\(kind)", groups),
        CostTerm("row of a group\(kind)", rows),
        CostTerm("signed output", call["rounds_negatives"] != 0 ? groups * outputs : 0),
      ] + call.weights(passes: batches)
        + call.traffic(read: call.inputElements, written: call.outputElements),
      depthwiseExtents(call)
    )
  }
}
