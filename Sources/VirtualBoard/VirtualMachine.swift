// SPDX-License-Identifier: GPL-2.0-or-later

/// A modelled chip as the loop of a board needs it; used by one task at a time.
package protocol VirtualMachine: AnyObject {
  /// Runs until so many cycles have passed or something else stops the core.
  func run(cycles: UInt64) -> Machine.Stop
  /// Lets modelled time pass without executing.
  func advance(cycles: UInt64)
  /// Takes the supply away and gives it back.
  func powerCycle()

  var cycles: UInt64 { get }
  var instructions: UInt64 { get }
  var coreHertz: UInt64 { get }
  /// The first cycle at which something may wake the core, or `nil` for none.
  var nextEvent: UInt64? { get }
  /// Where the core is.
  var programCounter: UInt32 { get }
  /// Whether the flash holds no program, where a core locks up for that.
  var hasErasedVectors: Bool { get }
  /// Something that a person should know, once.
  func takeNotice() -> String?

  /// Bytes from the host that can be taken now.
  var serialSpace: Int { get }
  /// Whether characters are still on their way into the receiver.
  var isHearing: Bool { get }
  /// Hands the chip bytes from the host; gives how many it took.
  func receive(_ bytes: [UInt8]) -> Int
  /// What the chip has sent since the last call.
  func takeSent() -> [UInt8]
  /// The speed of the host's end, 0 where it has set none.
  func setHostBaud(_ baud: UInt32)
  /// The host has closed its end of the serial line.
  func hostLeft()

  /// Which timing model counts the cycles.
  var timing: TimingIdentity { get }
  var timingParameters: [TimingParameter] { get }
  /// Where the cycles went, for people; empty where nothing counts that.
  var timingLines: [String] { get }
  /// Follows calls from now on; `false` where that cannot be done.
  func followCalls() -> Bool
  var profile: [Machine.ProfileLine] { get }
  var callPaths: [Machine.CallPath] { get }
}

extension Machine: VirtualMachine {
  package var programCounter: UInt32 { self[.programCounter] }
  /// Whether the first word of the flash is as an erase leaves it.
  package var hasErasedVectors: Bool { word(at: UInt32(chip.imageOrigin)) == 0xFFFF_FFFF }
  package var timingLines: [String] { timingReport.lines }
  package func takeSent() -> [UInt8] { takeSent(limit: 65_536) }
  package func takeNotice() -> String? { nil }
  package func hostLeft() {}
}
