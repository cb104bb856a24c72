/// The form of the reference depthwise convolution behind a data cache, which its weights crowd.
extension LayerCost {
  /// Places after which the cache holds what it will hold at every further one.
  private static let placesWalked = 3

  /// `mcub_depthwise_conv_2d_s8_ref`: a place at a time, its outputs' taps strewn over the weights.
  static func strewnWindow(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    guard call.hasDataCache else { return plainWindow(call) }
    let walk = WindowWalk(call)
    let batches = call["batches"]
    let channels = call["input_channels"] * call["depth_multiplier"]
    let lines =
      Double(walk.tapsOfRows.reduce(0, +)) * walk.outputColumns * batches * channels
    // The loop over a line's taps is left as foretold where lines are single taps.
    let loops = call["kernel_width"] > 1 ? lines : 0
    return (
      [
        CostTerm("call", 1), CostTerm("place", walk.outputs * batches),
        CostTerm("output", call.outputElements), CostTerm("line", lines),
        CostTerm("loop left", loops), CostTerm("tap", walk.insideTaps * batches * channels),
      ] + placeLines(call, walk),
      imageExtents(call).filter { $0.count > 0 } + [CostTerm("channels", channels)]
    )
  }

  /// What the cache lacks: at the first places one by one, then as at the last of them.
  private static func placeLines(_ call: PlannedCall, _ walk: WindowWalk) -> [CostTerm] {
    let places = call.cachedPlaces
    let inputs = Int(call["input_channels"])
    let channels = inputs * Int(call["depth_multiplier"])
    let (rows, columns) = (Int(call["kernel_height"]), Int(call["kernel_width"]))
    let width = Int(call["input_width"])
    let tall = min(rows, Int(call["input_height"]))
    let wide = min(columns, width)
    let count = Int(walk.outputs * call["batches"])
    var cache = call.filledCache(places)
    var counts: [(flash: Double, memory: Double, written: Double)] = [(0, 0, 0)]
    for place in 0..<min(count, placesWalked) {
      for channel in 0..<channels {
        for row in 0..<tall {
          for column in 0..<wide {
            if let input = places.input {
              let pixel = (row * width + column + place % max(width - wide + 1, 1)) * inputs
              cache.read(input + pixel + channel * inputs / channels, bytes: 1)
            }
            if let weights = places.constants.first {
              cache.read(
                weights.lowerBound + (row * columns + column) * channels + channel, bytes: 1,
                isFlash: true)
            }
          }
        }
        for words in places.constants.dropFirst() where words.count >= 4 * channels {
          cache.read(words.lowerBound + 4 * channel, bytes: 4, isFlash: true)
        }
        if let output = places.output { cache.write(output + place * channels + channel, bytes: 1) }
      }
      counts.append((cache.flashLines, cache.memoryLines, cache.writtenBack))
    }
    let last = counts[counts.count - 1]
    let before = counts[max(counts.count - 2, 0)]
    let more = Double(max(count - placesWalked, 0))
    // Windows at the border have fewer taps.
    let share = walk.insideTaps / max(walk.outputs * Double(tall * wide), 1)
    return [
      CostTerm(CostTerm.flashLine, (last.flash + more * (last.flash - before.flash)) * share),
      CostTerm(CostTerm.memoryLine, (last.memory + more * (last.memory - before.memory)) * share),
      CostTerm(CostTerm.writtenLine, last.written + more * (last.written - before.written)),
    ]
  }
}
