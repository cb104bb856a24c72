import Foundation
import Glibc

/// Files and directories that a run leaves.
package enum Files {
  /// Makes `path` and the directories above it.
  package static func makeDirectory(_ path: String) throws(FileFailure) {
    var built = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      built += (built.isEmpty || built.hasSuffix("/") ? "" : "/") + part
      if mkdir(built, 0o777) != 0, errno != EEXIST {
        throw FileFailure(path: built, action: "cannot make the directory", errno: errno)
      }
    }
    var information = stat()
    guard stat(path, &information) == 0 else {
      throw FileFailure(path: path, action: "cannot make the directory", errno: errno)
    }
    guard information.st_mode & S_IFMT == S_IFDIR else {
      throw FileFailure(path: path, action: "cannot make the directory", errno: ENOTDIR)
    }
  }

  /// The bytes of the file at `path`, at most `limit` of them.
  package static func read(_ path: String, limit: Int = 1 << 30) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileFailure(path: path, action: "cannot read", errno: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure(path: path, action: "cannot read", errno: errno)
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw FileFailure(path: path, action: "cannot read", errno: EFBIG)
      }
    }
  }

  /// As ``read(_:limit:)`` for what is a file: a pipe or a device is refused before it is opened.
  package static func readRegular(
    _ path: String, limit: Int = 1 << 30
  ) throws(FileFailure) -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileFailure(path: path, action: "cannot read", errno: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return try read(path, limit: limit)
    case S_IFDIR: throw FileFailure(path: path, action: "cannot read", errno: EISDIR)
    default: throw FileFailure(path: path, action: "cannot read as a file", errno: EINVAL)
    }
  }

  /// Whether something stands at `path`.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether this process may read and write what stands at `path`.
  package static func canBeUsed(_ path: String) -> Bool { access(path, R_OK | W_OK) == 0 }

  /// The names in a directory; none when it cannot be read.
  package static func names(in directory: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  }

  /// Removes `path` and all that is in it, as far as that can be done.
  package static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Whether files can be made in `path`, or in the nearest directory above it that exists.
  package static func isWritable(_ path: String) -> Bool { writeObstacle(path) == nil }

  /// The system's `errno` for why nothing can be written at ``isWritable(_:)``'s place, or `nil`.
  package static func writeObstacle(_ path: String) -> Int32? {
    var directory = path
    while access(directory, F_OK) != 0 {
      guard let slash = directory.lastIndex(of: "/") else {
        directory = "."
        break
      }
      directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
    }
    // What stands there may be the file itself.
    return access(directory, W_OK) == 0 ? nil : errno
  }
}
