import Glibc
import Hardware

/// Whether this process may use a device node.
enum DeviceAccess {
  /// Why opening `node` is refused.
  static func denied(_ node: String) -> Probe.Access {
    var status = stat()
    guard stat(node, &status) == 0 else {
      return .failed("\(node) cannot be looked at (\(errnoText(errno)))")
    }
    return .denied(
      node: node, owner: owner(status.st_uid), group: group(status.st_gid),
      mode: UInt16(truncatingIfNeeded: status.st_mode & 0o7777))
  }

  /// Whether the serial port at `path` could be opened; without opening it, which would move its
  /// modem lines.
  static func ofPort(_ path: String) -> Probe.Access {
    guard access(path, F_OK) == 0 else {
      return .failed("\(path) has no device node (\(errnoText(errno)))")
    }
    guard access(path, R_OK | W_OK) == 0 else { return denied(path) }
    guard let holder = DeviceHolder.locking(path) else { return .ready }
    // A process outside this one's namespace, as beside a container, has no number here.
    return .busy(holder: holder.processID > 0 ? holder.description : nil)
  }

  private static func owner(_ id: uid_t) -> String {
    record(String(id)) { buffer, count in
      var entry = passwd()
      var found: UnsafeMutablePointer<passwd>?
      getpwuid_r(id, &entry, buffer, count, &found)
      return found?.pointee.pw_name
    }
  }

  private static func group(_ id: gid_t) -> String {
    record(String(id)) { buffer, count in
      var entry = Glibc.group()
      var found: UnsafeMutablePointer<Glibc.group>?
      getgrgid_r(id, &entry, buffer, count, &found)
      return found?.pointee.gr_name
    }
  }

  /// A name that `look` finds with the help of a buffer, else `otherwise`.
  private static func record(
    _ otherwise: String,
    _ look: (UnsafeMutablePointer<CChar>, Int) -> UnsafeMutablePointer<CChar>?
  ) -> String {
    var buffer = [CChar](repeating: 0, count: 16_384)
    return buffer.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { look($0, buffer.count) }.map { String(cString: $0) } ?? otherwise
    }
  }
}
