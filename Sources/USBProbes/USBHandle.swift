import CLibUSB
import Hardware

/// An open device, closed with its last reference.
final class USBHandle {
  /// The limit of each transfer; a healthy probe answers within a few milliseconds.
  static let timeoutMilliseconds: UInt32 = 500

  /// libusb's handle, valid for as long as this is.
  let pointer: OpaquePointer
  private let device: USBDevice

  init(_ pointer: OpaquePointer, of device: USBDevice) {
    self.pointer = pointer
    self.device = device
  }

  deinit { libusb_close(pointer) }

  /// Reads a string descriptor whole; `nil` for index 0, which stands for no string.
  ///
  /// libusb's own helper drops what is no ASCII, so the descriptor is read as it is.
  func string(at index: UInt8, language: UInt16) throws(USBCallError) -> USBString? {
    guard index != 0 else { return nil }
    guard let string = USBString(descriptor: try stringDescriptor(index, language: language)) else {
      throw .malformed
    }
    return string
  }

  /// The first language that the device has strings in.
  func language() throws(USBCallError) -> UInt16 {
    guard let languages = USBString(descriptor: try stringDescriptor(0, language: 0)),
      let first = languages.units.first
    else { throw .malformed }
    return first
  }

  /// USB 2.0, section 9.4.3: GET_DESCRIPTOR of a device, at most 255 bytes.
  private func stringDescriptor(
    _ index: UInt8, language: UInt16
  ) throws(USBCallError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 255)
    let count = try USBCallError.check(
      libusb_control_transfer(
        pointer, 0x80, 6, UInt16(USBString.descriptorType) << 8 | UInt16(index), language,
        &buffer, UInt16(buffer.count), Self.timeoutMilliseconds))
    return Array(buffer.prefix(count))
  }

  /// Claims the ST-Link's debug interface, runs `body` with its pipes, and gives it back.
  func withDebugPipe<Value>(
    _ body: (DebugPipe) throws(STLinkInquiryError) -> Value
  ) throws(STLinkInquiryError) -> Value {
    let pipe: DebugPipe
    do throws(USBCallError) {
      pipe = try claimDebugPipe()
    } catch {
      throw .failed(error)
    }
    defer { libusb_release_interface(pointer, 0) }
    return try body(pipe)
  }

  /// The debug interface is the first on every ST-Link.
  private func claimDebugPipe() throws(USBCallError) -> DebugPipe {
    guard let interface = try device.interfaces().first(where: { $0.number == 0 }),
      let output = interface.bulkOut.first, let input = interface.bulkIn.first
    else { throw .notFound }
    try USBCallError.check(libusb_claim_interface(pointer, 0))
    return DebugPipe(pointer: pointer, output: output, input: input)
  }

  /// The first bulk endpoint each way: OUT 2 and IN 1 of a V2, OUT 1 and IN 1 of later ones.
  struct DebugPipe: STLinkPipe {
    fileprivate let pointer: OpaquePointer
    let output: UInt8
    let input: UInt8

    func exchange(_ command: [UInt8], answerBytes: Int) throws(USBCallError) -> [UInt8] {
      var bytes = command
      let sent = try transfer(output, &bytes)
      guard sent == command.count else { throw .malformed }
      var answer = [UInt8](repeating: 0, count: answerBytes)
      let received = try transfer(input, &answer)
      return Array(answer.prefix(received))
    }

    private func transfer(_ endpoint: UInt8, _ bytes: inout [UInt8]) throws(USBCallError) -> Int {
      var moved: Int32 = 0
      try USBCallError.check(
        libusb_bulk_transfer(
          pointer, endpoint, &bytes, Int32(bytes.count), &moved, USBHandle.timeoutMilliseconds))
      return Int(moved)
    }
  }
}
