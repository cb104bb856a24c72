package import Failures

/// Why no firmware can be made for a plan.
package struct GenerationError: Failure, Hashable {
  package let reason: Reason

  package enum Reason: Hashable, Sendable {
    /// A file or folder of the installed program cannot be read.
    case unreadable(path: String)
    /// The board profile names a file that the template does not have.
    case missingTemplateFile(String)
    /// The plan calls a kernel without a source file.
    case missingKernel(String)
    /// The firmware's tables hold fewer of these than the model has.
    case tooMany(what: String, count: Int, limit: Int)
    /// A tensor or scratch that a layer uses has no place in memory.
    case unplaced(tensor: Int?, layer: Int)
  }

  package init(reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .unreadable(let path): "\(path): cannot be read"
    case .missingTemplateFile(let path): "the firmware template has no file \(path)"
    case .missingKernel(let symbol): "there is no source file for the kernel \(symbol)"
    case .tooMany(let what, let count, let limit):
      "the model has \(count) \(what), the firmware can hold \(limit)"
    case .unplaced(let tensor?, let layer):
      "layer \(layer): tensor \(tensor) has no place in memory"
    case .unplaced(nil, let layer): "layer \(layer): its scratch has no place in memory"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unreadable, .missingTemplateFile, .missingKernel:
      "install mcubench anew, or name its folders by flag"
    case .tooMany: "split the model, or merge its layers before conversion"
    case .unplaced: "report this; the planner should have placed it"
    }
  }

  package var failureClass: FailureClass? { .build }
  package var exitStatus: ExitStatus {
    switch reason {
    case .tooMany: .wrongInput
    case .unreadable, .missingTemplateFile, .missingKernel, .unplaced: .workFailed
    }
  }
}
