import ModelGraph

extension KernelSelection {
  static let elementwiseRules: [String: SelectionRule] = [
    "mcub_add_s8_ref": { sum($0, sign: 1) },
    "mcub_sub_s8_ref": { sum($0, sign: -1) },
    "mcub_mul_s8_ref": product,
  ]

  static let broadcastFields = ["extents", "input1_strides", "input2_strides"]

  /// ADD, or SUB with `sign` -1.
  private static func sum(_ context: SelectionContext, sign: Int) -> KernelChoice {
    if let refusal = rowRefusal(context) { return .fallback(context.reference, refusal) }
    let tables = context.scaledBytes(sign: sign)
    let bound = tables.reduce(0) { $0 + ($1.map(abs).max() ?? 0) }
    guard
      let scaling = DoubledRequantization(
        multiplier: Int32(context["output_multiplier"]),
        leftShift: Int32(context["output_shift"]), zeroPoint: context["output_zero_point"],
        bound: bound)
    else { return .fallback(context.reference, "sums can leave 32 bits once doubled") }
    let words =
      [scaling.multiplier, scaling.addend, scaling.shift]
      + tables.joined().map { Int32($0 * scaling.factor) }
    let call = KernelCall(
      symbol: "mcub_add_s8_dsp", header: "mcub_add_s8_dsp.h",
      parameterType: "mcub_add_s8_dsp_params",
      parameters: context.arrays(broadcastFields) + ending(context, scaling),
      arguments: [
        context.reference.arguments[0], context.reference.arguments[1],
        .constant(KernelConstant(role: "words", int32: words)),
        context.reference.arguments[2],
      ], inPlaceInputs: context.reference.inPlaceInputs)
    return .simd(call, "a table of 256 sums an input, \(4 * words.count) B")
  }

  /// MUL.
  private static func product(_ context: SelectionContext) -> KernelChoice {
    if let refusal = rowRefusal(context) { return .fallback(context.reference, refusal) }
    let bound = 255 * 255
    guard
      let scaling = DoubledRequantization(
        multiplier: Int32(context["multiplier"]), leftShift: Int32(context["shift"]),
        zeroPoint: context["output_zero_point"], bound: bound)
    else { return .fallback(context.reference, "products can leave 32 bits once doubled") }
    let call = KernelCall(
      symbol: "mcub_mul_s8_dsp", header: "mcub_mul_s8_dsp.h",
      parameterType: "mcub_mul_s8_dsp_params",
      parameters: context.arrays(broadcastFields)
        + context.parameters(["input1_zero_point", "input2_zero_point"]) + [
          KernelParameter("multiplier", scaling.multiplier),
          KernelParameter("addend", scaling.addend),
          KernelParameter("shift", scaling.shift),
          KernelParameter("product_shift", Int32(scaling.factorShift)),
        ] + ending(context, scaling),
      arguments: context.reference.arguments, inPlaceInputs: context.reference.inPlaceInputs)
    return .simd(call, "four elements at a time")
  }

  private static func ending(
    _ context: SelectionContext, _ scaling: DoubledRequantization
  ) -> [KernelParameter] {
    let roundsNegatives = context.showsNegatives && scaling.roundsTwice
    return [KernelParameter("rounds_negatives", roundsNegatives ? 1 : 0)]
      + context.parameters(["activation_min", "activation_max"])
  }

  /// Why the inputs do not run side by side in rows that are worth a call.
  static func rowRefusal(_ context: SelectionContext) -> String? {
    let leastColumns = 8
    let columns = context.array("extents").last ?? 0
    let steps = ["input1_strides", "input2_strides"].map { context.array($0).last ?? 0 }
    if columns == 1 || steps != [1, 1] { return "an input is repeated along the last dimension" }
    if columns < leastColumns, columns < context.array("extents").reduce(1, *) {
      return "rows of \(columns) elements are too short"
    }
    return nil
  }
}

extension SelectionContext {
  /// Whether results below the zero point get through the activation.
  var showsNegatives: Bool { self["activation_min"] < self["output_zero_point"] }

  /// What each byte, unsigned, adds to a sum before its requantization: of ADD's two inputs, the second
  /// times `sign`.
  func scaledBytes(sign: Int) -> [[Int]] {
    (1...2).map { input in
      let zeroPoint = self["input\(input)_zero_point"]
      let scale = RequantizationMultiplier(
        multiplier: Int32(self["input\(input)_multiplier"]),
        shift: Int32(self["input\(input)_shift"]))
      return (0..<256).map { byte in
        let element = Int(Int8(truncatingIfNeeded: byte)) - zeroPoint
        let scaled = FixedPoint.requantize(Int32(element << 20), scale)
        return Int(scaled) * (input == 2 ? sign : 1)
      }
    }
  }

  /// The values of an array field of the reference call's parameters.
  ///
  /// - Precondition: the reference kernel's struct has that field.
  func array(_ field: String) -> [Int] { arrays([field])[0].values.map(Int.init) }

  /// Array fields of the reference call's parameters, in the order given.
  func arrays(_ fields: [String]) -> [KernelParameter] {
    fields.map { field in
      guard let parameter = reference.parameters.first(where: { $0.name == field }) else {
        preconditionFailure("\(reference.symbol) has no field \(field)")
      }
      return parameter
    }
  }
}
