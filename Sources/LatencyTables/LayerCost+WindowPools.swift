/// Forms of the pools and means for the DSP extension, which make a window's channels four or eight
/// at a time.
extension LayerCost {
  static let windowPoolForms: [String: CostForm] = [
    "mcub_average_pool_2d_s8_dsp": averages, "mcub_max_pool_2d_s8_dsp": maxima,
    "mcub_mean_s8_dsp": means,
  ]

  /// Windows up to which means are made of lanes, from which on by division: `MCUB_LANE_MEANS_LEAST`,
  /// `MCUB_LANE_MEANS_MOST`, and `MULTIPLIED_PIXELS` of the kernel.
  private static let (leastLaneMean, mostLaneMean, mostMultiplied) = (3, 128, 5700)
  /// Channels that are summed at once, and pixels of which a lane holds the sum:
  /// `MCUB_WINDOW_SUMS`, `MCUB_LANE_PIXELS`.
  private static let (sumChannels, lanePixels) = (8.0, 255.0)

  private static func windowExtents(_ call: PlannedCall, _ walk: WindowWalk) -> [CostTerm] {
    [
      CostTerm("channels", call["channels"]), CostTerm("output_pixels", walk.outputs),
      CostTerm("taps", walk.taps), CostTerm("stride", call["stride_height"]),
    ]
  }

  /// What `mcub_window_sums` takes of `places` windows of `rows` rows of `columns` pixels.
  private static func sums(
    channels: Double, places: Double, rows: Double, columns: Double
  ) -> [CostTerm] {
    let eights = (channels / sumChannels).rounded(.down) * places
    let rest = channels.truncatingRemainder(dividingBy: sumChannels) * places
    return [
      CostTerm("eight", eights), CostTerm("row of an eight", eights * rows),
      CostTerm("pixel of an eight", eights * rows * columns),
      CostTerm("lanes put away", eights * (rows * columns / lanePixels).rounded(.down)),
      CostTerm("channel of a rest", rest), CostTerm("row of a rest", rest * rows),
      CostTerm("pixel of a rest", rest * rows * columns),
      CostTerm(
        CostTerm.unalignedLoad, eights * 2 * rows * columns * unalignedShare(of: [channels])),
    ]
  }

  /// `mcub_average_pool_2d_s8_dsp`.
  private static func averages(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let (batches, channels) = (call["batches"], call["channels"])
    let fours = (channels / 4).rounded(.up)
    let unaligned = unalignedShare(of: [channels])
    var (nines, taps, divisors) = (0.0, 0.0, 1.0)
    var terms = [
      CostTerm("call", 1), CostTerm("row of places", walk.outputRows * batches),
      CostTerm("place", walk.outputs * batches),
    ]
    var latest = Int(walk.taps)
    for tall in walk.tapsOfRows {
      for wide in walk.tapsOfColumns {
        let count = tall * wide
        if count != latest { divisors += 1 }
        latest = count
        taps += Double(count)
        let isNine = tall == 3 && wide == 3
        let isJoined = !isNine && wide == Int(call["input_width"])
        let rows = isJoined ? 1.0 : Double(tall)
        let columns = isJoined ? Double(count) : Double(wide)
        guard channels >= 4, (leastLaneMean...mostLaneMean).contains(count) else {
          terms += sums(channels: channels, places: batches, rows: rows, columns: columns)
          terms.append(
            CostTerm(count > mostMultiplied ? "division" : "product", channels * batches))
          continue
        }
        terms.append(CostTerm(CostTerm.unalignedLoad, fours * Double(count) * unaligned * batches))
        if isNine {
          nines += 1
          continue
        }
        let threes = (columns / 3).rounded(.down)
        let rest = columns - 3 * threes
        terms += [
          CostTerm("four", fours * batches), CostTerm("row of a four", fours * rows * batches),
          CostTerm("three of a row", fours * rows * threes * batches),
          CostTerm("rest of a row", fours * rows * rest * batches),
          // Loops of more than one round are left as not foretold.
          CostTerm(
            "loop left",
            fours * ((rows > 1 ? 1 : 0) + (threes > 1 ? rows : 0)) * batches),
        ]
      }
    }
    terms += [
      CostTerm("place of nine", nines * batches), CostTerm("four of nine", nines * fours * batches),
      CostTerm("divisor", divisors),
    ]
    return (
      summed(terms) + clamp(call) + pooled(call, walk, taps: taps), windowExtents(call, walk)
    )
  }

