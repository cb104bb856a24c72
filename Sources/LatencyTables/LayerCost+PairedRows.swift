/// The form of the convolution for the DSP extension, which multiplies pairs of channels with tiles
/// of three columns.
extension LayerCost {
  static let pairedRowsForms: [String: CostForm] = ["mcub_conv_2d_s8_dsp": pairedRows]

  /// Columns of a tile, bytes of a tile's quad and of its end, bytes of a pair's quad and of what
  /// else a pair has: `mcub_gemm_s8_dsp.h`.
  private static let (dspColumns, tileQuadBytes, tileEndBytes) = (3.0, 24.0, 16.0)
  private static let (pairQuadBytes, pairBytes) = (8.0, 32.0)
  /// Products made for so many quads a row alone: `mcub_gemm_few_quads_s8_dsp.h`.
  private static let fewQuads: Set<Double> = [1, 2, 4, 7]
  /// Quads that `mcub_gemm_s8_dsp` makes without coming back to its loop's start.
  private static let quadsInLine = 32.0

  /// How `mcub_conv_2d_s8_dsp` cuts a layer up.
  private struct Cut {
    let walk: WindowWalk
    /// Batches times groups, each made alone.
    let runs: Double
    /// Output channels of a run, and pairs of them.
    let channels: Double
    let pairs: Double
    let tiles: Double
    let passes: Double
    /// Blocks of pairs of a pass.
    let passBlocks: Double
    let quads: Double
    let isPointwise: Bool

    init(_ call: PlannedCall) {
      walk = WindowWalk(call)
      runs = call["batches"] * call["groups"]
      channels = call["output_channels"] / max(call["groups"], 1)
      pairs = (channels / 2).rounded(.up)
      tiles = walk.outputs < dspColumns ? walk.outputs : blocks(of: walk.outputs, by: dspColumns)
      passes = blocks(of: tiles, by: call["tiles"])
      passBlocks =
        blocks(of: (channels / 2).rounded(.down), by: call["block_pairs"])
        + channels.truncatingRemainder(dividingBy: 2)
      quads = call["quads"]
      isPointwise = walk.taps == 1 && call["pad_top"] == 0 && call["pad_left"] == 0
    }
  }

  /// `mcub_conv_2d_s8_dsp`: a pass widens its tiles of three columns, then multiplies them with
  /// pairs of channels, a block of pairs at a time.
  private static func pairedRows(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let cut = Cut(call)
    let (walk, runs, quads) = (cut.walk, cut.runs, cut.quads)
    let isSigned = call["rounds_negatives"] != 0
    let isFew = fewQuads.contains(quads)
    let isGeneral = call["is_general"] != 0
    let kind = isGeneral ? " general" : isSigned ? " signed" : isFew ? " of few" : ""
    let passes = cut.passes * runs
    let tiles = cut.tiles * runs
    let products = tiles * cut.pairs
    let isLooped = quads > quadsInLine && (isSigned || !isFew)
    // The code of the steps that a product runs through crowds what is run between passes.
    let steps = min((quads / 2).rounded(.up), quadsInLine / 2)
    var terms = [
      CostTerm("call", 1), CostTerm("group", runs - 1), CostTerm("pass", passes),
      CostTerm("step of a pass", passes * steps),
      CostTerm("block of a pass", passes * cut.passBlocks),
      CostTerm("tile and block", tiles * cut.passBlocks), CostTerm("product\(kind)", products),
      CostTerm(isGeneral ? "quad of a general product" : "quad of a product", products * quads),
      CostTerm("looped product", isLooped ? products : 0),
    ]
    terms += cut.isPointwise ? widenedPixels(call, cut) : widenedColumns(call, cut)
    if call["activation_min"] > -128 || call["activation_max"] < 127 {
      terms.append(CostTerm("clamped output", call.outputElements))
    }
    let inputs = call["filter_channels"]
    terms += call.memory(
      passes: passes,
      read: cut.isPointwise ? call.inputElements : walk.insideTaps * inputs * runs,
      written: call.outputElements, scratch: products * quads * tileQuadBytes
    ) { Self.walk(call, cut, cache: &$0, $1) }
    return (terms, imageExtents(call) + [CostTerm("length", walk.taps * inputs)])
  }

