/// Requests and settings of Linux terminals that glibc's headers leave out.
///
/// Linux, `include/uapi/asm-generic/ioctls.h` and `termbits.h`; the same on x86-64 and AArch64.
enum TerminalControl {
  /// `TCGETS2`.
  static let getSettings: UInt = 0x802c_542a
  /// `TCSETS2`.
  static let setSettings: UInt = 0x402c_542b
  /// `TCSETSW2`: once what was written has left.
  static let setSettingsWhenSent: UInt = 0x402c_542c
  /// `TIOCEXCL`.
  static let exclusive: UInt = 0x540c
  /// `TIOCMBIS` and `TIOCMBIC`.
  static let setModemLines: UInt = 0x5416
  static let clearModemLines: UInt = 0x5417
  /// `TIOCM_DTR` and `TIOCM_RTS`.
  static let dataTerminalReady: Int32 = 0x002
  static let requestToSend: Int32 = 0x004

  /// `struct termios2`: settings with the speed as a number.
  struct Settings {
    var inputFlags: UInt32 = 0
    var outputFlags: UInt32 = 0
    var controlFlags: UInt32
    var localFlags: UInt32 = 0
    var lineDiscipline: UInt8 = 0
    /// `c_cc`, 19 bytes: VTIME is the sixth and VMIN the seventh.
    var controlCharacters:
      (
        UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
        UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
      ) = (0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    var inputSpeed: UInt32
    var outputSpeed: UInt32

    /// No translation of bytes, no echo, no signals; the modem lines are not looked at, and closing
    /// leaves them (HUPCL is not set).
    static func raw(baud: UInt32) -> Settings {
      let anySpeed: UInt32 = 0o010000  // BOTHER: the speed is in outputSpeed
      let eightBits: UInt32 = 0o060  // CS8
      let receiver: UInt32 = 0o200  // CREAD
      let local: UInt32 = 0o4000  // CLOCAL
      return Settings(
        controlFlags: anySpeed | eightBits | receiver | local, inputSpeed: baud, outputSpeed: baud)
    }
  }
}
