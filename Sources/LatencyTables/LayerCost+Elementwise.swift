/// Forms of the kernels that make an output element from those at its place.
extension LayerCost {
  static let elementwiseForms: [String: CostForm] = Dictionary(
    uniqueKeysWithValues: [
      "mcub_add_s8_dsp", "mcub_add_s8_m0", "mcub_add_s8_ref", "mcub_mul_s8_dsp", "mcub_mul_s8_m0",
      "mcub_mul_s8_ref", "mcub_sub_s8_ref", "mcub_maximum_s8_ref", "mcub_minimum_s8_ref",
    ].map { ($0, rowsOfElements) }
      + ["mcub_lookup_s8_dsp", "mcub_lookup_s8_ref", "mcub_relu_s8_ref"].map { ($0, elements) }
      + ["mcub_softmax_s8_dsp", "mcub_softmax_s8_ref"].map { ($0, softmax) })

  /// Rows of elements of two inputs, one of which may be repeated.
  private static func rowsOfElements(
    _ call: PlannedCall
  ) -> (terms: [CostTerm], extents: [CostTerm]) {
    let extents = call.array("extents") + call.array("output_extents")
    let columns = extents.last ?? call.outputElements
    let rows = call.outputElements / max(columns, 1)
    let last = (call.array("input1_strides").last, call.array("input2_strides").last)
    // The reference kernels make a repeated element as any other.
    let isRepeated = !call.symbol.hasSuffix("_ref") && (last.0 == 0 || last.1 == 0)
    let signed = call["rounds_negatives"] != 0 ? call.outputElements : 0
    var terms = [
      CostTerm("call", 1), CostTerm("row", rows),
      CostTerm(isRepeated ? "repeated element" : "element", call.outputElements),
      CostTerm("signed element", signed),
      CostTerm("odd element", rows * columns.truncatingRemainder(dividingBy: 4)),
    ]
    if call["activation_min"] > -128 || call["activation_max"] < 127 {
      terms.append(CostTerm("clamped output", call.outputElements))
      terms.append(CostTerm("clamped row", rows))
    }
    return (
      terms + streamed(call, inputs: 2),
      [CostTerm("rows", rows), CostTerm("columns", columns)]
    )
  }

  private static func elements(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    let count = call.outputElements
    return (
      [
        CostTerm("call", 1), CostTerm("element", count),
        CostTerm("odd element", count.truncatingRemainder(dividingBy: 8)),
      ] + streamed(call, inputs: 1),
      [CostTerm("elements", count)]
    )
  }

  /// What elements made one after the other read, write and look up.
  private static func streamed(_ call: PlannedCall, inputs: Int) -> [CostTerm] {
    let count = Int(call.outputElements)
    let read = Double(inputs) * call.outputElements
    let places = call.cachedPlaces
    guard call.hasDataCache, places.output != nil || places.inputs.contains(where: { $0 != nil })
    else { return call.lookups(read) + call.traffic(read: read, written: call.outputElements) }
    let sizes = places.inputs.indices.map { max(call.inputShape($0).reduce(1, *), 1) }
    var cache = call.filledCache(places)
    for first in stride(from: 0, to: count, by: DataCache.lineBytes) {
      let bytes = min(DataCache.lineBytes, count - first)
      for (input, size) in zip(places.inputs, sizes) {
        guard let input else { continue }
        cache.read(input + first % size, bytes: min(bytes, size - first % size))
      }
      for table in places.constants {
        cache.read(table.lowerBound, bytes: table.count, isFlash: true)
      }
      if let output = places.output { cache.write(output + first, bytes: bytes) }
    }
    return call.lines(cache)
  }

  private static func softmax(_ call: PlannedCall) -> (terms: [CostTerm], extents: [CostTerm]) {
    (
      [
        CostTerm("call", 1), CostTerm("row", call["rows"]),
        CostTerm("element", call.outputElements),
      ] + call.lookups(call.outputElements)
        + call.traffic(read: 3 * call.outputElements, written: call.outputElements),
      [CostTerm("rows", call["rows"]), CostTerm("depth", call["depth"])]
    )
  }
}
