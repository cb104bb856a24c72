package import Failures
import Glibc

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
    switch errno {
    case ENOSPC, EDQUOT: "free space on that disk, then run again"
    case EROFS: "choose a place that can be written to"
    case EACCES, EPERM: "choose a place that you may write to, or change its permissions"
    case ENOENT: "make the directory first, or choose another place"
    case ENOTDIR, EISDIR, EEXIST: "choose another name"
    default: "check the place, then run again"
    }
  }

  package var exitStatus: ExitStatus { .workFailed }
}
