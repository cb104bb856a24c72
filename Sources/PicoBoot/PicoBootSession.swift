import Hardware
import UF2Files
import USBProbes

/// Talks to the boot ROM: command, data, acknowledgement, one after the other.
struct PicoBootSession<Pipe: PicoBootPipe> {
  let pipe: Pipe
  /// Throws where the work must not go on; asked before every command.
  let check: () throws(PicoBootTrouble) -> Void
  private var token: UInt32 = 0

  /// How long a transfer may take.
  ///
  /// A sector takes 400 ms at most to erase (W25Q16JV data sheet, 9.6,
  /// tSE), its 16 pages 3 ms each to write (tPP); the rest is for the bus and a busy host.
  private static var transferMilliseconds: UInt32 { 3000 }
  private static var controlMilliseconds: UInt32 { 1000 }

  init(_ pipe: Pipe, check: @escaping () throws(PicoBootTrouble) -> Void) {
    self.pipe = pipe
    self.check = check
  }

  /// Makes the interface ready, whatever a host before left it in.
  func open() throws(PicoBootTrouble) {
    try check()
    do throws(USBTransferError) {
      try pipe.reset(milliseconds: Self.controlMilliseconds)
    } catch {
      throw .usb(error, nil)
    }
  }

  /// Carries out a command; gives the data that came with it.
  ///
  /// The ROM halts the endpoints on a command that it refuses; they are ready again on return.
  @discardableResult
  mutating func execute(
    _ command: PicoBootCommand, data: [UInt8] = []
  ) throws(PicoBootTrouble) -> [UInt8] {
    try check()
    token &+= 1
    do throws(PicoBootTrouble) {
      return try transfer(command, data)
    } catch {
      guard error.isOfDevice else { throw error }
      let status = status()
      // Nobody is told of a reset that fails: the first error is what counts.
      try? pipe.reset(milliseconds: Self.controlMilliseconds)
      if case .usb(.stalled, _) = error { throw .refused(command.number, status) }
      throw error
    }
  }

  private func transfer(
    _ command: PicoBootCommand, _ data: [UInt8]
  ) throws(PicoBootTrouble) -> [UInt8] {
    try send(command.bytes(token: token), of: command)
    // The acknowledgement goes the other way than the data and is empty.
    if command.isDataFromDevice {
      let received = try receive(command.transferBytes, of: command)
      guard received.count == command.transferBytes else {
        throw .cutShort(command.number, moved: received.count, of: command.transferBytes)
      }
      try send([], of: command)
      return received
    }
    if command.transferBytes > 0 { try send(data, of: command) }
    _ = try receive(1, of: command)
    return []
  }

  private func send(_ bytes: [UInt8], of command: PicoBootCommand) throws(PicoBootTrouble) {
    let sent: Int
    do throws(USBTransferError) {
      sent = try pipe.send(bytes, milliseconds: Self.transferMilliseconds)
    } catch {
      throw .usb(error, command.number)
    }
    guard sent == bytes.count else {
      throw .cutShort(command.number, moved: sent, of: bytes.count)
    }
  }

  private func receive(
    _ count: Int, of command: PicoBootCommand
  ) throws(PicoBootTrouble) -> [UInt8] {
    do throws(USBTransferError) {
      return try pipe.receive(count, milliseconds: Self.transferMilliseconds)
    } catch {
      throw .usb(error, command.number)
    }
  }

  /// What the ROM says of the command that it refused, where it says something.
  private func status() -> PicoBootStatus? {
    guard let bytes = try? pipe.status(milliseconds: Self.controlMilliseconds),
      let status = PicoBootStatus(bytes), status.token == token, status.code != PicoBootStatus.done
    else { return nil }
    return status
  }
}
