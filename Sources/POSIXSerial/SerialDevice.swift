import Glibc
import Hardware

/// An open serial device in raw mode, owned by whoever closes it.
struct SerialDevice {
  let path: String
  let descriptor: Int32

  /// Opens `path` for this process alone, 8 data bits, no parity, no flow control, at `baud`.
  ///
  /// Bytes that wait in the device already are kept.
  static func open(_ path: String, baud: Int) throws(SerialPortError) -> SerialDevice {
    let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SerialPortError(port: path, reason: .cannotOpen(errno: errno))
    }
    let device = SerialDevice(path: path, descriptor: descriptor)
    do {
      try device.claim()
      try device.makeRaw(baud: baud)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    return device
  }

  /// Keeps other programs away: by the driver's own flag, and by a lock that holds for root too.
  private func claim() throws(SerialPortError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw SerialPortError(
        port: path, reason: .cannotOpen(errno: errno == EWOULDBLOCK ? EBUSY : errno))
    }
    guard ioctl(descriptor, TerminalControl.exclusive) == 0 else {
      throw SerialPortError(port: path, reason: .cannotOpen(errno: errno))
    }
  }

  private func makeRaw(baud: Int) throws(SerialPortError) {
    guard let rate = UInt32(exactly: baud), rate > 0 else {
      throw SerialPortError(port: path, reason: .unsupportedBaud(baud))
    }
    var wanted = TerminalControl.Settings.raw(baud: rate)
    guard ioctl(descriptor, TerminalControl.setSettings, &wanted) == 0 else {
      let reason: SerialPortError.Reason =
        errno == EINVAL ? .unsupportedBaud(baud) : .cannotOpen(errno: errno)
      throw SerialPortError(port: path, reason: reason)
    }
    var taken = TerminalControl.Settings.raw(baud: 0)
    guard ioctl(descriptor, TerminalControl.getSettings, &taken) == 0 else {
      throw SerialPortError(port: path, reason: .cannotOpen(errno: errno))
    }
    // A UART samples each byte's ten bits from one edge: 3 % off and the last bit is lost.
    let difference = Int(taken.outputSpeed) - baud
    guard abs(difference) * 100 <= baud * 3 else {
      throw SerialPortError(port: path, reason: .unsupportedBaud(baud))
    }
  }

  /// Whether the device is the slave side of a pseudo-terminal: no UART can lie behind it.
  var isPseudoTerminal: Bool {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return false }
    // Linux, Documentation/admin-guide/devices.txt: character majors 136 to 143.
    let major = (information.st_rdev >> 8) & 0xfff
    return (136...143).contains(major)
  }
}

/// Requests and settings of Linux terminals that glibc's headers leave out.
///
/// Linux, `include/uapi/asm-generic/ioctls.h` and `termbits.h`; the same on x86-64 and AArch64.
private enum TerminalControl {
  /// `TCGETS2`.
  static let getSettings: UInt = 0x802c_542a
  /// `TCSETS2`.
  static let setSettings: UInt = 0x402c_542b
  /// `TIOCEXCL`.
  static let exclusive: UInt = 0x540c

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

    /// No translation of bytes, no echo, no signals; the modem lines are not looked at.
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
