import FirmwareArtifacts

/// Holds a linked image against what its plan intended.
enum KernelGuard {
  /// - Throws: When a kernel that is called is not linked, or has no instruction of the kind that it
  ///   was chosen for.
  static func check(
    _ required: [RequiredKernel], in elf: [UInt8], at path: String
  ) throws(ToolError) {
    guard !required.isEmpty else { return }
    let code: LinkedCode
    do throws(ELFReader.Malformed) {
      code = try LinkedCode(elf)
    } catch {
      throw ToolError(.malformedImage(path: path, problem: error.problem))
    }
    for kernel in required {
      guard code.contains(kernel.symbol) else {
        throw ToolError(.kernelNotLinked(symbol: kernel.symbol))
      }
      let instructions = code.instructions(reachedFrom: kernel.symbol)
      if kernel.needsSIMD, !instructions.contains(where: \.isSIMD) {
        throw ToolError(
          .kernelWithoutSIMD(symbol: kernel.symbol, instructions: instructions.count))
      }
    }
  }
}
