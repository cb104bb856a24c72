import Glibc
import Synchronization

/// A file that takes lines as they come, so that a session that breaks off leaves all until then.
final class SessionLog: Sendable {
  private let path: String
  private let descriptor: Int32
  private let failure = Mutex<Int32?>(nil)

  /// Makes the file, or empties one that is there.
  init(path: String) throws(FileFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw FileFailure(path: path, action: "cannot write", errno: errno)
    }
  }

  deinit { close(descriptor) }

  /// Adds a line; a failure is kept for ``check()``.
  func write(_ line: String) {
    failure.withLock { failure in
      guard failure == nil else { return }
      var rest = Array((line + "\n").utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
  }

  /// - Throws: why a line could not be written, if one could not.
  func check() throws(FileFailure) {
    if let code = failure.withLock({ $0 }) {
      throw FileFailure(path: path, action: "cannot write", errno: code)
    }
  }
}
