// SPDX-License-Identifier: GPL-2.0-or-later

/// One of several debug ports on a serial wire bus, with its one access port.
struct DebugPortOnWire {
  /// TARGETID and DLPIDR (ADIv5.2, B2.2.10 and B2.2.4): what TARGETSEL has to say to choose the port.
  private let targetID: UInt32
  private let instance: UInt32
  private let target: any DebugTarget
  private var port: DebugPort
  private var select: UInt32 = 0
  /// What the last read of the access port came to: reads are one behind (B2.2.7).
  private var posted: UInt32 = 0

  private static let stickyError: UInt32 = 1 << 5

  init(targetID: UInt32, instance: UInt32, target: any DebugTarget) {
    self.targetID = targetID
    self.instance = instance
    self.target = target
    port = DebugPort(target.debugIdentity)
  }

  func isMeant(by targetSelect: UInt32) -> Bool { targetSelect == targetID | instance << 28 }

  /// Whether a transfer is refused because one before it has failed (B4.2.4): all but the identity,
  /// CTRL/STAT's read, and ABORT.
  mutating func refuses(isAccessPort: Bool, _ register: UInt16, _ isRead: Bool) -> Bool {
    guard port.read(4) & Self.stickyError != 0 else { return false }
    if isAccessPort { return true }
    return !(register == 0 || isRead && register == 4)
  }

  mutating func read(isAccessPort: Bool, _ register: UInt16) -> UInt32 {
    guard isAccessPort else { return readDebugPort(register) }
    defer {
      if select >> 24 != 0 {
        posted = 0  // an access port that is not there (C1.3)
      } else if let value = port.readAccessPort(bank | register, of: target) {
        posted = value
      } else {
        port.noteFault()
      }
    }
    return posted
  }

  mutating func write(_ value: UInt32, isAccessPort: Bool, _ register: UInt16) {
    if !isAccessPort {
      if register == 8 { select = value }
      port.write(value, to: register == 4 && select & 0xF != 0 ? 0x14 : register)
    } else if select >> 24 == 0, !port.writeAccessPort(value, to: bank | register, of: target) {
      port.noteFault()
    }
  }

  mutating func powerCycle() {
    port = DebugPort(target.debugIdentity)
    (select, posted) = (0, 0)
  }

  private var bank: UInt16 { UInt16(select & 0xF0) }

  private mutating func readDebugPort(_ register: UInt16) -> UInt32 {
    switch (register, select & 0xF) {
    case (4, 2): targetID
    case (4, 3): instance << 28 | 1  // DLPIDR: protocol version 2
    case (4, let bank): port.read(UInt16(bank) << 4 | 4)
    case (8, _), (0xC, _): posted  // RESEND, RDBUFF
    default: port.read(register)
    }
  }
}
