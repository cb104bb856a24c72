/// Opens serial ports.
package protocol SerialPortOpener: Sendable {
  /// Opens the device at `path` for this process alone; bytes that waited in it are dropped.
  ///
  /// A device that is absent or in use is waited for.
  ///
  /// - Throws: `SerialPortError` when it is still so after `limit`, and at once when the device
  ///   refuses the settings.
  func open(
    _ path: String, _ settings: SerialSettings, within limit: Duration
  ) async throws -> OpenSerialPort
}

/// A serial port that this process holds.
package struct OpenSerialPort: Sendable {
  package let port: any SerialPort
  /// The device's path.
  package let path: String
  /// Whether the device is a pseudo-terminal, which no silicon can lie behind.
  package let isPseudoTerminal: Bool

  package init(port: any SerialPort, path: String, isPseudoTerminal: Bool) {
    self.port = port
    self.path = path
    self.isPseudoTerminal = isPseudoTerminal
  }
}
