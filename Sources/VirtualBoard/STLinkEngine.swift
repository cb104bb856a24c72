// SPDX-License-Identifier: GPL-2.0-or-later

/// What an ST-Link does with the commands that a host sends it, whatever carries them.
///
/// A command is 16 bytes; numbers in it are little endian. There is no published description:
/// commands, answers and the versions that brought them are as OpenOCD's and stlink-tools' drivers use
/// them.
package final class STLinkEngine {
  /// What the engine has been asked so far.
  package struct Counts: Hashable, Sendable {
    package var commands = 0
    package var unknownCommands = 0
    /// Memory accesses that the chip has refused.
    package var faults = 0
  }

  package let version: STLinkVersion
  let target: any DebugTarget
  private var wiring: ProbeWiring
  package private(set) var counts = Counts()
  /// Told of each command that this firmware does not know.
  package var onUnknownCommand: ([UInt8]) -> Void = { _ in }

  var port: DebugPort
  var isInDebugMode = false
  var usesJTAG = false
  /// What the last access to memory came to, until it is asked for.
  var lastStatus = STLinkStatus.ok
  /// Values and status words that `RW_MISC_IN` fetches.
  var miscellaneousAnswer: [UInt8] = []
  var clockKilohertz: UInt32 = 1000

  package init(
    version: STLinkVersion, target: any DebugTarget, wiring: ProbeWiring = ProbeWiring()
  ) {
    self.version = version
    self.target = target
    port = DebugPort(target.debugIdentity)
    self.wiring = wiring
  }

  /// Executes a command; `data` is what was sent along with it.
  ///
  /// - Returns: the answer, empty for a command that has none.
  package func execute(_ command: [UInt8], data: [UInt8] = []) -> [UInt8] {
    counts.commands += 1
    let command = command + [UInt8](repeating: 0, count: max(0, 16 - command.count))
    switch command[0] {
    case 0xF1: return version.shortAnswer
    case 0xFB where version.generation == 3: return version.longAnswer
    case 0xF2: return debugCommand(command, data)
    case 0xF3: return []  // DFU: 07 leaves it, and there is nothing to leave
    case 0xF5: return [isInDebugMode ? 2 : 1, 0]
    case 0xF7 where version.isAtLeast(13): return wiring.voltageAnswer
    default: return unknown(command)
    }
  }

  /// The host has gone, or has been refused: whatever it had chosen is forgotten.
  func forgetHost() {
    lastStatus = .ok
    miscellaneousAnswer = []
  }

  /// The probe and the chip have lost their supply and have it again.
  func powerCycle() {
    forgetHost()
    target.holdReset(false)
    port = DebugPort(target.debugIdentity)
    isInDebugMode = false
    clockKilohertz = 1000
  }

  private func debugCommand(_ command: [UInt8], _ data: [UInt8]) -> [UInt8] {
    guard knows(command[1]) else { return unknown(command) }
    if !isLocal(command[1]), let refusal = wiring.refusal() {
      return refused(command, refusal)
    }
    switch command[1] {
    case 0x07, 0x0C, 0x47, 0x54: return readMemory(command)
    case 0x08, 0x0D, 0x48, 0x50: return writeMemory(command, data)
    case 0x43, 0x44, 0x61, 0x62: return clockCommand(command)
    case 0x45, 0x46, 0x4B, 0x4C, 0x51, 0x52: return portCommand(command, data)
    case 0x40, 0x41, 0x42: return traceCommand(command[1])
    case 0x01...0x06, 0x09, 0x0A, 0x0F, 0x22, 0x33...0x36, 0x3A: return coreCommand(command)
    default: return modeCommand(command)
    }
  }

  /// Entering and leaving, identity, reset, and the last access's status.
  private func modeCommand(_ command: [UInt8]) -> [UInt8] {
    switch command[1] {
    case 0x20, 0x30:
      isInDebugMode = true
      usesJTAG = command[2] != 0xA3
      return answer(.ok)
    case 0x21:
      leave()
      return []
    case 0x31:
      let identities: [UInt32] = usesJTAG ? port.identity.scanChain : [port.identity.serialWire, 0]
      return answer(.ok, identities)
    case 0x32: return answer(setWord(Self.resetRequest, at: Self.applicationInterrupt))
    case 0x3B: return answer(takeLastStatus())
    case 0x3C: return driveReset(command[2])
    case 0x3E: return answer(takeLastStatus(), [0, 0])
    default: return unknown(command)
    }
  }

  /// AIRCR with its key and SYSRESETREQ (Armv7-M ARM, B3.2.6).
  private static let applicationInterrupt: UInt32 = 0xE000_ED0C
  private static let resetRequest: UInt32 = 0x05FA_0004

  /// Lets go of nRST and of the core, as a probe that is done with it: a halted core runs on.
  private func leave() {
    isInDebugMode = false
    target.holdReset(false)
    guard wiring.refusal() == nil else { return }
    _ = target.setWord(Self.debugKey, at: Self.haltingControl)
  }

  private func driveReset(_ level: UInt8) -> [UInt8] {
    switch level {
    case 0: target.holdReset(true)
    case 1: target.holdReset(false)
    case 2:
      target.holdReset(true)
      target.holdReset(false)
    default: return answer(.commandError)
    }
    return answer(.ok)
  }

  private func takeLastStatus() -> STLinkStatus {
    defer { lastStatus = .ok }
    return lastStatus
  }

  /// Notes what an access came to, for the host's next question.
  func note(_ status: STLinkStatus) {
    lastStatus = status
    if status == .accessPortFault {
      counts.faults += 1
      port.noteFault()
    }
  }

  /// An answer of a status and words; two bytes when there are none.
  func answer(_ status: STLinkStatus, _ words: [UInt32] = []) -> [UInt8] {
    if words.isEmpty { return [status.rawValue, 0] }
    return [status.rawValue, 0, 0, 0] + words.flatMap(\.littleEndianBytes)
  }

  func unknown(_ command: [UInt8]) -> [UInt8] {
    counts.unknownCommands += 1
    onUnknownCommand(command)
    return answer(.unknownCommand)
  }
}
