// SPDX-License-Identifier: GPL-2.0-or-later
package import Failures

/// Why a virtual board could not be set up.
package struct VirtualBoardError: Failure, Hashable {
  /// What went wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// The board that was asked for has no model.
    case unknownBoard(String)
    /// A fault mode that cannot be understood.
    case unknownFault(String)
    /// Unicorn could not be set up.
    case emulatorUnavailable
    /// A system call failed.
    case systemCall(String, status: Int32)
    /// A file could not be read.
    case unreadable(String, detail: String)
    /// The link's path is taken.
    case linkTaken(String)
  }

  package let reason: Reason

  package init(reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .unknownBoard(let name):
      "no virtual board is called \(name.debugDescription)"
    case .unknownFault(let text):
      "no fault mode is called \(text.debugDescription)"
    case .emulatorUnavailable:
      "the emulator cannot be set up"
    case .systemCall(let name, let status):
      "\(name) failed: error \(status)"
    case .unreadable(let path, let detail):
      "\(path.debugDescription) cannot be read: \(detail)"
    case .linkTaken(let path):
      "\(path.debugDescription) cannot be made: something is there or the folder is not writable"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unknownBoard: "use --board stm32f746g"
    case .unknownFault: FaultMode.help
    case .emulatorUnavailable: "install Debian's libunicorn2 2.0.1"
    case .systemCall: nil
    case .unreadable: "name a readable ELF or BIN file"
    case .linkTaken: "choose another path for --link"
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .unknownBoard, .unknownFault, .unreadable, .linkTaken: .wrongInput
    case .emulatorUnavailable, .systemCall: .workFailed
    }
  }
}
