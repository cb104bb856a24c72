import Glibc

/// Whom a device node belongs to.
package struct DeviceNode: Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// Names where the system knows them, else numbers.
  package let owner: String
  package let group: String
  /// The permission bits, `0o660`.
  package let mode: UInt16

  /// Looks at the node at `path`; `nil` when it cannot be looked at, with the reason in errno.
  package init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.path = path
    owner = Self.owner(status.st_uid)
    group = Self.group(status.st_gid)
    mode = UInt16(truncatingIfNeeded: status.st_mode & 0o7777)
  }

  /// `/dev/ttyACM0 belongs to root:dialout, mode 660`.
  package var description: String {
    "\(path) belongs to \(owner):\(group), mode \(String(mode, radix: 8))"
  }

  /// Whether members of its group may read and write it.
  package var isForGroup: Bool { mode & 0o060 == 0o060 }

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
