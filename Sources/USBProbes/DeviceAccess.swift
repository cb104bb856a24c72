import Glibc
import Hardware

/// Whether this process may use a device node.
enum DeviceAccess {
  /// Why opening `node` is refused.
  static func denied(_ node: String) -> Probe.Access {
    guard let seen = DeviceNode(node) else {
      return .failed("\(node) cannot be looked at (\(errnoText(errno)))")
    }
    return .denied(node: node, owner: seen.owner, group: seen.group, mode: seen.mode)
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
}
