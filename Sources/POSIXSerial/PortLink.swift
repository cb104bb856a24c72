package import FirmwareArtifacts
package import Hardware

/// The way to a board that runs its image already: opens its serial port and nothing else.
package struct PortLink: BoardLink {
  /// The device's path.
  package let path: String
  package let settings: SerialSettings

  package init(path: String, settings: SerialSettings) {
    self.path = path
    self.settings = settings
  }

  package func start(_ image: FirmwareImage) async throws -> BoardConnection {
    let port = try POSIXSerialPort(path: path, settings: settings, dropsStaleBytes: true)
    return BoardConnection(
      port: port, portPath: path,
      origin: port.isPseudoTerminal ? .pseudoTerminal : .device,
      close: { await port.close() })
  }
}
