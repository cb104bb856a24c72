/// Forms of the kernels that move bytes.
extension LayerCost {
  static let movementForms: [String: CostForm] = [
    "mcub_concatenation_dsp": { joined($0, copy: anyPlace) },
    "mcub_concatenation_ref": { call in joined(call) { likePlaces($0, call) } },
    "mcub_strided_copy_dsp": faces,
    "mcub_strided_copy_ref": rows,
    "mcub_pad_ref": padded,
  ]

  /// Copies of one size: how many, of how many bytes, and the share whose ends both lie on words.
  private struct Copies {
    let count: Double
    let bytes: Double
    let alignedShare: Double
    /// Loads of words, of one copy, that lie beside words.
    var unalignedLoads = 0.0
  }

  /// Words that `mcub_copy_block` loads of a block at `source` and that lie beside words.
  ///
  /// A long block goes to newlib's memcpy for Armv7-M: by words from where the source or the target
  /// lies on one, if neither does from the target's next word on.
  private static func unalignedLoads(at source: Int, to target: Int, bytes: Int) -> Double {
    guard Double(bytes) < longBlock else {
      let head = isAligned(source) || isAligned(target) ? 0 : 4 - target & 3
      return isAligned(source + head) ? 0 : Double((bytes - head) / 4)
    }
    guard bytes >= 4 else { return 0 }
    let sixteens = (bytes - 1) / 16
    let rest = bytes - 16 * sixteens
    guard rest >= 4 else { return isAligned(source) ? 0 : Double(4 * sixteens) }
    return (isAligned(source) ? 0 : Double(4 * sixteens + 2))
      + (isAligned(source + bytes) ? 0 : 2)
  }

  /// Places looked at for how many lie on words.
  private static let placesTried = 128

  private static func isAligned(_ address: Int) -> Bool { address & 3 == 0 }

  /// Bytes from which on `mcub_copy_block` calls memcpy: `MCUB_LONG_BLOCK`.
  private static let longBlock = 64.0

  /// `mcub_copy_block`: sixteen bytes at a time, the last at once, wherever both ends lie.
  private static func anyPlace(_ copies: Copies) -> [CostTerm] {
    let sixteens = ((copies.bytes - 1) / 16).rounded(.down)
    let rest = copies.bytes - 16 * sixteens
    if copies.bytes >= longBlock {
      let lines = (copies.bytes / 64).rounded(.down)
      let words = (copies.bytes / 4).rounded(.down)
      return [
        CostTerm("long copy", copies.count), CostTerm("sixty-four", copies.count * lines),
        CostTerm("sixteen of a rest", copies.count * (words / 4 - 4 * lines).rounded(.down)),
        CostTerm("word of a rest", copies.count * words.truncatingRemainder(dividingBy: 4)),
        CostTerm("tail of a copy", copies.bytes > 4 * words ? copies.count : 0),
        CostTerm(CostTerm.unalignedLoad, copies.count * copies.unalignedLoads),
      ]
    }
    return [
      CostTerm("copy", copies.count), CostTerm("sixteen", copies.count * sixteens),
      CostTerm("eight and more", rest >= 8 ? copies.count : 0),
      CostTerm("four and more", rest >= 4 && rest < 8 ? copies.count : 0),
      CostTerm("rest of bytes", rest < 4 ? copies.count : 0),
      CostTerm("byte", rest < 4 ? copies.count * rest : 0),
      CostTerm(CostTerm.unalignedLoad, copies.count * copies.unalignedLoads),
    ]
  }

  /// A memcpy that goes by words where both ends lie on words, four at a time, else by bytes.
  private static func likePlaces(_ copies: Copies, _ call: PlannedCall) -> [CostTerm] {
    let sixteens = (copies.bytes / 16).rounded(.down)
    let words = (copies.bytes / 4).rounded(.down) - 4 * sixteens
    let rest = copies.bytes - 16 * sixteens - 4 * words
    let aligned = copies.bytes < call.wordCopyBytes ? 0 : copies.count * copies.alignedShare
    let apart = copies.count - aligned
    return [
      CostTerm("copy", aligned), CostTerm("copy apart", apart),
      CostTerm("sixteen", aligned * sixteens), CostTerm("word", aligned * words),
      CostTerm("byte", aligned * rest), CostTerm("byte apart", apart * copies.bytes),
    ]
  }

  private static func joined(
    _ call: PlannedCall, copy: (Copies) -> [CostTerm]
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let count = call["input_count"]
    let outer = call["outer_count"]
    let bytes = call.outputElements
    let total = Int(bytes / max(outer, 1))
    var before = 0
    var copies: [CostTerm] = []
    for input in 0..<Int(count) {
      let elements = call.inputShape(input).reduce(1, *)
      let row = elements / max(Int(outer), 1)
      let tried = min(Int(outer), placesTried)
      let aligned = (0..<tried).count { isAligned($0 * row) && isAligned(before + $0 * total) }
      let unaligned = (0..<tried).reduce(0) {
        $0 + unalignedLoads(at: $1 * row, to: before + $1 * total, bytes: row)
      }
      copies += copy(
        Copies(
          count: outer, bytes: Double(row), alignedShare: Double(aligned) / Double(max(tried, 1)),
          unalignedLoads: unaligned / Double(max(tried, 1))))
      before += row
    }
    return (
      [CostTerm("call", 1), CostTerm("input", count), CostTerm("row", outer)] + summed(copies)
        + call.traffic(read: bytes, written: bytes),
      [CostTerm("rows", outer * count), CostTerm("bytes", bytes)]
    )
  }

