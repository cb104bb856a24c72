// SPDX-License-Identifier: GPL-2.0-or-later

/// How much a board executed and how fast.
package struct RunStatistics: Hashable, Sendable {
  package let instructions: UInt64
  package let elapsed: Duration
  /// What the probe was asked, where there is one.
  package let probe: STLinkEngine.Counts?

  /// One line of figures; MIPS counts millions of guest instructions a second of wall time.
  package var text: String {
    let seconds =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    let rate = seconds > 0 ? Double(instructions) / seconds / 1e6 : 0
    let tenths = (rate * 10).rounded() / 10
    let milliseconds = (seconds * 1000).rounded() / 1000
    let core = "\(instructions) instructions in \(milliseconds) s, \(tenths) MIPS"
    guard let probe else { return core }
    return core + "; probe: \(probe.commands) commands, \(probe.unknownCommands) unknown, "
      + "\(probe.faults) faults"
  }
}
