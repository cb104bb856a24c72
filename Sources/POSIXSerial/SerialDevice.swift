import Glibc
import Hardware

/// An open serial device in raw mode, owned by whoever closes it.
struct SerialDevice {
  let path: String
  let descriptor: Int32

  /// Opens `path` for this process alone, 8 data bits, no parity, no flow control, at the first of
  /// the settings' speeds.
  static func open(
    _ path: String, _ settings: SerialSettings, dropsStaleBytes: Bool
  ) throws(SerialPortError) -> SerialDevice {
    guard let baud = settings.bauds.first else {
      preconditionFailure("a serial line has a speed")
    }
    let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw openError(path, errno) }
    let device = SerialDevice(path: path, descriptor: descriptor)
    do {
      try device.claim()
      try device.apply(baud: baud, by: TerminalControl.setSettings)
      try device.set(TerminalControl.dataTerminalReady, "DTR", to: settings.dtr)
      try device.set(TerminalControl.requestToSend, "RTS", to: settings.rts)
      if dropsStaleBytes { tcflush(descriptor, TCIFLUSH) }
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    return device
  }

  /// Keeps other programs away: by the driver's own flag, and by a lock that holds for root too.
  ///
  /// The flag of a pseudo-terminal would stay behind: it goes with the last that has the device open,
  /// and that is who made it.
  private func claim() throws(SerialPortError) {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Self.openError(path, errno == EWOULDBLOCK ? EBUSY : errno)
    }
    if isPseudoTerminal { return }
    guard ioctl(descriptor, TerminalControl.exclusive) == 0 else {
      throw Self.openError(path, errno)
    }
  }

  /// An error of opening; of a port in use it names the holder, where /proc tells.
  private static func openError(_ path: String, _ code: Int32) -> SerialPortError {
    SerialPortError(
      port: path, reason: .cannotOpen(errno: code),
      holder: code == EBUSY ? DeviceHolder.keeping(path)?.description : nil)
  }

  /// Changes the speed of both directions once what was written has left; waits for that.
  func changeBaud(to baud: Int) throws(SerialPortError) {
    try apply(baud: baud, by: TerminalControl.setSettingsWhenSent)
  }

  /// Sets a modem line; a pseudo-terminal has none, and nothing is behind it that would look.
  private func set(
    _ line: Int32, _ name: String, to state: SerialSettings.ModemLine
  ) throws(SerialPortError) {
    if state == .keep || isPseudoTerminal { return }
    var lines = line
    let request =
      state == .on ? TerminalControl.setModemLines : TerminalControl.clearModemLines
    guard ioctl(descriptor, request, &lines) == 0 else {
      throw SerialPortError(port: path, reason: .cannotSetModemLine(name, errno: errno))
    }
  }

  /// Raw mode at `baud`, by one of the requests that set a terminal.
  private func apply(baud: Int, by request: UInt) throws(SerialPortError) {
    guard let rate = UInt32(exactly: baud), rate > 0 else {
      throw SerialPortError(port: path, reason: .unsupportedBaud(baud))
    }
    var wanted = TerminalControl.Settings.raw(baud: rate)
    guard ioctl(descriptor, request, &wanted) == 0 else {
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
