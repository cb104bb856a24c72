import Glibc

/// A process that has a device open: a serial port, or a probe on USB.
package struct DeviceHolder: Hashable, Sendable, CustomStringConvertible {
  package let processID: Int
  /// The program's name as the kernel keeps it, at most 15 bytes; untrusted text.
  package let program: String

  /// As a person would name it: `minicom (process 4711)`.
  package var description: String { "\(program) (process \(processID))" }

  /// The process that keeps the serial port at `path` from others: the one that has locked it, else the
  /// first that is seen to have it open; `nil` when none is.
  ///
  /// Who serves a pseudo-terminal, as a virtual board does, has both its ends open and is passed over,
  /// and so is this process, which has tried.
  package static func keeping(_ path: String, processes: String = "/proc") -> DeviceHolder? {
    // A process outside this one's namespace, as beside a container, is listed with the number 0; one
    // that has ended may have left its lock to others.
    if let locker = locking(path, processes: processes), locker.processID > 0,
      access("\(processes)/\(locker.processID)", F_OK) == 0
    {
      return locker
    }
    let number = terminalNumber(of: path)
    return find(of: path, processes: processes) { processID in
      processID == Int(getpid())
        || number.map { serves(terminal: $0, processID, processes) } ?? false
    }
  }

  /// The first process that has the device at `path` open, or `nil` when none is seen.
  ///
  /// Only processes of the same user are seen, or all by root. `processes` is the process file
  /// system (proc(5)); `exception` is a process that is passed over.
  package static func find(
    of path: String, processes: String = "/proc", besides exception: Int? = nil
  ) -> DeviceHolder? {
    find(of: path, processes: processes) { $0 == exception }
  }

  private static func find(
    of path: String, processes: String, isPassedOver: (_ processID: Int) -> Bool
  ) -> DeviceHolder? {
    var wanted = stat()
    guard stat(path, &wanted) == 0 else { return nil }
    for processID in names(in: processes).compactMap({ Int($0) }).sorted() {
      let directory = "\(processes)/\(processID)/fd"
      let holdsIt = names(in: directory).contains { name in
        var seen = stat()
        return stat("\(directory)/\(name)", &seen) == 0 && isSame(seen, wanted)
      }
      if holdsIt, !isPassedOver(processID) {
        return DeviceHolder(processID: processID, program: program(processID, processes))
      }
    }
    return nil
  }

  /// The process that has locked the device at `path` with flock(2), or `nil` when none has.
  ///
  /// A serial port that is merely open can be opened again; one that is locked is kept for one
  /// program. Locks are listed in proc(5), `/proc/locks`, those of other users too.
  package static func locking(_ path: String, processes: String = "/proc") -> DeviceHolder? {
    var wanted = stat()
    guard stat(path, &wanted) == 0 else { return nil }
    for line in lines(of: "\(processes)/locks") {
      // `1: FLOCK  ADVISORY  WRITE 4711 00:18:7 0 EOF`: the process, then device and inode.
      let fields = line.split(separator: " ")
      guard fields.count >= 6, fields[1] == "FLOCK", let processID = Int(fields[4]),
        Int(fields[5].split(separator: ":").last ?? "") == Int(wanted.st_ino),
        isDevice(fields[5], wanted.st_dev)
      else { continue }
      return DeviceHolder(processID: processID, program: program(processID, processes))
    }
    return nil
  }

  /// The number of the pseudo-terminal at `path`, or `nil` for another device.
  private static func terminalNumber(of path: String) -> Int? {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFCHR else { return nil }
    // Linux, Documentation/admin-guide/devices.txt: character majors 136 to 143, 256 terminals each in
    // the numbering of Unix98; devpts has all of them under 136.
    let (major, minor) = ((information.st_rdev >> 8) & 0xFFF, Int(information.st_rdev & 0xFF))
    return (136...143).contains(major)
      ? minor | Int(information.st_rdev >> 12 & 0xFFFFF00) : nil
  }

  /// Whether the process has the other end of a pseudo-terminal: proc(5), `fdinfo`, `tty-index`.
  private static func serves(terminal number: Int, _ processID: Int, _ processes: String) -> Bool {
    let directory = "\(processes)/\(processID)/fdinfo"
    return names(in: directory).contains { name in
      lines(of: "\(directory)/\(name)").contains { line in
        let words = line.split { $0 == ":" || $0 == "\t" || $0 == " " }
        return words.count == 2 && words[0] == "tty-index" && Int(words[1]) == number
      }
    }
  }

  /// Whether `00:18:7` begins with the hexadecimal numbers of a device: makedev(3).
  private static func isDevice(_ text: Substring, _ device: dev_t) -> Bool {
    let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
    let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
    let parts = text.split(separator: ":").compactMap { UInt($0, radix: 16) }
    return parts.count >= 2 && parts[0] == major && parts[1] == minor
  }

  private static func lines(of path: String) -> [Substring] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
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
