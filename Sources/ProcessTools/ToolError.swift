package import Failures
import Glibc
import Hardware

/// Why a firmware was not built.
package struct ToolError: Failure, Hashable {
  package let reason: Reason

  package enum Reason: Hashable, Sendable {
    /// A program is not on the search path; the Debian packages bring it.
    case missingTool(name: String, packages: [String])
    /// A program could not be started at all.
    case cannotStart(tool: String, problem: String)
    /// A program said no.
    case failed(Failed)
    /// A program did not end in time and was stopped.
    case timedOut(command: String, seconds: Int)
    /// The linker found more than a memory region holds; these are its words.
    case doesNotFit(lines: [String])
    /// A file of the build or its folder cannot be written or read.
    case fileFailed(path: String, errno: Int32)
    /// The disk that holds a file of the build is full; `disk` is where it is mounted.
    case diskFull(path: String, disk: String)
    /// The linked file is not what a linker writes.
    case malformedImage(path: String, problem: String)
    /// A kernel that the plan calls is not in the linked image.
    case kernelNotLinked(symbol: String)
    /// A kernel that was chosen for SIMD instructions was compiled to so many without any.
    case kernelWithoutSIMD(symbol: String, instructions: Int)
  }

  /// A program that ended with an error.
  package struct Failed: Hashable, Sendable {
    package let command: String
    /// `exit status 1`, or the signal that ended it.
    package let ending: String
    /// The last lines that it printed.
    package let lastLines: [String]
  }

  package init(_ reason: Reason) {
    if case .fileFailed(let path, ENOSPC) = reason {
      self.reason = .diskFull(path: path, disk: MountPoint.holding(path))
    } else if case .fileFailed(let path, EDQUOT) = reason {
      self.reason = .diskFull(path: path, disk: MountPoint.holding(path))
    } else {
      self.reason = reason
    }
  }

  package var summary: String {
    switch reason {
    case .missingTool(let name, _): "\(name) is not installed, or not on PATH"
    case .cannotStart(let tool, let problem): "\(tool) cannot be started: \(problem)"
    case .failed(let failed):
      (["'\(failed.command)' failed with \(failed.ending)"] + failed.lastLines)
        .joined(separator: "\n  ")
    case .timedOut(let command, let seconds): "'\(command)' did not end within \(seconds) s"
    case .doesNotFit(let lines):
      (["the firmware does not fit the board's memory"] + lines).joined(separator: "\n  ")
    case .fileFailed(let path, let code): "\(path): \(errnoText(code))"
    case .diskFull(let path, let disk):
      "the disk at \(disk) is full; the build needs \(path) there"
    case .malformedImage(let path, let problem): "\(path): \(problem)"
    case .kernelNotLinked(let symbol):
      "the plan calls \(symbol), which is not in the linked image"
    case .kernelWithoutSIMD(let symbol, let instructions):
      "\(symbol) was compiled to \(instructions) instructions without a SIMD one among them"
    }
  }

  package var remedy: String? {
    switch reason {
    case .missingTool(_, let packages) where packages.isEmpty: "install it"
    case .missingTool(_, let packages): "sudo apt-get install \(packages.joined(separator: " "))"
    case .cannotStart: "check that it may be run by you"
    case .failed: "check the compiler with 'mcubench doctor'"
    case .timedOut: "run again when the machine is less busy"
    case .doesNotFit: "use a smaller model, or a board with more memory"
    case .fileFailed(_, let code): fileRemedy(code)
    case .diskFull: "free space on that disk, or name a directory on another one in TMPDIR"
    case .malformedImage: "check the compiler with 'mcubench doctor'"
    case .kernelNotLinked:
      "report this; the plan and the kernels of this build do not fit each other"
    case .kernelWithoutSIMD:
      "check the machine flags in the board's profile: the core's DSP extension must be on"
    }
  }

  package var failureClass: FailureClass? {
    if case .timedOut = reason { .timeout } else { .build }
  }
}
