package import Hardware

/// A file system on a USB device, by the kernel's tree of devices.
package struct USBVolume: Hashable, Sendable {
  /// `/dev/sda1`.
  package let node: String
  /// `8:1`.
  package let deviceNumber: String

  /// The first volume of the very device at `probe`'s place, or `nil` where the kernel has none (yet).
  ///
  /// A disk's partitions are its volumes; a disk without any is one itself. `tree` is the kernel's,
  /// `/sys`, and `devices` the directory of device nodes, `/dev`.
  package static func first(
    of probe: Probe, tree: String = "/sys", devices: String = "/dev"
  ) -> USBVolume? {
    let place = DeviceTree(root: tree).directory(usbPath: probe.usbPath)
    guard DeviceTree.number("devnum", in: place, radix: 10) == probe.deviceNumber,
      let device = DeviceTree.resolved(place)
    else { return nil }
    var disk: USBVolume?
    for name in DeviceTree.names(in: "\(tree)/class/block") {
      let link = "\(tree)/class/block/\(name)"
      // A device behind a hub lies below the hub: only what is directly below an interface is ours.
      guard let directory = DeviceTree.resolved(link),
        directory.hasPrefix("\(device)/\(probe.usbPath):"),
        let number = DeviceTree.attribute("dev", in: directory)
      else { continue }
      let volume = USBVolume(
        node: "\(devices)/\(name)", deviceNumber: String(decoding: number, as: UTF8.self))
      if DeviceTree.exists("\(directory)/partition") { return volume }
      disk = disk ?? volume
    }
    return disk
  }

  /// Where it is mounted so that files can be written, or `nil` where it is not.
  ///
  /// `table` is proc(5), `/proc/self/mountinfo`: the third field is the device, the fifth the place
  /// with octal escapes, the sixth the options.
  package func mountPoint(table: String = "/proc/self/mountinfo") -> String? {
    for line in DeviceTree.lines(of: table) {
      let fields = line.split(separator: " ")
      guard fields.count >= 6, fields[2] == deviceNumber, fields[3] == "/",
        fields[5].split(separator: ",").contains("rw")
      else { continue }
      return Self.unescaped(fields[4])
    }
    return nil
  }

  /// `\040` and the like as the bytes that they stand for.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      let digits = rest.dropFirst().prefix(3)
      if first == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(4)
      } else {
        bytes.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
