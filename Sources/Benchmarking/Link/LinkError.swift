package import Failures

/// Why a probe gives no way to a board's firmware.
package struct LinkError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// The probe has no serial port, and none was named.
    case noPort
    /// Nothing behind any of these ports answers as the firmware.
    case noAnswer(ports: [String])
    /// The chip is another one than the rig file says.
    case otherChip(expected: String, got: String, port: String)
  }

  /// The board profile's name.
  package let board: String
  /// The probe as a person would name it, or the port where there is none.
  package let probe: String
  package let reason: Reason

  package init(board: String, probe: String, reason: Reason) {
    self.board = board
    self.probe = probe
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .noPort:
      "\(board) on \(probe): the probe has no serial port on this machine"
    case .noAnswer(let ports):
      "\(board) on \(probe): the firmware answers on none of \(ports.joined(separator: ", "))"
    case .otherChip(let expected, let got, let port):
      "\(board) on \(probe): the chip behind \(port) has the unique id \(got), the rig file says"
        + " \(expected)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .noPort: "name the board's serial port with --port DEV"
    case .noAnswer: "check which port is the board's, and name it with --port DEV"
    case .otherChip: "plug in the board that the rig file means, or mend the rig file"
    }
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .noPort, .otherChip: .probe
    case .noAnswer: .boot
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .otherChip: .wrongInput
    case .noPort, .noAnswer: .workFailed
    }
  }
}
