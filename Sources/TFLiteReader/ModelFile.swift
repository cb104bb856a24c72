import Glibc

/// Model files on disk.
package enum ModelFile {
  /// The largest model that is read: far beyond any board, small beside any host's memory.
  package static let limitBytes = 256 << 20

  /// The bytes of the file at `path`.
  ///
  /// - Throws: `ModelReadError` when there is no such file, it is a directory or device, cannot be
  ///   read, is empty or is larger than ``limitBytes``.
  package static func load(_ path: String) throws(ModelReadError) -> [UInt8] {
    guard !path.utf8.contains(0) else {
      throw ModelReadError(.unreadable(path: path, cause: "the path holds a NUL"))
    }
    // O_NONBLOCK: opening a pipe must not wait for its writer; it is refused below.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw ModelReadError(.unreadable(path: path, cause: "it is a directory"))
    default: throw ModelReadError(.unreadable(path: path, cause: "it is not a regular file"))
    }
    let byteCount = Int(status.st_size)
    guard byteCount > 0 else { throw ModelReadError(.empty) }
    guard byteCount <= limitBytes else {
      throw ModelReadError(.tooLarge(byteCount: byteCount, limitBytes: limitBytes))
    }
    return try contents(of: descriptor, byteCount: byteCount, path: path)
  }

  private static func contents(
    of descriptor: Int32, byteCount: Int, path: String
  ) throws(ModelReadError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    var filled = 0
    while filled < byteCount {
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, byteCount - filled)
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw failure(path)
      }
      // The file became shorter while it was read.
      if got == 0 { break }
      filled += got
    }
    bytes.removeLast(byteCount - filled)
    guard !bytes.isEmpty else { throw ModelReadError(.empty) }
    return bytes
  }

  private static func failure(_ path: String) -> ModelReadError {
    ModelReadError(.unreadable(path: path, cause: String(cString: strerror(errno))))
  }
}
