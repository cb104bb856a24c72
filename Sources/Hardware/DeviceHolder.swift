import Glibc

/// A process that has a device open: a serial port, or a probe on USB.
package struct DeviceHolder: Hashable, Sendable, CustomStringConvertible {
  package let processID: Int
  /// The program's name as the kernel keeps it, at most 15 bytes; untrusted text.
  package let program: String

  /// As a person would name it: `minicom (process 4711)`.
  package var description: String { "\(program) (process \(processID))" }

  /// The first process that has the device at `path` open, or `nil` when none is seen.
  ///
  /// Only processes of the same user are seen, or all by root. `processes` is the process file
  /// system (proc(5)); `exception` is a process that is passed over.
  package static func find(
    of path: String, processes: String = "/proc", besides exception: Int? = nil
  ) -> DeviceHolder? {
    var wanted = stat()
    guard stat(path, &wanted) == 0 else { return nil }
    for processID in names(in: processes).compactMap({ Int($0) }).sorted()
    where processID != exception {
      let directory = "\(processes)/\(processID)/fd"
      let holdsIt = names(in: directory).contains { name in
        var seen = stat()
        return stat("\(directory)/\(name)", &seen) == 0 && isSame(seen, wanted)
      }
      if holdsIt {
        return DeviceHolder(processID: processID, program: program(processID, processes))
      }
    }
    return nil
  }

  /// Whether both are one device, under whatever name, or one file.
  private static func isSame(_ left: stat, _ right: stat) -> Bool {
    if left.st_dev == right.st_dev, left.st_ino == right.st_ino { return true }
    return left.st_mode & S_IFMT == S_IFCHR && right.st_mode & S_IFMT == S_IFCHR
      && left.st_rdev == right.st_rdev
  }

  private static func program(_ processID: Int, _ processes: String) -> String {
    let descriptor = open("\(processes)/\(processID)/comm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "a program" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = max(0, read(descriptor, &bytes, bytes.count))
    let printable = bytes.prefix(count).filter { (0x20...0x7E).contains($0) }
    return printable.isEmpty ? "a program" : String(decoding: printable, as: UTF8.self)
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
