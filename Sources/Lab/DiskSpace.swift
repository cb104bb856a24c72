import Glibc

/// How much room there is beside the store.
enum DiskSpace {
  /// Megabytes that this user may still write where `path` lies, or `nil` where nobody can tell.
  static func freeMegabytes(beside path: String) -> Int? {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    var information = statvfs()
    guard statvfs(directory, &information) == 0 else { return nil }
    let bytes = Double(information.f_bavail) * Double(information.f_frsize)
    return Int(min(bytes / 1e6, 1e12))
  }
}