  /// `mcub_max_pool_2d_s8_dsp`: windows of up to 3x3 at once, such two columns apart in a row.
  private static func maxima(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let walk = WindowWalk(call)
    let (batches, channels) = (call["batches"], call["channels"])
    let fours = (channels / 4).rounded(.up)
    let isRow =
      call["kernel_width"] == 3 && call["stride_width"] == 2 && call["kernel_height"] <= 3
      && channels >= 4
    let inRow = isRow ? Double(walk.tapsOfColumns.count { $0 == 3 }) : 0
    let rowsOfWindows = inRow > 0 ? walk.outputRows * batches : 0
    var (small, rows, taps) = (0.0, 0.0, 0.0)
    var large = 0.0
    for tall in walk.tapsOfRows {
      for wide in walk.tapsOfColumns {
        taps += Double(tall * wide)
        if isRow, wide == 3 { continue }
        if tall <= 3, wide <= 3, channels >= 4 {
          small += batches
        } else {
          large += batches
          rows += Double(tall) * batches
        }
      }
    }
    let largeTaps = large > 0 ? taps * batches * large / (walk.outputs * batches) : 0
    let whole = (channels / 4).rounded(.down)
    let rest = whole * 4 < channels ? 1.0 : 0
    let unaligned = unalignedShare(of: [channels])
    let loads = (small * 9 + rowsOfWindows * (6 * inRow + 3)) * fours + largeTaps * whole
    return (
      [
        CostTerm("call", 1), CostTerm("row of places", walk.outputRows * batches),
        CostTerm("row of windows", rowsOfWindows),
        CostTerm("four of a row", rowsOfWindows * fours),
        CostTerm("window of a row", rowsOfWindows * inRow * fours),
        CostTerm("small window", small), CostTerm("four of a small window", small * fours),
        CostTerm("large window", large), CostTerm("four of a large window", large * whole),
        CostTerm("row of a large four", rows * whole),
        CostTerm("pixel of a large four", largeTaps * whole),
        CostTerm("rest of a large window", large * rest), CostTerm("row of a rest", rows * rest),
        CostTerm("pixel of a rest", largeTaps * rest),
        CostTerm(CostTerm.unalignedLoad, loads * unaligned),
      ] + clamp(call) + pooled(call, walk, taps: taps), windowExtents(call, walk)
    )
  }

  /// `mcub_mean_s8_dsp`: all pixels are one row.
  private static func means(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let (batches, channels) = (call["batches"], call["channels"])
    return (
      [CostTerm("call", 1), CostTerm("output", call.outputElements)]
        + sums(channels: channels, places: batches, rows: 1, columns: call["pixels"])
        + call.memory(passes: 1, read: call.inputElements, written: call.outputElements) {
          cache, places in
          guard let input = places.input else { return }
          for first in stride(from: 0, to: Int(channels), by: Int(sumChannels)) {
            for pixel in 0..<Int(call["pixels"]) {
              cache.read(
                input + pixel * Int(channels) + first,
                bytes: min(Int(sumChannels), Int(channels) - first))
            }
          }
        },
      [CostTerm("channels", channels), CostTerm("pixels", call["pixels"])]
    )
  }

  /// What one image's windows read and write.
  private static func pooled(
    _ call: PlannedCall, _ walk: WindowWalk, taps: Double
  ) -> [CostTerm] {
    let (channels, batches) = (Int(call["channels"]), call["batches"])
    return call.memory(
      passes: 1, read: taps * call["channels"] * batches, written: call.outputElements
    ) { cache, places in
      let (height, width) = (Int(call["input_height"]), Int(call["input_width"]))
      let kernel = (Int(call["kernel_height"]), Int(call["kernel_width"]))
      let steps = (Int(call["stride_height"]), Int(call["stride_width"]))
      let padding = (Int(call["pad_top"]), Int(call["pad_left"]))
      for row in 0..<Int(walk.outputRows) {
        let top = row * steps.0 - padding.0
        for column in 0..<Int(walk.outputColumns) {
          let left = column * steps.1 - padding.1
          let (first, end) = (max(left, 0), min(left + kernel.1, width))
          if let input = places.input {
            for line in max(top, 0)..<max(min(top + kernel.0, height), max(top, 0)) {
              cache.read(input + (line * width + first) * channels, bytes: (end - first) * channels)
            }
          }
          if let output = places.output {
            let place = row * Int(walk.outputColumns) + column
            cache.write(output + place * channels, bytes: channels)
          }
        }
      }
    }
  }

  /// Terms of the same name as one.
  static func summed(_ terms: [CostTerm]) -> [CostTerm] {
    var order: [String] = []
    var counts: [String: Double] = [:]
    for term in terms {
      if counts[term.name] == nil { order.append(term.name) }
      counts[term.name, default: 0] += term.count
    }
    return order.map { CostTerm($0, counts[$0] ?? 0) }
  }
}
