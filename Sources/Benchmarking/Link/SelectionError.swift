package import Failures
package import Hardware

/// Why no probe could be chosen for a board.
package struct SelectionError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// Nothing is attached that could flash the board.
    case noneAttached
    /// Several fit and none was named.
    case severalAttached
    /// What was named is not there.
    case notAttached(asked: String)
    /// Several have the serial that was named.
    case sharedSerial(asked: String)
    /// What was named is there and cannot flash the board.
    case wrongKind(Probe, needed: String)
    /// The text after `tcp:` is no port.
    case badServerPort(String)
    /// The text after `jlink:` is no serial number of a J-Link.
    case badJLinkSerial(String)
    /// The rig file calls it another board.
    case otherBoard(name: String, board: String)
    /// The rig file says that it is a virtual board, which has no probe.
    case virtualBoard(name: String)
    /// The rig file and what is attached differ; this is found, that is said.
    case contradiction(said: String, found: String)
    /// The port that was named hangs on another probe.
    case portOfAnother(port: String, owner: Probe)
    /// It is there and cannot be used.
    case notUsable(Probe)
  }

  /// The board profile's name.
  package let board: String
  package let reason: Reason
  /// What may be named instead.
  package let candidates: [Probe]
  /// Whether the board must wait in its boot ROM to be seen.
  package let needsBootROM: Bool

  package init(
    board: String, reason: Reason, candidates: [Probe], needsBootROM: Bool = false
  ) {
    self.board = board
    self.reason = reason
    self.candidates = candidates
    self.needsBootROM = needsBootROM
  }

  package var summary: String {
    (["\(board): \(text)"] + (listsCandidates ? candidates.map(\.line) : []))
      .joined(separator: "\n  ")
  }

  private var text: String {
    switch reason {
    case .noneAttached: "no probe that can flash it is attached"
    case .severalAttached: "\(candidates.count) probes are attached that could flash it"
    case .notAttached(let asked):
      "no probe \(asked.debugDescription)" + (candidates.isEmpty ? "" : " among those attached")
    case .sharedSerial(let asked): "several probes have the serial \(asked.debugDescription)"
    case .wrongKind(let probe, let needed):
      "the \(probe.kind.rawValue) at USB \(probe.usbPath) cannot flash it, which takes an \(needed)"
    case .badServerPort(let text): "\(text.debugDescription) is no TCP port"
    case .badJLinkSerial(let text): "\(text.debugDescription) is no J-Link's serial number"
    case .otherBoard(let name, let board): "the rig file says that \(name) is a \(board)"
    case .virtualBoard(let name): "the rig file says that \(name) is a virtual board"
    case .contradiction(let said, let found): "the rig file says \(said), but \(found)"
    case .portOfAnother(let port, let owner): "\(port) is the port of another probe: \(owner.line)"
    case .notUsable(let probe): "the probe cannot be used: \(probe.line)"
    }
  }

  private var listsCandidates: Bool {
    switch reason {
    case .noneAttached, .severalAttached, .notAttached, .sharedSerial, .contradiction: true
    case .wrongKind, .badServerPort, .badJLinkSerial, .otherBoard, .portOfAnother, .notUsable,
      .virtualBoard:
      false
    }
  }

  package var remedy: String? {
    switch reason {
    case .noneAttached where needsBootROM, .notAttached where needsBootROM:
      "hold BOOTSEL while you plug the board in; 'mcubench probes' then lists it as rp2040 boot"
    case .noneAttached:
      "plug the board in, look with 'mcubench probes', or take a virtual board: run --on simulator, mlperf --image FILE"
    case .severalAttached: "name one with --probe SERIAL, or its place with --probe usb:PATH"
    case .notAttached, .wrongKind: "'mcubench probes' lists what is attached"
    case .sharedSerial: "name the place where it is plugged in: --probe usb:PATH"
    case .badServerPort: "give a number from 1 to 65535: --probe tcp:7184"
    case .badJLinkSerial: "give the digits that stand on it: --probe jlink:940400101"
    case .otherBoard: "name the board that it is with --board"
    case .virtualBoard: "run on a virtual board with --on simulator, or name a probe"
    case .contradiction: "mend the rig file, or plug the board in where it says"
    case .portOfAnother: "leave --port away, or name the probe that it belongs to"
    case .notUsable(let probe): ProbeTrouble(probe)?.remedy
    }
  }

  package var failureClass: FailureClass? { .probe }

  package var exitStatus: ExitStatus {
    switch reason {
    case .noneAttached, .notUsable: .workFailed
    default: .wrongInput
    }
  }
}
