import ModelGraph

extension KernelSelection {
  static let dataMovementRules: [String: SelectionRule] = [
    "mcub_concatenation_ref": {
      copy($0, "concatenation", "rows in words, the short ones without a call")
    },
    "mcub_split_ref": { copy($0, "split", "rows in words, the short ones without a call") },
    "mcub_strided_copy_ref": {
      copy($0, "strided_copy", "two dimensions at a time in blocks of \($0["block_bytes"]) B")
    },
  ]

  private static func copy(
    _ context: SelectionContext, _ kernel: String, _ reason: String
  ) -> KernelChoice {
    let call = KernelCall(
      symbol: "mcub_\(kernel)_dsp", header: "mcub_\(kernel).h",
      parameterType: "mcub_\(kernel)_params", parameters: context.reference.parameters,
      arguments: context.reference.arguments, inPlaceInputs: context.reference.inPlaceInputs,
      isPlainCopy: context.reference.isPlainCopy)
    return .generic(call, reason)
  }
}
