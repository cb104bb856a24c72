import Glibc

/// The system's text for an `errno` value.
package func errnoText(_ code: Int32) -> String {
  String(cString: strerror(code))
}

/// What to do where a file or directory cannot be made, written or read, by the system's `errno`.
package func fileRemedy(_ code: Int32) -> String {
  switch code {
  case ENOSPC, EDQUOT: "free space on that disk, then run again"
  case EROFS: "choose a place that can be written to"
  case EACCES, EPERM: "choose a place that you may write to, or change its permissions"
  case ENOENT: "make the directory first, or choose another place"
  case ENOTDIR, EISDIR, EEXIST: "choose another name"
  default: "check the place, then run again"
  }
}
