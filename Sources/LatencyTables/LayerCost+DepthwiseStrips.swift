/// Forms of the depthwise kernels for the DSP extension that make strips of rows from planes.
extension LayerCost {
  static let depthwiseStripForms: [String: CostForm] = [
    "mcub_depthwise_conv_2d_s8_dsp_3x3": {
      strips($0, filter: StripFilter(taps: 3, groupRows: 2, groupColumns: 2, words: 10))
    },
    "mcub_depthwise_conv_2d_s8_dsp_5x5": {
      strips($0, filter: StripFilter(taps: 5, groupRows: 1, groupColumns: 4, words: 24))
    },
  ]

  /// `mcub_depthwise_filter`: what a block makes, and the words of a channel.
  private struct StripFilter {
    let taps: Double
    let groupRows: Double
    let groupColumns: Double
    /// `MCUB_DEPTHWISE_3X3_WORDS`, `MCUB_DEPTHWISE_5X5_WORDS`.
    let words: Int
  }

  /// `MCUB_PLANES_BESIDE`.
  private static let planesBeside = 4.0
  /// `MCUB_DEPTHWISE_SHIFT_WORD`, and the rounding that it decides: `MCUB_ROUNDS_SHIFTED`.
  private static let (shiftWord, roundsShifted) = (2, 2.0)
  /// Bytes of a row of planes, and of one plane's part: `MCUB_DEPTHWISE_ROW_BYTES`,
  /// `MCUB_PLANES_BYTES`.
  private static let (planeRowBytes, planeBytes) = (512, 128)
  /// `STEPS` of `mcub_widen_rows`: pairs of pixels that stand in line.
  private static let pairsInLine = 16.0

  /// A strip's rows of outputs, and of the image, those in the padding apart.
  private struct Strip {
    let rows: Double
    let planeRows: Double
    let firstInside: Double
    let insideRows: Double
    /// The strip's first row of outputs, and of the image.
    let firstOutput: Double
    let firstInput: Double

    init(_ call: PlannedCall, first: Double, taps: Double) {
      let stride = call["stride"]
      rows = min(call["strip_rows"], call["output_height"] - first)
      planeRows = stride * (rows - 1) + taps
      let top = first * stride - call["pad_top"]
      firstInside = min(max(0, -top), planeRows)
      insideRows = max(0, min(call["input_height"] - top, planeRows) - firstInside)
      firstOutput = first
      firstInput = top + firstInside
    }
  }

  private static func cut(_ call: PlannedCall, taps: Double) -> [Strip] {
    stride(from: 0, to: call["output_height"], by: max(call["strip_rows"], 1)).map {
      Strip(call, first: $0, taps: taps)
    }
  }

  /// The share of channels whose sums below zero are rounded away from it.
  private static func signedShare(_ call: PlannedCall, words: Int) -> Double {
    guard call["rounds_negatives"] == roundsShifted else { return call["rounds_negatives"] }
    let bytes = call.constant("channels")
    let channels = bytes.count / (4 * words)
    let signed = (0..<channels).count { channel in
      let place = 4 * (channel * words + shiftWord)
      return bytes[place] != 0 && bytes[place + 3] < 128
    }
    return Double(signed) / Double(max(channels, 1))
  }

