// SPDX-License-Identifier: GPL-2.0-or-later

/// Sees from what a host does with the chip how far its work has come, and says when to unplug.
struct UnplugTrigger {
  private let stage: ProbeFault.Stage
  private var debugCommands = 0
  private var hasStruck = false

  /// Debug commands of a host that has connected, and looks round.
  private static let commandsOfConnecting = 12
  /// Stores into flash that are some work.
  private static let storesOfProgramming: UInt64 = 256
  /// SRAM, where a host's checksum routine runs (RM0385, 2.2.2).
  private static let ram: Range<UInt32> = 0x2000_0000..<0x2005_0000
  private static let flash: Range<UInt32> = 0x0800_0000..<0x0810_0000

  init(stage: ProbeFault.Stage) {
    self.stage = stage
  }

  /// Whether the moment has come, now that a command was executed; says so once.
  mutating func hasCome(after command: [UInt8], on target: any DebugTarget) -> Bool {
    guard !hasStruck, command.first == 0xF2 else { return false }
    debugCommands += 1
    hasStruck =
      switch stage {
      case .connect: debugCommands >= Self.commandsOfConnecting
      case .erase: target.flashWork.erasedSectors > 0
      case .program: target.flashWork.programmedUnits >= Self.storesOfProgramming
      case .verify: isVerifying(command, target)
      }
    return hasStruck
  }

  /// The same for a probe that has no commands, only clocks of the wire; a step is a burst of them.
  mutating func hasCome(onWireTo target: any DebugTarget) -> Bool {
    guard !hasStruck else { return false }
    debugCommands += 1
    let work = target.flashWork
    hasStruck =
      switch stage {
      case .connect: debugCommands >= Self.commandsOfConnecting
      case .erase: work.erasedSectors > 0
      case .program: work.programmedUnits >= Self.pagesOfProgramming
      case .verify:
        // The host's checksum routine runs in its work area, the boot ROM's functions do not.
        work.programmedUnits > 0 && !target.isHalted
          && Self.workArea.contains(target[debugRegister: 15])
      }
    return hasStruck
  }

  /// Pages of serial flash that are some work.
  private static let pagesOfProgramming: UInt64 = 4
  /// OpenOCD's `target/rp2040.cfg`: where its work area lies.
  private static let workArea: Range<UInt32> = 0x2001_0000..<0x2002_0000

  /// After programming, with the flash locked again: code runs in RAM, or the host reads the flash.
  private func isVerifying(_ command: [UInt8], _ target: any DebugTarget) -> Bool {
    guard target.flashWork.programmedUnits > 0, target.flashIsLocked else { return false }
    let isReading =
      command.count >= 8 && command[1] == 0x07
      && Self.flash.contains(command[2...].littleEndian())
      && command[6...].littleEndian(as: UInt16.self) >= 64
    return isReading || (!target.isHalted && Self.ram.contains(target[debugRegister: 15]))
  }
}
