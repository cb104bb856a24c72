package import Hardware

/// Which serial port belongs to which USB device, by the kernel's tree of devices.
///
/// A port belongs to the device that it hangs below there and to no other: serials may be equal or
/// missing, and port numbers follow the order of plugging.
package struct SerialPortMap: Hashable, Sendable {
  /// A serial port of a USB device.
  package struct Entry: Hashable, Sendable {
    /// `/dev/ttyACM0`.
    package let devicePath: String
    /// `1-2.3`.
    package let usbPath: String
    /// The device's serial number as the kernel keeps it.
    package let serial: ProbeSerial?
    /// The interface that the port is, or `nil` where the tree does not say.
    package let interfaceNumber: Int?
  }

  /// By device path, `ttyACM2` before `ttyACM10`.
  package let entries: [Entry]

  /// Reads the ports that are there now.
  ///
  /// - Parameters:
  ///   - tree: The kernel's tree, `/sys`.
  ///   - devices: The directory of device nodes, `/dev`.
  package init(tree: String = "/sys", devices: String = "/dev") {
    let folder = "\(tree)/class/tty"
    let top = DeviceTree.resolved(tree)
    let ports = DeviceTree.names(in: folder).compactMap { PortName($0) }.sorted { $0 < $1 }
    entries = ports.compactMap { port in
      Self.entry(
        port.text, link: "\(folder)/\(port.text)/device", top: top, devices: devices)
    }
  }

  /// The ports of the device at `usbPath`, by interface.
  package func ports(ofDeviceAt usbPath: String) -> [String] {
    let own = entries.enumerated().filter { $0.element.usbPath == usbPath }
    return own.sorted { left, right in
      (left.element.interfaceNumber ?? .max, left.offset)
        < (right.element.interfaceNumber ?? .max, right.offset)
    }.map(\.element.devicePath)
  }

  /// Climbs from where `link` leads up to the directory of a USB device.
  ///
  /// A `ttyACM` hangs below its interface; a `ttyUSB` one level deeper, below the bridge's port.
  private static func entry(_ name: String, link: String, top: String?, devices: String) -> Entry? {
    guard var directory = DeviceTree.resolved(link) else { return nil }
    var interfaceNumber: Int?
    while directory != top, let slash = directory.lastIndex(of: "/"),
      slash != directory.startIndex
    {
      if interfaceNumber == nil {
        interfaceNumber = DeviceTree.number("bInterfaceNumber", in: directory, radix: 16)
      }
      if DeviceTree.exists("\(directory)/idVendor") {
        return Entry(
          devicePath: "\(devices)/\(name)",
          usbPath: String(directory[directory.index(after: slash)...]),
          serial: DeviceTree.string("serial", in: directory)?.serial,
          interfaceNumber: interfaceNumber)
      }
      directory = String(directory[..<slash])
    }
    return nil
  }
}

/// The name of a terminal that may hang on USB: Linux, `Documentation/admin-guide/devices.txt`,
/// majors 166 and 188.
private struct PortName: Comparable {
  let text: String
  private let prefix: String
  private let number: Int

  init?(_ text: String) {
    guard let prefix = ["ttyACM", "ttyUSB"].first(where: text.hasPrefix),
      case let digits = text.utf8.dropFirst(prefix.utf8.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(String(decoding: digits, as: UTF8.self))
    else { return nil }
    (self.text, self.prefix, self.number) = (text, prefix, number)
  }

  static func < (left: PortName, right: PortName) -> Bool {
    (left.prefix, left.number) < (right.prefix, right.number)
  }
}
