package import Hardware

/// A serial line behind a Linux terminal device.
///
/// A thread of its own waits for the device, so that no byte is left in the driver's few kilobytes
/// while the program is busy. A read or write that is cancelled gives up waiting and loses nothing
/// that has arrived; the line stays open until ``close()``.
package final class POSIXSerialPort: SerialPort {
  private let line: SerialLine
  /// Whether the device is a pseudo-terminal, which no silicon can lie behind.
  package let isPseudoTerminal: Bool

  /// Opens the device at `path` for this process alone.
  ///
  /// - Throws: when the device is absent, is no terminal, is in use, or refuses `baud`.
  package convenience init(path: String, baud: Int) throws(SerialPortError) {
    try self.init(path: path, settings: SerialSettings(bauds: [baud]))
  }

  /// Opens the device at `path` for this process alone, at the first of the settings' speeds.
  ///
  /// Bytes that wait in the driver from before are kept, or dropped when `dropsStaleBytes`.
  /// Closing leaves the modem lines as they are.
  ///
  /// - Throws: when the device is absent, is no terminal, is in use, or refuses the speed or a modem
  ///   line; an error about a port in use names who has it open, where the system tells.
  package init(
    path: String, settings: SerialSettings, dropsStaleBytes: Bool = false
  ) throws(SerialPortError) {
    let device = try SerialDevice.open(path, settings, dropsStaleBytes: dropsStaleBytes)
    isPseudoTerminal = device.isPseudoTerminal
    line = try SerialLine(device)
  }

  deinit { line.requestEnd() }

  package func read() async throws(SerialPortError) -> [UInt8]? {
    let line = line
    let ticket = line.ticket()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { line.read(ticket, to: $0) }
    } onCancel: {
      line.cancelRead(ticket)
    }
    line.retire(ticket)
    return try outcome.get()
  }

  package func write(_ bytes: [UInt8]) async throws(SerialPortError) {
    let line = line
    let ticket = line.ticket()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { line.write(bytes, ticket, to: $0) }
    } onCancel: {
      line.cancelWrite(ticket)
    }
    line.retire(ticket)
    try outcome.get()
  }

  package func setBaud(_ baud: Int) async throws(SerialPortError) {
    let line = line
    let outcome = await withCheckedContinuation { line.setBaud(baud, then: $0) }
    try outcome.get()
  }

  package func close() async {
    let line = line
    await withCheckedContinuation { line.end(then: $0) }
  }
}
