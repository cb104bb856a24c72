// SPDX-License-Identifier: GPL-2.0-or-later

/// Running, halting and the core's registers; the older commands answer without a status.
extension STLinkEngine {
  /// DHCSR and the key that a write to it needs (Armv7-M ARM, C1.6.2).
  static let haltingControl: UInt32 = 0xE000_EDF0
  static let debugKey: UInt32 = 0xA05F_0000
  private static let enable: UInt32 = 1
  private static let halt: UInt32 = 2
  private static let step: UInt32 = 4
  private static let maskInterrupts: UInt32 = 8

  /// R0 to R15, xPSR, MSP, PSP, and CONTROL with its like: what one command reads at once.
  ///
  /// Numbers of DCRSR. The last of the 21 words is not used by any host.
  private static let allRegisters: [UInt32] = Array(0...18) + [20]

  func coreCommand(_ command: [UInt8]) -> [UInt8] {
    switch command[1] {
    case 0x01: return [target.isHalted ? 0x81 : 0x80, 0]
    case 0x02: return answer(control(Self.halt))
    case 0x03: return execute([0xF2, 0x32])
    case 0x04: return allRegisters.flatMap(\.littleEndianBytes)
    case 0x05: return target[debugRegister: UInt32(command[2])].littleEndianBytes
    case 0x06, 0x34: return writeRegister(command)
    case 0x09: return answer(control(0))
    case 0x0A: return answer(stepOnce())
    case 0x0F, 0x35: return writeDebugRegister(command)
    case 0x22: return port.identity.serialWire.littleEndianBytes
    case 0x33: return answer(.ok, [target[debugRegister: UInt32(command[2])]])
    case 0x36: return readDebugRegister(command)
    case 0x3A: return answer(.ok, allRegisters)
    default: return unknown(command)
    }
  }

  private var allRegisters: [UInt32] {
    Self.allRegisters.map { target[debugRegister: $0] } + [0]
  }

  private func writeRegister(_ command: [UInt8]) -> [UInt8] {
    target[debugRegister: UInt32(command[2])] = command[3...].littleEndian()
    return answer(.ok)
  }

  private func readDebugRegister(_ command: [UInt8]) -> [UInt8] {
    guard let value = target.word(at: command[2...].littleEndian()) else {
      note(.accessPortFault)
      return answer(.accessPortFault, [0])
    }
    return answer(.ok, [value])
  }

  private func writeDebugRegister(_ command: [UInt8]) -> [UInt8] {
    let status = setWord(command[6...].littleEndian(), at: command[2...].littleEndian())
    note(status)
    return answer(status)
  }

  private func control(_ bits: UInt32) -> STLinkStatus {
    setWord(Self.debugKey | Self.enable | bits, at: Self.haltingControl)
  }

  /// One instruction with interrupts masked; DHCSR takes C_MASKINTS only from a halted core.
  private func stepOnce() -> STLinkStatus {
    for bits in [
      Self.halt | Self.maskInterrupts, Self.step | Self.maskInterrupts, Self.halt,
    ] {
      let status = control(bits)
      if status != .ok { return status }
    }
    return .ok
  }
}
