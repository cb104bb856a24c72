// SPDX-License-Identifier: GPL-2.0-or-later

/// A command as the RP2040's boot ROM takes it from its bulk endpoint: 32 bytes, little-endian.
///
/// Layout and numbers: RP2040 datasheet, 2.8.5; what the ROM makes of them: its own source,
/// `bootrom/usb_boot_device.c` of Raspberry Pi's pico-bootrom-rp2040.
struct PicoBootCommand: Hashable, Sendable {
  enum Work: UInt8, Hashable, Sendable {
    case exclusive = 0x01
    case reboot = 0x02
    case erase = 0x03
    case write = 0x05
    case exitXIP = 0x06
    case enterXIP = 0x07
    case execute = 0x08
    case vectorise = 0x09
    case read = 0x84
  }

  let token: UInt32
  let number: UInt8
  let argumentBytes: Int
  let transferBytes: UInt32
  let arguments: [UInt8]

  static let byteCount = 32
  private static let magic: UInt32 = 0x431F_D10B

  /// `nil` for what is no command.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount, bytes.littleEndian(as: UInt32.self) == Self.magic
    else { return nil }
    token = bytes[4...].littleEndian()
    number = bytes[8]
    argumentBytes = Int(bytes[9])
    transferBytes = bytes[12...].littleEndian()
    arguments = Array(bytes[16...])
  }

  /// What is asked for; the ROM looks at bit 7 only for the direction of the acknowledgement.
  var work: Work? {
    Work(rawValue: number) ?? Work(rawValue: number ^ 0x80)
  }

  var address: UInt32 { arguments.littleEndian() }
  var size: UInt32 { arguments[4...].littleEndian() }
  var isDataFromDevice: Bool { number & 0x80 != 0 }

  /// Whether the arguments have the length that the ROM wants.
  var hasRightArguments: Bool {
    switch work {
    case .exclusive: argumentBytes == 1
    case .reboot: argumentBytes == 12
    case .erase, .read, .write: argumentBytes == 8
    case .execute, .vectorise: argumentBytes == 4
    case .exitXIP, .enterXIP: argumentBytes == 0
    case nil: false
    }
  }

  /// Whether the transfer has the length that the ROM wants.
  var hasRightTransfer: Bool {
    switch work {
    case .read, .write: transferBytes == size
    default: transferBytes == 0
    }
  }
}
