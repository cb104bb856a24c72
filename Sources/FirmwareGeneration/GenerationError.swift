package import Failures

/// Why no firmware can be made for a plan.
package struct GenerationError: Failure, Hashable {
  package let reason: Reason

  package enum Reason: Hashable, Sendable {
    /// The board has no firmware to build a model into; it runs images from elsewhere.
    case runsImagesOnly(board: String)
    /// A file or folder of the installed program cannot be read.
    case unreadable(path: String)
    /// The board profile names a file that the template does not have.
    case missingTemplateFile(String)
    /// The plan calls a kernel without a source file.
    case missingKernel(String)
    /// The firmware's tables hold fewer of these than the model has.
    case tooMany(what: String, count: Int, limit: Int)
    /// The linker script of a template does not know how to move the code.
    case codeStaysInPlace(script: String)
    /// The linker script of a template has no region alias for what a placement moves.
    case placementStays(script: String, alias: String)
    /// A tensor or scratch that a layer uses has no place in memory.
    case unplaced(tensor: Int?, layer: Int)
    /// The EEMBC protocol has one input and one output.
    case notOneInputAndOutput(inputs: Int, outputs: Int)
    /// The model is not the benchmark that was asked for.
    case otherBenchmark(String, why: String)
    /// The EEMBC protocol tells results as real numbers.
    case outputWithoutRealNumbers(type: String)
    /// The network overwrites its input, and there is no memory for a copy.
    case inputIsUsedUp(bytes: Int)
    /// No memory region has room for the bytes that a host sends.
    case noRoomForBuffer(bytes: Int, largestRoomBytes: Int)
  }

  package init(reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .runsImagesOnly(let board):
      "\(board) runs images only: there is no firmware to build a model into"
    case .unreadable(let path): "\(path): cannot be read"
    case .missingTemplateFile(let path): "the firmware template has no file \(path)"
    case .missingKernel(let symbol): "there is no source file for the kernel \(symbol)"
    case .tooMany(let what, let count, let limit):
      "the model has \(count) \(what), the firmware can hold \(limit)"
    case .codeStaysInPlace(let script):
      "\(script) does not know mcub_code_padding, by which code is moved in the flash"
    case .placementStays(let script, let alias):
      "\(script) has no REGION_ALIAS of \(alias), by which a placement is chosen"
    case .unplaced(let tensor?, let layer):
      "layer \(layer): tensor \(tensor) has no place in memory"
    case .unplaced(nil, let layer): "layer \(layer): its scratch has no place in memory"
    case .notOneInputAndOutput(let inputs, let outputs):
      "the EEMBC protocol takes one input and gives one output, the model has \(inputs) and "
        + "\(outputs)"
    case .otherBenchmark(let benchmark, let why): "the benchmark \(benchmark) \(why)"
    case .outputWithoutRealNumbers(let type):
      "the EEMBC protocol tells results as real numbers, which the model's \(type) output has not"
    case .inputIsUsedUp(let bytes):
      "the model overwrites its input, and no memory is left for a copy of \(bytes) B; the EEMBC "
        + "protocol infers many times on one input"
    case .noRoomForBuffer(let bytes, let room):
      "the EEMBC protocol's input buffer needs \(bytes) B, the largest room beside the model has "
        + "\(room) B"
    }
  }

  package var remedy: String? {
    switch reason {
    case .runsImagesOnly(let board):
      "run an image that was built for it with 'mcubench mlperf --board \(board) --image FILE', or "
        + "take another of 'mcubench boards'"
    case .unreadable, .missingTemplateFile, .missingKernel:
      "install mcubench anew, or name its folders by flag"
    case .tooMany: "split the model, or merge its layers before conversion"
    case .codeStaysInPlace, .placementStays: "take the linker script of this version of mcubench"
    case .unplaced: "report this; the planner should have placed it"
    case .otherBenchmark: "leave --benchmark out, or name raw to take the tensor's own bytes"
    case .notOneInputAndOutput, .outputWithoutRealNumbers, .inputIsUsedUp, .noRoomForBuffer:
      "measure the model with 'mcubench run', over the framed protocol"
    }
  }

  package var failureClass: FailureClass? { .build }
  package var exitStatus: ExitStatus {
    switch reason {
    case .tooMany, .notOneInputAndOutput, .otherBenchmark, .outputWithoutRealNumbers,
      .inputIsUsedUp, .noRoomForBuffer, .runsImagesOnly:
      .wrongInput
    case .unreadable, .missingTemplateFile, .missingKernel, .codeStaysInPlace, .placementStays,
      .unplaced:
      .workFailed
    }
  }
}
