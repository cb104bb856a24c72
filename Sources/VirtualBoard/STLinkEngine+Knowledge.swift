// SPDX-License-Identifier: GPL-2.0-or-later

/// Which commands this firmware knows, and what it says when no chip answers.
extension STLinkEngine {
  /// Whether the firmware knows a debug command; versions as OpenOCD's driver lists them.
  func knows(_ code: UInt8) -> Bool {
    switch code {
    case 0x01...0x0A, 0x0C, 0x0D, 0x0F, 0x20...0x22, 0x30...0x36, 0x3A...0x3C: true
    case 0x40...0x42: version.isAtLeast(13)
    case 0x3E: version.isAtLeast(15)
    case 0x43: version.generation == 2 && version.debug >= 22
    case 0x44: version.generation == 2 && version.debug >= 24
    case 0x45, 0x46: version.isAtLeast(24)
    case 0x47, 0x48, 0x50: version.isAtLeast(26)
    case 0x4B, 0x4C: version.isAtLeast(28)
    case 0x51, 0x52, 0x54: version.hasMiscellaneous
    case 0x61, 0x62: version.generation == 3
    default: false
    }
  }

  /// Whether a command ends in the probe itself: its clock, its trace input, its reset pin.
  func isLocal(_ code: UInt8) -> Bool {
    switch code {
    case 0x21, 0x3C, 0x40...0x44, 0x61, 0x62: true
    default: false
    }
  }

  /// What a command answers when nothing came of it.
  ///
  /// The front pads it with zeros to the length that the host waits for.
  func refused(_ command: [UInt8], _ status: STLinkStatus) -> [UInt8] {
    switch command[1] {
    case 0x07, 0x08, 0x0C, 0x0D, 0x47, 0x48, 0x50, 0x51, 0x54:
      note(status)
      return []
    case 0x04, 0x05, 0x22, 0x52: return []
    case 0x20, 0x30, 0x31: return answer(status == .debugPortError ? .noIdentity : status)
    default: return answer(status)
    }
  }
}
