import CLibUSB

/// A session with libusb, used by one thread at a time and ended with its last reference.
final class USBContext {
  let pointer: OpaquePointer

  init() throws(USBFailure) {
    var context: OpaquePointer?
    let status = libusb_init(&context)
    guard status == 0, let context else {
      throw USBFailure(reason: .cannotStart(USBCallError(code: status).text))
    }
    pointer = context
  }

  deinit { libusb_exit(pointer) }

  /// What is plugged in now, hubs of the machine itself left out.
  func devices() throws(USBFailure) -> [USBDevice] {
    var list: UnsafeMutablePointer<OpaquePointer?>?
    let count = libusb_get_device_list(pointer, &list)
    guard count >= 0, let list else {
      throw USBFailure(reason: .cannotList(USBCallError(code: Int32(count)).text))
    }
    // Each device takes a reference of its own.
    defer { libusb_free_device_list(list, 1) }
    return (0..<count).compactMap { place in
      list[place].flatMap { USBDevice($0, in: self) }
    }
  }
}

/// A device on the bus; it may have gone at any moment.
final class USBDevice {
  private let context: USBContext
  private let pointer: OpaquePointer
  let vendorID: UInt16
  let productID: UInt16
  /// bcdDevice.
  let release: UInt16
  let busNumber: Int
  let deviceNumber: Int
  /// Bus and ports as sysfs names them: `1-2.3`.
  let usbPath: String
  /// The indices of the device's strings; 0 for none.
  let serialIndex: UInt8
  let manufacturerIndex: UInt8
  let productIndex: UInt8

  /// A device, or `nil` for a root hub, which is plugged in nowhere, and for one without a descriptor.
  init?(_ device: OpaquePointer, in context: USBContext) {
    var descriptor = libusb_device_descriptor()
    guard libusb_get_device_descriptor(device, &descriptor) == 0 else { return nil }
    var ports = [UInt8](repeating: 0, count: Self.deepestPorts)
    let depth = libusb_get_port_numbers(device, &ports, Int32(ports.count))
    guard depth > 0 else { return nil }
    self.context = context
    pointer = libusb_ref_device(device)
    vendorID = descriptor.idVendor
    productID = descriptor.idProduct
    release = descriptor.bcdDevice
    busNumber = Int(libusb_get_bus_number(device))
    deviceNumber = Int(libusb_get_device_address(device))
    usbPath = "\(busNumber)-" + ports.prefix(Int(depth)).map(String.init).joined(separator: ".")
    serialIndex = descriptor.iSerialNumber
    manufacturerIndex = descriptor.iManufacturer
    productIndex = descriptor.iProduct
  }

  deinit { libusb_unref_device(pointer) }

  /// USB 3.2, section 10.16.2.9 has seven tiers; room is left for what a device may claim.
  private static let deepestPorts = 32

  /// Tells a device that was unplugged and plugged in again from the one before.
  var identity: OpaquePointer { pointer }

  /// Opens the device for this process.
  func open() throws(USBCallError) -> USBHandle {
    var handle: OpaquePointer?
    try USBCallError.check(libusb_open(pointer, &handle))
    guard let handle else { throw .gone }
    return USBHandle(handle, of: self)
  }

  /// The class, subclass and bulk endpoints of each interface of the configuration in use.
  func interfaces() throws(USBCallError) -> [USBInterface] {
    var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
    try USBCallError.check(libusb_get_active_config_descriptor(pointer, &configuration))
    guard let configuration else { throw .notFound }
    defer { libusb_free_config_descriptor(configuration) }
    guard let first = configuration.pointee.interface else { return [] }
    let interfaces = UnsafeBufferPointer(
      start: first, count: Int(configuration.pointee.bNumInterfaces))
    return interfaces.compactMap { interface in
      interface.num_altsetting > 0 ? interface.altsetting.map { USBInterface($0.pointee) } : nil
    }
  }
}

/// The first setting of an interface.
struct USBInterface: Hashable {
  let number: Int
  let classCode: UInt8
  let subclass: UInt8
  /// Addresses of bulk endpoints, in the descriptor's order.
  let bulkOut: [UInt8]
  let bulkIn: [UInt8]

  init(_ descriptor: libusb_interface_descriptor) {
    number = Int(descriptor.bInterfaceNumber)
    classCode = descriptor.bInterfaceClass
    subclass = descriptor.bInterfaceSubClass
    let endpoints = UnsafeBufferPointer(
      start: descriptor.endpoint,
      count: descriptor.endpoint == nil ? 0 : Int(descriptor.bNumEndpoints))
    // USB 2.0, table 9-13: the low bits of the attributes are the kind, 2 for bulk.
    let bulk = endpoints.filter { $0.bmAttributes & 3 == 2 }.map(\.bEndpointAddress)
    bulkOut = bulk.filter { $0 & 0x80 == 0 }
    bulkIn = bulk.filter { $0 & 0x80 != 0 }
  }

  /// Whether it is a serial port's control interface: CDC 1.2, PSTN subclass 2, abstract control.
  var isSerialPort: Bool { classCode == 2 && subclass == 2 }
}
