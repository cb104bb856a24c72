import Glibc

/// The kernel's tree of devices, below `/sys` or a directory like it.
///
/// Everything in it may vanish at any moment, so what cannot be read is absent, never an error.
struct DeviceTree: Hashable, Sendable {
  let root: String

  /// The directory of the USB device at a path such as `1-2.3`.
  func directory(usbPath: String) -> String { "\(root)/bus/usb/devices/\(usbPath)" }

  /// An attribute's bytes without the newline that ends them, or `nil` when there is none.
  ///
  /// The kernel gives a page at most: Linux, `Documentation/filesystems/sysfs.rst`.
  static func attribute(_ name: String, in directory: String) -> [UInt8]? {
    let descriptor = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: pageBytes)
    while bytes.count < pageBytes {
      let count = read(descriptor, &buffer, pageBytes - bytes.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 {
        break
      } else if errno != EINTR {
        return nil
      }
    }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return bytes
  }

  /// An attribute as a number, as `bInterfaceNumber` (radix 16) or `devnum` (radix 10) are.
  static func number(_ name: String, in directory: String, radix: Int) -> Int? {
    attribute(name, in: directory).flatMap { bytes in
      Int(String(decoding: bytes, as: UTF8.self).filter { $0 != " " }, radix: radix)
    }
  }

  /// A string of a USB device as the kernel read it when the device was plugged in.
  static func string(_ name: String, in directory: String) -> USBString? {
    attribute(name, in: directory).map(USBString.init(attribute:))
  }

  /// The names in a directory, those that are no text left out.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A path with every link on it followed, or `nil` when it leads nowhere.
  static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(validatingCString: found)
  }

  /// The lines of a file such as `/proc/self/mountinfo`; none where it cannot be read.
  static func lines(of path: String) -> [Substring] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: pageBytes)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static let pageBytes = 4096
}
