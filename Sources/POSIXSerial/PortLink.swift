package import FirmwareArtifacts
package import Hardware

/// The way to a board that runs its image already: opens its serial port and nothing else.
package struct PortLink: BoardLink {
  /// The device's path.
  package let path: String
  package let baud: Int

  package init(path: String, baud: Int) {
    self.path = path
    self.baud = baud
  }

  package func start(_ image: FirmwareImage) async throws -> BoardConnection {
    let port = try POSIXSerialPort(path: path, baud: baud)
    return BoardConnection(
      port: port, portPath: path,
      // No silicon lies behind a pseudo-terminal, and nothing says what counts there.
      origin: port.isPseudoTerminal
        ? .simulator(timingModel: "unstated", version: "0", claimedErrorPercent: nil) : .device,
      close: { await port.close() })
  }
}
