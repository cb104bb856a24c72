import Foundation
import MCUBenchTestSupport

/// Directories that stand in for `/sys` and `/dev`.
struct FakeTree {
  /// Stands for `/sys`.
  let tree: String
  /// Stands for `/dev`.
  let devices: String

  static func with<Value>(_ work: (FakeTree) throws -> Value) async throws -> Value {
    try await withTemporaryDirectory { directory in
      let fake = FakeTree(tree: directory + "/sys", devices: directory + "/dev")
      for path in [fake.tree + "/class/tty", fake.tree + "/bus/usb/devices", fake.devices] {
        try fake.makeDirectory(path)
      }
      return try work(fake)
    }
  }

  /// Where the device at a path such as `1-2.3` stands: below its hubs.
  func directory(usbPath: String) -> String {
    let bus = usbPath.prefix { $0 != "-" }
    var directory = tree + "/devices/pci0000:00/0000:00:14.0/usb\(bus)"
    let ports = usbPath.drop { $0 != "-" }.dropFirst().split(separator: ".")
    for depth in ports.indices {
      directory += "/\(bus)-" + ports[...depth].joined(separator: ".")
    }
    return directory
  }

  /// Adds a USB device with `serial` as the kernel's attribute, the newline not counted.
  func addDevice(_ usbPath: String, serial: [UInt8]?) throws {
    let directory = directory(usbPath: usbPath)
    try makeDirectory(directory)
    try write(Array("0483\n".utf8), to: directory + "/idVendor")
    if let serial { try write(serial + [0x0A], to: directory + "/serial") }
    try link("\(tree)/bus/usb/devices/\(usbPath)", to: directory)
  }

  /// Adds `ttyACM` number `number`, which hangs below interface `interface` of a device.
  func addModem(_ number: Int, of usbPath: String, interface: Int) throws {
    let name = "ttyACM\(number)"
    let directory = try addInterface(interface, of: usbPath)
    try addTerminal(name, at: "\(directory)/tty/\(name)", parent: directory)
  }

  /// Adds `ttyUSB` number `number`, which hangs below a port of its own below the interface.
  func addBridge(_ number: Int, of usbPath: String, interface: Int) throws {
    let name = "ttyUSB\(number)"
    let directory = try addInterface(interface, of: usbPath) + "/\(name)"
    try addTerminal(name, at: "\(directory)/tty/\(name)", parent: directory)
  }

  /// Adds an entry to `class/tty` that leads to `place`.
  func addEntry(_ name: String, to place: String) throws {
    try link("\(tree)/class/tty/\(name)", to: place)
  }

  func makeDirectory(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  private func addInterface(_ number: Int, of usbPath: String) throws -> String {
    let directory = directory(usbPath: usbPath) + "/\(usbPath):1.\(number)"
    try makeDirectory(directory)
    let digits = String(number, radix: 16)
    try write(
      Array("\(number < 16 ? "0" : "")\(digits)\n".utf8), to: directory + "/bInterfaceNumber")
    return directory
  }

  private func addTerminal(_ name: String, at place: String, parent: String) throws {
    try makeDirectory(place)
    try link(place + "/device", to: parent)
    try addEntry(name, to: place)
    try write([], to: devices + "/" + name)
  }
}
