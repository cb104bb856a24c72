import Benchmarking
package import BoardProfiles
package import Hardware
import USBProbes

/// Which boards may hang on a probe: what the rig file says, else what the probe's kind can flash.
package struct ProbeOwners: Hashable, Sendable {
  let rig: Rig
  let boards: [BoardProfile]

  /// The board that the rig file says is on `probe`.
  package func rigBoard(of probe: Probe) -> RigBoard? {
    rig.boards.first { $0.describes(probe) }
  }

  /// Names of the board profiles that `probe` can flash, and that there is firmware to flash for.
  package func profiles(for probe: Probe) -> [String] {
    boards.filter { $0.firmware != nil && probe.fits($0) }.map(\.name)
  }
}

extension Workbench {
  /// What finds the probes and serial bridges of this machine.
  package func probeFinder() -> any ProbeFinder { USBProbeFinder() }

  /// What tells the boards of probes, with the rig file at `rig` or the user's own.
  ///
  /// - Throws: when the rig file or a board profile cannot be read.
  package func probeOwners(rig path: String?) throws -> ProbeOwners {
    ProbeOwners(rig: try rig(named: path), boards: try boards())
  }
}
