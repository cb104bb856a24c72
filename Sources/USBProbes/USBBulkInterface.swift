import CLibUSB
package import Hardware

/// A vendor interface with one bulk endpoint each way, claimed for as long as the value lives.
///
/// Calls block; one thread at a time.
package final class USBBulkInterface {
  /// A setup packet's first fields: USB 2.0, section 9.3.
  package struct Request: Hashable, Sendable {
    let kind: UInt8
    let code: UInt8

    /// A vendor request to the interface, with no data or with data from the device.
    package static func vendor(_ code: UInt8, isIn: Bool) -> Request {
      Request(kind: isIn ? 0xC1 : 0x41, code: code)
    }
  }

  private let handle: USBHandle
  private let interface: USBInterface
  private let output: UInt8
  private let input: UInt8
  /// bcdDevice: `0x0100` for 1.00.
  package let release: UInt16

  private static let vendorClass: UInt8 = 0xFF

  /// Opens the device that `probe` is and claims its first vendor interface.
  ///
  /// A device of other ids or with another serial at that place is not the probe.
  ///
  /// - Throws: ``USBTransferError``; `.gone` when the probe is not there.
  package convenience init(of probe: Probe) throws(USBTransferError) {
    let devices: [USBDevice]
    do {
      devices = try USBContext().devices()
    } catch {
      throw .failed(error.summary)
    }
    let device = devices.first { device in
      device.usbPath == probe.usbPath && device.vendorID == probe.vendorID
        && device.productID == probe.productID
    }
    guard let device else { throw .gone }
    do throws(USBCallError) {
      try self.init(device, serial: probe.serial)
    } catch {
      throw USBTransferError(error)
    }
  }

  private init(_ device: USBDevice, serial: ProbeSerial?) throws(USBCallError) {
    handle = try device.open()
    release = device.release
    if let serial {
      let language = try handle.language()
      let found = try handle.string(at: device.serialIndex, language: language)?.serial
      guard found == serial else { throw .gone }
    }
    let interface = try device.interfaces().first { interface in
      interface.classCode == Self.vendorClass && interface.bulkOut.count == 1
        && interface.bulkIn.count == 1
    }
    guard let interface, let output = interface.bulkOut.first, let input = interface.bulkIn.first
    else { throw .notFound }
    self.interface = interface
    self.output = output
    self.input = input
    try USBCallError.check(
      libusb_claim_interface(handle.pointer, Int32(interface.number)))
  }

  deinit { libusb_release_interface(handle.pointer, Int32(interface.number)) }

  /// libusb's version: `1.0.26`.
  package static var libraryVersion: String {
    libusb_get_version().map {
      "\($0.pointee.major).\($0.pointee.minor).\($0.pointee.micro)"
    } ?? "1.0"
  }

  /// Whether the kernel still has a device of `probe`'s number at its place.
  package static func isThere(_ probe: Probe, tree: String = "/sys") -> Bool {
    let directory = DeviceTree(root: tree).directory(usbPath: probe.usbPath)
    return DeviceTree.number("devnum", in: directory, radix: 10) == probe.deviceNumber
  }

  /// Sends bytes in one transfer, and gives how many were taken; none is a packet of length zero.
  package func send(_ bytes: [UInt8], milliseconds: UInt32) throws(USBTransferError) -> Int {
    var bytes = bytes
    return try transfer(output, &bytes, milliseconds)
  }

  /// Receives one transfer of at most `count` bytes.
  package func receive(_ count: Int, milliseconds: UInt32) throws(USBTransferError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let received = try transfer(input, &bytes, milliseconds)
    return Array(bytes.prefix(received))
  }

  /// Makes a request of the interface, and gives what it answers: at most `count` bytes.
  package func control(
    _ request: Request, count: Int = 0, milliseconds: UInt32
  ) throws(USBTransferError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result = libusb_control_transfer(
      handle.pointer, request.kind, request.code, 0, UInt16(interface.number), &bytes,
      UInt16(count), milliseconds)
    return Array(bytes.prefix(try Self.check(result)))
  }

  /// Lets both endpoints go on after a refusal.
  package func clearHalts() throws(USBTransferError) {
    for endpoint in [input, output] {
      try Self.check(libusb_clear_halt(handle.pointer, endpoint))
    }
  }

  private func transfer(
    _ endpoint: UInt8, _ bytes: inout [UInt8], _ milliseconds: UInt32
  ) throws(USBTransferError) -> Int {
    var moved: Int32 = 0
    let status = libusb_bulk_transfer(
      handle.pointer, endpoint, &bytes, Int32(bytes.count), &moved, milliseconds)
    // What moved before the time was over has moved.
    if status == LIBUSB_ERROR_TIMEOUT.rawValue, moved > 0 { return Int(moved) }
    try Self.check(status)
    return Int(moved)
  }

  @discardableResult
  private static func check(_ result: Int32) throws(USBTransferError) -> Int {
    do throws(USBCallError) {
      return try USBCallError.check(result)
    } catch {
      throw USBTransferError(error)
    }
  }
}
