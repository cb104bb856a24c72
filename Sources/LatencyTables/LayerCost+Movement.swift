/// Forms of the kernels that move bytes.
extension LayerCost {
  static let movementForms: [String: CostForm] = Dictionary(
    uniqueKeysWithValues: ["mcub_concatenation_dsp", "mcub_concatenation_ref"].map { ($0, joined) }
      + ["mcub_strided_copy_dsp", "mcub_strided_copy_ref"].map { ($0, strided) })

  /// Bytes that a copy loop moves at once, and what is left of a row.
  private static func wordsAndRest(_ bytes: Double) -> (words: Double, rest: Double) {
    ((bytes / 4).rounded(.down), bytes.truncatingRemainder(dividingBy: 4))
  }

  private static func joined(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let count = call["input_count"]
    let rows = call["outer_count"] * count
    let bytes = call.outputElements
    let (words, rest) = wordsAndRest(bytes / max(rows, 1))
    return (
      [
        CostTerm("call", 1), CostTerm("input", count), CostTerm("row", rows),
        CostTerm("word", words * rows), CostTerm("byte", rest * rows),
      ] + call.traffic(read: bytes, written: bytes),
      [CostTerm("rows", rows), CostTerm("bytes", bytes)]
    )
  }

  private static func strided(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let extents = call.array("extents")
    let total = extents.reduce(1, *)
    let block = call["block_bytes"]
    let (words, rest) = wordsAndRest(block)
    let inner = extents.suffix(2)
    let faces = total / max(inner.reduce(1, *), 1)
    let kind = block == 1 ? "single byte" : "block"
    return (
      [
        CostTerm("call", 1), CostTerm("face", faces),
        CostTerm("line", faces * (block == 1 ? inner.min() ?? 1 : inner.first ?? 1)),
        CostTerm(kind, total), CostTerm("word", block == 1 ? 0 : total * words),
        CostTerm("byte", block == 1 ? 0 : total * rest),
      ] + call.traffic(read: total * block, written: total * block),
      [CostTerm("blocks", total), CostTerm("block_bytes", block)]
    )
  }
}