  private static func stridedExtents(_ call: PlannedCall) -> [CostTerm] {
    [
      CostTerm("blocks", call.array("extents").reduce(1, *)),
      CostTerm("block_bytes", call["block_bytes"]),
    ]
  }

  /// `mcub_strided_copy_ref`: rows along the last dimension.
  private static func rows(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let extents = call.array("extents")
    let total = extents.reduce(1, *)
    let block = call["block_bytes"]
    let rows = total / max(extents.last ?? 1, 1)
    var outer = 1.0
    // Where an index comes to its end, that of the next dimension moves on.
    let carries = extents.dropLast(2).reduce(0.0) { sum, extent in
      outer *= extent
      return sum + outer
    }
    return (
      [CostTerm("call", 1), CostTerm("row", rows), CostTerm("carry", carries)]
        + (block == 1
          ? [CostTerm("single byte", total)]
          : likePlaces(
            Copies(count: total, bytes: block, alignedShare: alignedShare(of: call)), call))
        + call.traffic(read: total * block, written: total * block),
      stridedExtents(call)
    )
  }

  /// The share of a strided copy's blocks of which both ends lie on words.
  private static func alignedShare(of call: PlannedCall) -> Double {
    let block = Int(call["block_bytes"])
    let sources = sources(of: call)
    let aligned = sources.indices.count { isAligned(sources[$0]) && isAligned($0 * block) }
    return Double(aligned) / Double(max(sources.count, 1))
  }

  /// Where the first blocks of a strided copy come from.
  private static func sources(of call: PlannedCall) -> [Int] {
    let extents = call.array("extents").map { max(Int($0), 1) }
    let strides = call.array("input_strides").map { Int($0) }
    return (0..<min(extents.reduce(1, *), placesTried)).map { index in
      var (left, source) = (index, Int(call["input_offset_bytes"]))
      for dimension in extents.indices.reversed() {
        source += left % extents[dimension] * strides[dimension]
        left /= extents[dimension]
      }
      return source
    }
  }

  /// `mcub_strided_copy_dsp`: the two innermost dimensions at a time.
  private static func faces(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let extents = call.array("extents")
    let total = extents.reduce(1, *)
    let block = call["block_bytes"]
    let (rows, columns) = (extents.dropLast().last ?? 1, extents.last ?? 1)
    let faces = total / max(rows * columns, 1)
    let rowStep = call.array("input_strides").dropLast().last ?? 0
    let terms: [CostTerm]
    if block > 1 {
      let sources = sources(of: call)
      let unaligned = sources.indices.reduce(0) {
        $0 + unalignedLoads(at: sources[$1], to: $1 * Int(block), bytes: Int(block))
      }
      terms =
        [CostTerm("line of blocks", faces * rows)]
        + anyPlace(
          Copies(
            count: total, bytes: block, alignedShare: alignedShare(of: call),
            unalignedLoads: unaligned / Double(max(sources.count, 1))))
    } else if columns == 2, rowStep == 1 {
      let fours = (rows / 4).rounded(.down)
      let step = call.array("input_strides").last ?? 0
      let faceStep = call.array("input_strides").dropLast(2).last ?? 0
      let unaligned =
        unalignedShare(of: [faceStep]) + unalignedShare(of: [faceStep], offset: step)
      terms = [
        CostTerm("interleaved", faces), CostTerm("interleaved four", faces * fours),
        CostTerm("interleaved pair", faces * (rows - fours * 4)),
        CostTerm(CostTerm.unalignedLoad, faces * fours * unaligned),
      ]
    } else {
      let (lines, inner) = (min(rows, columns), max(rows, columns))
      let fours = (inner / 4).rounded(.down)
      let rest = inner - fours * 4
      terms = [
        CostTerm("line of bytes", faces * lines), CostTerm("four bytes", faces * lines * fours),
        CostTerm("line with a rest", rest > 0 ? faces * lines : 0),
        CostTerm("single byte", faces * lines * rest),
      ]
    }
    return (
      [CostTerm("call", 1), CostTerm("face", faces)] + terms
        + call.traffic(read: total * block, written: total * block),
      stridedExtents(call)
    )
  }

  /// `mcub_pad_ref`: rows along the last dimension, filled or copied between what is filled.
  private static func padded(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let inputs = call.array("input_extents")
    let outputs = call.array("output_extents")
    let size = max(call["element_bytes"], 1)
    let last = (input: inputs.last ?? 1, output: outputs.last ?? 1)
    let copied = inputs.reduce(1, *) / max(last.input, 1)
    let rows = outputs.reduce(1, *) / max(last.output, 1)
    let bytes = last.input * size
    let isWhole = bytes.truncatingRemainder(dividingBy: 4) == 0
    let before = (call.array("before").last ?? 0) * size
    let isSame =
      isWhole && (last.output * size).truncatingRemainder(dividingBy: 4) == 0
      && before.truncatingRemainder(dividingBy: 4) == 0
    let filled = (rows - copied) * last.output + copied * (last.output - last.input)
    let share = isSame ? 1 : isWhole ? 0.25 : 1.0 / 16
    return (
      [
        CostTerm("call", 1), CostTerm("row filled", rows - copied),
        CostTerm(isSame ? "filled byte" : "filled byte apart", filled * size),
      ]
        + likePlaces(Copies(count: copied, bytes: bytes, alignedShare: share), call)
        + call.traffic(read: copied * bytes, written: rows * last.output * size),
      [CostTerm("rows", rows), CostTerm("bytes", rows * last.output * size)]
    )
  }
}