  /// `widen_pixels`: a 1x1 kernel's three pixels at once.
  private static func widenedPixels(_ call: PlannedCall, _ cut: Cut) -> [CostTerm] {
    let tiles = cut.tiles * cut.runs
    let channels = call["input_channels"]
    let isDense =
      call["stride_height"] == 1 && call["stride_width"] == 1 && call["groups"] == 1
      && cut.walk.outputs >= dspColumns
    let steps =
      isDense ? [channels] : [call["stride_width"] * channels, call["input_width"] * channels]
    let loads = tiles * 3 * cut.quads
    let unaligned = CostTerm(CostTerm.unalignedLoad, loads * unalignedShare(of: steps))
    guard isDense else {
      let whole = (call["filter_channels"] / 4).rounded(.down)
      return [
        CostTerm("tile apart", tiles), CostTerm("quad apart", tiles * whole),
        CostTerm("tail apart", whole < cut.quads ? tiles : 0), unaligned,
      ]
    }
    let twos = (cut.quads / 2).rounded(.down)
    return [
      CostTerm("widened tile", tiles), CostTerm("widened quad", tiles * (cut.quads - 2 * twos)),
      CostTerm("widened two quads", tiles * twos), CostTerm("widened loop", twos > 1 ? tiles : 0),
      unaligned,
    ]
  }

  /// `mcub_widen_taps_s8_dsp`: a column at a time, those at the border tap by tap.
  private static func widenedColumns(_ call: PlannedCall, _ cut: Cut) -> [CostTerm] {
    let (walk, runs, quads) = (cut.walk, cut.runs, cut.quads)
    let (channels, rows) = (call["filter_channels"], call["kernel_height"])
    let lineBytes = call["kernel_width"] * channels
    let isDense =
      call["dilation_height"] == 1 && call["dilation_width"] == 1 && call["groups"] == 1
    let whole = isDense ? walk.wholePlaces * runs : 0
    let edges = walk.outputs * runs - whole
    let step = call["stride_width"] * call["input_channels"]
    let rowBytes = call["input_width"] * call["input_channels"]
    let offset = 4 * rowBytes + 4 * step - call["pad_left"] * call["input_channels"]
    let unaligned = unalignedShare(of: [rowBytes, step], offset: offset)
    let way: String
    var terms: [CostTerm] = []
    if lineBytes == 9, rows == 3 {
      let isEven =
        rowBytes.truncatingRemainder(dividingBy: 4) == 0
        && step.truncatingRemainder(dividingBy: 4) == 2
        && offset.truncatingRemainder(dividingBy: 2) == 0
      way = isEven ? " of even nines" : " of nines"
      terms = [CostTerm("column\(way)", whole)]
    } else if lineBytes.truncatingRemainder(dividingBy: 4) == 0 {
      let fours = (lineBytes / 16).rounded(.down)
      terms = [
        CostTerm("column", whole), CostTerm("line of a column", whole * rows),
        CostTerm("sixteen of a line", whole * rows * fours),
        CostTerm("quad of a line", whole * rows * (lineBytes / 4 - 4 * fours)),
        CostTerm(CostTerm.unalignedLoad, whole * quads * unaligned),
      ]
    } else {
      let words = (lineBytes / 4).rounded(.up)
      terms = [
        CostTerm("gathered column", whole), CostTerm("gathered line", whole * rows),
        CostTerm("gathered word", lineBytes < 4 ? 0 : whole * rows * words),
        CostTerm("gathered byte", lineBytes < 4 ? whole * rows * lineBytes : 0),
        CostTerm("gathered quad", whole * quads),
        CostTerm(CostTerm.unalignedLoad, lineBytes < 4 ? 0 : whole * rows * words * unaligned),
      ]
    }
    // Columns that jut out of the image, or whose taps lie apart.
    let isWords = channels.truncatingRemainder(dividingBy: 4) == 0
    let isSingle = isDense && lineBytes == 4
    let edge =
      isSingle ? "word column at the edge" : isWords ? "edge column" : "gathered edge column"
    terms += [
      CostTerm("row of columns", walk.outputRows * runs), CostTerm(edge, edges),
      CostTerm("line of \(edge)", edges * rows),
    ]
    if !isSingle { terms.append(CostTerm("quad of \(edge)", edges * quads)) }
    return terms
  }

