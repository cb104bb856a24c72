package import Hardware

/// Opens terminal devices of this machine.
package struct POSIXPortOpener: SerialPortOpener {
  package init() {}

  package func open(
    _ path: String, _ settings: SerialSettings, within limit: Duration
  ) async throws -> OpenSerialPort {
    let port = try await PortWatcher(clock: ContinuousClock()).openWhenPresent(
      path: path, settings: settings, dropsStaleBytes: true, within: limit)
    return OpenSerialPort(port: port, path: path, isPseudoTerminal: port.isPseudoTerminal)
  }
}
