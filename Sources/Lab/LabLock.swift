import Glibc

/// Keeps a store's queue for one lab: a lock on a file beside the store, gone with the process.
package final class LabLock: Sendable {
  private let descriptor: Int32

  /// - Throws: ``LabError`` when another process has it.
  package init(storePath: String) throws(LabError) {
    // One store has one lock, whatever link it is named by.
    let path = Self.resolved(storePath) + ".lab"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw LabError(.lockFailed(path: path, errno: String(cString: strerror(errno))))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      var bytes = [UInt8](repeating: 0, count: 16)
      let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
      let holder = Int32(
        String(decoding: bytes.prefix(count).prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
      close(descriptor)
      throw LabError(
        code == EWOULDBLOCK
          ? .locked(path: path, processID: holder)
          : .lockFailed(path: path, errno: String(cString: strerror(code))))
    }
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  // The file stays: who removed it could remove the next one's.
  deinit { close(descriptor) }
}
