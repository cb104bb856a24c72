// SPDX-License-Identifier: GPL-2.0-or-later
package import Failures
import Glibc

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
    /// A version of a probe's firmware that cannot be understood.
    case unknownProbeVersion(String)
    /// A version of the server's protocol that does not exist.
    case unknownAPIVersion(UInt32)
    /// The port of the probe's server cannot be had.
    case portUnavailable(UInt16, status: Int32)
    /// An image is missing, and no probe is there to flash one.
    case nothingToRun(BoardModel)
    /// A serial number that a probe cannot have.
    case unusableSerial(String)
    /// A serial number that a J-Link cannot have.
    case unusableJLinkSerial(String)
    /// A probe on a board whose chip's debug side is not modelled.
    case noDebugPort(BoardModel)
    /// A boot ROM on a board whose chip has none, or none that is modelled.
    case noBootROM(BoardModel)
    /// A fault of flash or probe on such a board.
    case noFlashingFaults(BoardModel)
    /// A fault that the board's model does not have.
    case noSuchFault(String, BoardModel)
    /// A fault of the core's speed where each instruction takes one cycle.
    case noTimeFaults
    /// A timing model that the board's core does not have; `core` is what it has.
    case unknownTiming(String, core: String)
    /// A constant of the timing model that there is not, or a value that it cannot have.
    case unusableTimingParameter(String)
    /// A profile where an instruction is a cycle.
    case nothingToProfile
    /// A file could not be written.
    case unwritable(String, detail: String)
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
    case .unknownProbeVersion(let text):
      "no ST-Link firmware is called \(text.debugDescription)"
    case .unknownAPIVersion(let number):
      "the ST-Link server's protocol has no version \(number)"
    case .portUnavailable(let port, let status):
      "TCP port \(port) of 127.0.0.1 cannot be had: "
        + (status == EADDRINUSE ? "another program listens there" : "error \(status)")
    case .nothingToRun:
      "there is no image to run, and no probe to flash one"
    case .unusableJLinkSerial(let text):
      "\(text.debugDescription) is no serial number that a J-Link has"
    case .unusableSerial(let text):
      "an ST-Link cannot have the serial number \(text.debugDescription)"
    case .noFlashingFaults(let board):
      "nothing can be flashed on the virtual \(board.name), so that no such thing can fail"
    case .noSuchFault(let name, let board):
      "the virtual \(board.name) does not misbehave as \(name)"
    case .noTimeFaults:
      "a core whose instructions take one cycle each has no time to lose"
    case .noBootROM(let board):
      "the virtual \(board.name) has no boot ROM that answers over USB"
    case .noDebugPort(let board):
      "the virtual \(board.name) has no debug port that such a probe could reach"
    case .unknownTiming(let name, let core):
      "no timing model \(name.debugDescription) fits a core that has \(core.debugDescription)"
    case .nothingToProfile:
      "there is no profile of a board whose cycles are its instructions"
    case .unwritable(let path, let detail):
      "\(path.debugDescription) cannot be written: \(detail)"
    case .unusableTimingParameter(let text):
      "\(text.debugDescription) is no constant of the board's timing model with a value that it may take"
    case .linkTaken(let path):
      "\(path.debugDescription) cannot be made: something is there or the folder is not writable"
    }
  }

  package var remedy: String? {
    switch reason {
    case .unknownBoard: "use --board with one of: \(BoardModel.list)"
    case .unknownFault: FaultMode.help
    case .emulatorUnavailable: "install Debian's libunicorn2 2.0.1 and libcapstone4"
    case .systemCall: nil
    case .unknownTiming:
      "use --timing m7 for a Cortex-M7, m4 for a Cortex-M4, m0plus for a Cortex-M0+, or instructions"
    case .nothingToProfile: "leave out --timing instructions"
    case .unwritable: "choose another path for --profile"
    case .unusableTimingParameter: "list names and values with --timing-parameters"
    case .unreadable: "name a readable ELF or BIN file"
    case .unknownProbeVersion: "use --probe-version V2J37M26, V3J10, or the like"
    case .unknownAPIVersion: "use --stlink-api 1, 2 or 3"
    case .portUnavailable(_, let status):
      status == EACCES
        ? "use --stlink-tcp with a port from 1024 on, or 0 to pick a free one"
        : "use --stlink-tcp 0 to pick a free one, or end the program that listens there"
    case .nothingToRun(let board): "give --image FILE" + Self.otherWays(to: board)
    case .unusableJLinkSerial: "use --serial with a number from 0 to 4294967295"
    case .unusableSerial: "use --serial with 1 to 31 printable ASCII characters"
    case .noFlashingFaults: "leave the faults of the flash and of the probe out"
    case .noSuchFault: "leave that fault out"
    case .noTimeFaults: "leave slow and unsteady out, or --timing instructions"
    case .noBootROM: "give --image FILE and leave --picoboot-tcp out"
    case .noDebugPort(let board):
      "leave that probe out, and give --image FILE" + Self.otherWays(to: board)
    case .linkTaken: "choose another path for --link"
    }
  }

  /// The flags that let the board be flashed instead, where there are such.
  private static func otherWays(to board: BoardModel) -> String {
    var flags: [String] = []
    if board.hasBootROM { flags.append("--picoboot-tcp 0") }
    if board.chip.hasMultidrop { flags += ["--jlink-tcp 19020", "--cmsis-dap-tcp 0"] }
    if board.chip.hasDebugPort { flags.append("--stlink-tcp 7184") }
    return flags.map { ", or \($0)" }.joined()
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .unknownBoard, .unknownFault, .unreadable, .linkTaken, .unknownProbeVersion,
      .unknownAPIVersion, .portUnavailable, .nothingToRun, .unusableSerial, .unusableJLinkSerial,
      .noDebugPort,
      .noBootROM, .noFlashingFaults, .noSuchFault, .noTimeFaults, .unknownTiming,
      .unusableTimingParameter, .nothingToProfile,
      .unwritable:
      .wrongInput
    case .emulatorUnavailable, .systemCall: .workFailed
    }
  }
}
