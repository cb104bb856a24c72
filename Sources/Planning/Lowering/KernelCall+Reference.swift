import ModelGraph

extension KernelCall {
  /// A call of the reference kernel of an operator and type, `conv_2d_s8`.
  ///
  /// The fields stand in the parameter struct's order; each must fit in 32 bits.
  static func reference(
    _ kernel: String, parameters fields: KeyValuePairs<String, Int>,
    arguments: [KernelArgument], inPlaceInputs: [Int] = []
  ) throws(LoweringRefusal) -> KernelCall {
    reference(
      kernel, parameters: try KernelParameter.narrowed(fields), arguments: arguments,
      inPlaceInputs: inPlaceInputs)
  }

  static func reference(
    _ kernel: String, parameters: [KernelParameter], arguments: [KernelArgument],
    inPlaceInputs: [Int] = []
  ) -> KernelCall {
    KernelCall(
      symbol: "mcub_\(kernel)_ref", header: "mcub_\(kernel).h",
      parameterType: "mcub_\(kernel)_params", parameters: parameters, arguments: arguments,
      inPlaceInputs: inPlaceInputs)
  }
}

extension KernelParameter {
  /// Fields of one value each, which must fit in 32 bits.
  static func narrowed(
    _ fields: KeyValuePairs<String, Int>
  ) throws(LoweringRefusal) -> [KernelParameter] {
    var parameters: [KernelParameter] = []
    for (name, value) in fields {
      parameters.append(KernelParameter(name, try LoweringRefusal.narrowed(value, name)))
    }
    return parameters
  }

  /// An array field from values that must fit in 32 bits.
  static func narrowed(
    _ name: String, array values: [Int]
  ) throws(LoweringRefusal) -> KernelParameter {
    var narrow: [Int32] = []
    for value in values { narrow.append(try LoweringRefusal.narrowed(value, name)) }
    return KernelParameter(name, array: narrow)
  }
}