  /// `mcub_depthwise_strips`: some channels' planes at a time, then groups of outputs of each.
  private static func strips(
    _ call: PlannedCall, filter: StripFilter
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let cut = Self.cut(call, taps: filter.taps)
    let batches = call["batches"]
    let (inputs, step, width) = (call["input_channels"], call["stride"], call["input_width"])
    let channels = inputs * call["depth_multiplier"]
    let planes = call["planes"]
    // Planes that are filled together, and those filled one by one.
    let fours = planes == planesBeside ? (inputs / planesBeside).rounded(.down) : 0
    let alone = inputs - fours * planesBeside
    let planeRows = cut.reduce(0) { $0 + $1.planeRows } * batches
    let insideRows = cut.reduce(0) { $0 + $1.insideRows } * batches
    let padded = (planeRows - insideRows) * planes
    let columns = step * (call["output_width"] - 1) + filter.taps
    let edges = (cut.first?.planeRows ?? 0) * planes * batches
    let hasFirst = call["pad_left"].truncatingRemainder(dividingBy: 2)
    let pairs = hasFirst + ((width - hasFirst) / 2).rounded(.up)

    let count = Double(cut.count) * batches
    let rowGroups =
      cut.reduce(0) { $0 + blocks(of: $1.rows, by: filter.groupRows) } * batches * channels
    let tall = cut.reduce(0) { $0 + ($1.rows > filter.groupRows ? 1 : 0) } * batches * channels
    let columnGroups = (call["output_width"] / filter.groupColumns).rounded(.down)
    let hasRest = call["output_width"] > columnGroups * filter.groupColumns
    let signed = signedShare(call, words: filter.words)
    let isAlone = call["rounds_negatives"] == roundsShifted
    let isTogether = call["depth_multiplier"] == 1 && !isAlone
    let calls = isAlone ? channels : inputs
    let groups = rowGroups * (columnGroups + (hasRest ? 1 : 0))
    let kind = " by \(Int(step))"
    let loops =
      tall + (columnGroups > 1 ? rowGroups : 0) + (pairs > pairsInLine ? insideRows * fours : 0)
    return (
      [
        CostTerm("call", 1), CostTerm("strip", count), CostTerm("padded row", padded + 2 * edges),
        CostTerm("padded lane", padded * columns + edges * (columns - width)),
        CostTerm("fill", count * fours), CostTerm("row of a fill", insideRows * fours),
        CostTerm("pair of a fill", insideRows * fours * pairs),
        CostTerm(CostTerm.unalignedLoad, insideRows * fours * width * unalignedShare(of: [inputs])),
        CostTerm("row of a plane", insideRows * alone),
        CostTerm("pair of a plane", insideRows * alone * (width / 2).rounded(.down)),
        CostTerm("call of rows", isTogether ? 0 : count * calls),
        CostTerm("channel of a strip", count * channels),
        CostTerm("loop left", loops), CostTerm("row of groups", rowGroups),
        CostTerm("rest of a row", hasRest ? rowGroups : 0),
        CostTerm("group\(kind)", groups * (1 - signed)),
        CostTerm("group\(kind) signed", groups * signed),
      ] + clamp(call)
        + call.memory(
          passes: count, read: insideRows * inputs * width, written: call.outputElements,
          scratch: planeRows * inputs * columns * 2
        ) { walk(call, cut, filter, cache: &$0, $1) },
      depthwiseExtents(call)
    )
  }

  /// The walk of one batch's strips, of which all batches' are alike.
  private static func walk(
    _ call: PlannedCall, _ strips: [Strip], _ filter: StripFilter, cache: inout DataCache,
    _ places: CachedPlaces
  ) {
    let (inputs, width) = (Int(call["input_channels"]), Int(call["input_width"]))
    let copies = Int(call["depth_multiplier"])
    let (outputs, outputWidth) = (inputs * copies, Int(call["output_width"]))
    let planes = max(Int(call["planes"]), 1)
    for strip in strips {
      for first in stride(from: 0, to: inputs, by: planes) {
        let filled = min(planes, inputs - first)
        if let input = places.input {
          for pixel in 0..<Int(strip.insideRows) * width {
            cache.read(
              input + (Int(strip.firstInput) * width + pixel) * inputs + first, bytes: filled)
          }
        }
        let rowBytes = 2 * (Int(call["stride"]) * (outputWidth - 1) + Int(filter.taps))
        for row in 0..<Int(strip.planeRows) {
          guard let scratch = places.scratch else { break }
          for plane in 0..<filled {
            cache.write(scratch + row * planeRowBytes + plane * planeBytes, bytes: rowBytes)
          }
        }
        for channel in first * copies..<(first + filled) * copies {
          for row in 0..<Int(strip.planeRows) {
            guard let scratch = places.scratch else { break }
            let plane = channel / copies - first
            cache.read(scratch + row * planeRowBytes + plane * planeBytes, bytes: rowBytes)
          }
          if let weights = places.weights {
            cache.read(weights + channel * filter.words * 4, bytes: filter.words * 4, isFlash: true)
          }
          guard let output = places.output else { continue }
          for pixel in 0..<Int(strip.rows) * outputWidth {
            cache.write(
              output + (Int(strip.firstOutput) * outputWidth + pixel) * outputs + channel, bytes: 1)
          }
        }
      }
    }
  }
}
