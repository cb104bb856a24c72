/// The form of the reference depthwise convolution behind a data cache, which its weights crowd.
extension LayerCost {
  /// Taps of the outputs that are walked; of more, rows of outputs stand for those between them.
  private static let mostTapsWalked = 200_000.0

  /// `mcub_depthwise_conv_2d_s8_ref`: a place at a time, its outputs' taps strewn over the weights.
  static func strewnWindow(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    guard call.hasDataCache else { return plainWindow(call) }
    let walk = WindowWalk(call)
    let batches = call["batches"]
    let channels = call["input_channels"] * call["depth_multiplier"]
    let tall = Double(walk.tapsOfRows.reduce(0, +)) * batches * channels
    let lines = tall * walk.outputColumns
    // The loop over a line's taps is left as foretold where lines are single taps.
    let loops = tall * Double(walk.tapsOfColumns.count { $0 > 1 })
    return (
      [
        CostTerm("call", 1), CostTerm("place", walk.outputs * batches),
        CostTerm("output", call.outputElements), CostTerm("line", lines),
        CostTerm("loop left", loops), CostTerm("tap", walk.insideTaps * batches * channels),
      ] + placeLines(call, walk),
      imageExtents(call).filter { $0.count > 0 } + [CostTerm("channels", channels)]
    )
  }

  /// What the cache lacks.
  private static func placeLines(_ call: PlannedCall, _ walk: WindowWalk) -> [CostTerm] {
    let places = call.cachedPlaces
    let inputs = Int(call["input_channels"])
    let channels = inputs * Int(call["depth_multiplier"])
    let columns = Int(call["kernel_width"])
    let (width, steps) = (
      Int(call["input_width"]), (Int(call["stride_height"]), Int(call["stride_width"]))
    )
    let padding = (Int(call["pad_top"]), Int(call["pad_left"]))
    let outputWidth = Int(walk.outputColumns)
    let rowTaps = walk.insideTaps * Double(channels) / max(walk.outputRows, 1)
    let walked = max(1, min(Int(walk.outputRows), Int(mostTapsWalked / max(rowTaps, 1))))
    var cache = call.filledCache(places)
    var taps = 0.0
    for index in 0..<walked {
      let row = index * Int(walk.outputRows) / walked
      let top = max(0, padding.0 - row * steps.0)
      for column in 0..<outputWidth {
        let left = max(0, padding.1 - column * steps.1)
        let (tall, wide) = (walk.tapsOfRows[row], walk.tapsOfColumns[column])
        let pixel = (row * steps.0 - padding.0 + top) * width + column * steps.1 - padding.1 + left
        taps += Double(tall * wide)
        for channel in 0..<channels {
          for tap in 0..<tall * wide {
            let (y, x) = (tap / wide, tap % wide)
            if let input = places.input {
              let source = channel * inputs / channels
              cache.read(input + (pixel + y * width + x) * inputs + source, bytes: 1)
            }
            if let weights = places.constants.first {
              let place = ((top + y) * columns + left + x) * channels + channel
              cache.read(weights.lowerBound + place, bytes: 1, isFlash: true)
            }
          }
          for words in places.constants.dropFirst() where words.count >= 4 * channels {
            cache.read(words.lowerBound + 4 * channel, bytes: 4, isFlash: true)
          }
          if let output = places.output {
            cache.write(output + (row * outputWidth + column) * channels + channel, bytes: 1)
          }
        }
      }
    }
    let share = walk.insideTaps * call["batches"] / max(taps, 1)
    return call.lines(cache).map { CostTerm($0.name, $0.count * share) }
  }
}
