/// A command to the boot ROM of an RP2040 over its PICOBOOT interface.
///
/// Layout, numbers and arguments: RP2040 datasheet, 2.8.5, and `boot/picoboot.h` of Raspberry Pi's
/// pico-sdk. All numbers are little-endian.
struct PicoBootCommand: Hashable, Sendable {
  let number: Number
  /// At most 16 bytes.
  let arguments: [UInt8]
  /// Bytes that follow the command, to the device or from it.
  let transferBytes: Int

  /// Bit 7 is set where data come from the device.
  enum Number: UInt8, Hashable, Sendable {
    case exclusiveAccess = 0x01
    case reboot = 0x02
    case eraseFlash = 0x03
    case write = 0x05
    case exitXIP = 0x06
    case read = 0x84

    /// What it asks for, as an infinitive.
    var verb: String {
      switch self {
      case .exclusiveAccess: "keep its volume out of the way"
      case .reboot: "start the image"
      case .eraseFlash: "erase flash"
      case .write: "write flash"
      case .exitXIP: "stop executing from flash"
      case .read: "read flash"
      }
    }
  }

  static let byteCount = 32
  private static let magic: UInt32 = 0x431F_D10B
  private static let argumentBytes = 16

  /// Keeps writes to the volume out, or lets them in again.
  static func exclusiveAccess(_ isExclusive: Bool) -> PicoBootCommand {
    PicoBootCommand(
      number: .exclusiveAccess, arguments: [isExclusive ? 1 : 0], transferBytes: 0)
  }

  /// Brings the flash out of execute-in-place mode, as every other access to it needs.
  static let exitXIP = PicoBootCommand(number: .exitXIP, arguments: [], transferBytes: 0)

  /// Erases; both numbers are multiples of 4096.
  static func eraseFlash(at address: UInt32, byteCount: Int) -> PicoBootCommand {
    PicoBootCommand(
      number: .eraseFlash, arguments: words([address, UInt32(byteCount)]), transferBytes: 0)
  }

  /// Writes the data that follow; both numbers are multiples of 256.
  static func write(at address: UInt32, byteCount: Int) -> PicoBootCommand {
    PicoBootCommand(
      number: .write, arguments: words([address, UInt32(byteCount)]), transferBytes: byteCount)
  }

  /// Reads; the address is a multiple of 256.
  static func read(at address: UInt32, byteCount: Int) -> PicoBootCommand {
    PicoBootCommand(
      number: .read, arguments: words([address, UInt32(byteCount)]), transferBytes: byteCount)
  }

  /// Starts as after power-on, from flash, in `milliseconds`: a program counter of 0 means that.
  static func reboot(afterMilliseconds milliseconds: UInt32) -> PicoBootCommand {
    PicoBootCommand(
      number: .reboot, arguments: words([0, topOfStack, milliseconds]), transferBytes: 0)
  }

  /// `SRAM_END`: RP2040 datasheet, 2.6.2.
  private static let topOfStack: UInt32 = 0x2004_2000

  var isDataFromDevice: Bool { number.rawValue & 0x80 != 0 }

  /// The 32 bytes that are sent; a status names the command by `token`.
  func bytes(token: UInt32) -> [UInt8] {
    Self.words([Self.magic, token]) + [number.rawValue, UInt8(arguments.count), 0, 0]
      + Self.words([UInt32(transferBytes)]) + arguments
      + [UInt8](repeating: 0, count: Self.argumentBytes - arguments.count)
  }

  private static func words(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }
}
