import USBProbes

/// The PICOBOOT interface of a device: two bulk endpoints and two requests.
///
/// Calls block.
protocol PicoBootPipe {
  /// Sends one transfer, none for a packet of length zero; gives how many bytes were taken.
  func send(_ bytes: [UInt8], milliseconds: UInt32) throws(USBTransferError) -> Int
  /// Receives one transfer of at most `count` bytes.
  func receive(_ count: Int, milliseconds: UInt32) throws(USBTransferError) -> [UInt8]
  /// The status of the last command, ``PicoBootStatus/byteCount`` bytes.
  func status(milliseconds: UInt32) throws(USBTransferError) -> [UInt8]
  /// Ends what is under way and makes both endpoints ready for a command.
  func reset(milliseconds: UInt32) throws(USBTransferError)
}

/// The same over libusb.
///
/// Requests: RP2040 datasheet, 2.8.5.5, `PICOBOOT_IF_RESET` and
/// `PICOBOOT_IF_CMD_STATUS`.
struct USBPicoBootPipe: PicoBootPipe {
  let interface: USBBulkInterface

  private static let resetRequest: UInt8 = 0x41
  private static let statusRequest: UInt8 = 0x42

  func send(_ bytes: [UInt8], milliseconds: UInt32) throws(USBTransferError) -> Int {
    try interface.send(bytes, milliseconds: milliseconds)
  }

  func receive(_ count: Int, milliseconds: UInt32) throws(USBTransferError) -> [UInt8] {
    try interface.receive(count, milliseconds: milliseconds)
  }

  func status(milliseconds: UInt32) throws(USBTransferError) -> [UInt8] {
    try interface.control(
      .vendor(Self.statusRequest, isIn: true), count: PicoBootStatus.byteCount,
      milliseconds: milliseconds)
  }

  func reset(milliseconds: UInt32) throws(USBTransferError) {
    try interface.clearHalts()
    _ = try interface.control(
      .vendor(Self.resetRequest, isIn: false), milliseconds: milliseconds)
  }
}
