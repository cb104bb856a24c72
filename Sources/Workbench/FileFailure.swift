package import Failures
import Glibc
import Hardware

/// A file or directory that could not be made, written or read.
package struct FileFailure: Failure, Hashable {
  package let path: String
  /// What was tried: `cannot write`.
  package let action: String
  package let errno: Int32

  package init(path: String, action: String, errno: Int32) {
    self.path = path
    self.action = action
    self.errno = errno
  }

  package var summary: String { "\(path): \(action) (\(String(cString: strerror(errno))))" }

  package var remedy: String? {
    // What is only read, nobody has to make.
    action.hasPrefix("cannot read") && errno == ENOENT
      ? "check the path; 'ls' shows what is there" : fileRemedy(errno)
  }

  package var exitStatus: ExitStatus { .workFailed }
}