  /// What one group of one image reads and writes.
  private static func walk(
    _ call: PlannedCall, _ cut: Cut, cache: inout DataCache, _ places: CachedPlaces
  ) {
    let columns = cut.walk.outputs < dspColumns ? 1 : Int(dspColumns)
    let (outputs, width) = (Int(cut.walk.outputs), Int(cut.walk.outputColumns))
    let passColumns = max(Int(call["tiles"]), 1) * columns
    let channels = Int(call["output_channels"])
    let stream = Int(cut.quads * pairQuadBytes + pairBytes)
    let tile = Int(cut.quads * tileQuadBytes + tileEndBytes)
    let blockPairs = max(Int(call["block_pairs"]), 1)
    let isClamped = call["activation_min"] > -128 || call["activation_max"] < 127
    let taps = WindowTaps(call)
    for first in stride(from: 0, to: outputs, by: passColumns) {
      let count = min(passColumns, outputs - first)
      let tiles = (count + columns - 1) / columns
      for index in 0..<tiles {
        if let input = places.input {
          for column in 0..<columns {
            let place = min(first + index * columns + column, outputs - 1)
            taps.read(row: place / width, column: place % width, from: input, cache: &cache)
          }
        }
        if let scratch = places.scratch { cache.write(scratch + index * tile, bytes: tile) }
      }
      for block in stride(from: 0, to: Int(cut.pairs), by: blockPairs) {
        for index in 0..<tiles {
          for pair in block..<min(block + blockPairs, Int(cut.pairs)) {
            if let scratch = places.scratch {
              cache.read(scratch + index * tile, bytes: tile)
            }
            if let weights = places.weights {
              cache.read(weights + pair * stream, bytes: stream, isFlash: true)
            }
            guard let output = places.output else { continue }
            for column in 0..<columns {
              let pixel = min(first + index * columns + column, outputs - 1)
              cache.write(output + pixel * channels + 2 * pair, bytes: 2)
            }
          }
        }
      }
      if isClamped, let output = places.output {
        cache.read(output + first * channels, bytes: count * channels)
        cache.write(output + first * channels, bytes: count * channels)
      }
    }
  }
}

/// Where a window's taps lie in an image.
private struct WindowTaps {
  private let height: Int, width: Int, channels: Int
  private let rows: Int, reach: Int, rowStep: Int
  private let strideHeight: Int, strideWidth: Int, padTop: Int, padLeft: Int

  init(_ call: PlannedCall) {
    (height, width) = (Int(call["input_height"]), Int(call["input_width"]))
    channels = Int(call["input_channels"])
    rows = Int(call["kernel_height"])
    reach = (Int(call["kernel_width"]) - 1) * Int(call["dilation_width"]) + 1
    rowStep = Int(call["dilation_height"])
    (strideHeight, strideWidth) = (Int(call["stride_height"]), Int(call["stride_width"]))
    (padTop, padLeft) = (Int(call["pad_top"]), Int(call["pad_left"]))
  }

  /// Reads the taps of a place that lie in the image, line by line.
  func read(row: Int, column: Int, from input: Int, cache: inout DataCache) {
    let left = column * strideWidth - padLeft
    let (start, end) = (max(left, 0), min(left + reach, width))
    for tap in 0..<rows {
      let line = row * strideHeight - padTop + tap * rowStep
      guard line >= 0, line < height, start < end else { continue }
      cache.read(input + (line * width + start) * channels, bytes: (end - start) * channels)
    }
  }
}
