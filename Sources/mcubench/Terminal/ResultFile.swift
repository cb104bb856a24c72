import Failures
import Glibc

/// Where a flag sends a result: a file, or stdout for `-`.
enum ResultFile {
  /// Checks that `path` can be written to as far as that shows beforehand, without making anything.
  ///
  /// - Throws: ``ResultFileError``.
  static func check(_ path: String) throws {
    if path == "-" { return }
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw ResultFileError(path: path, code: EISDIR)
      }
      guard access(path, W_OK) == 0 else { throw ResultFileError(path: path, code: errno) }
    } else {
      guard errno == ENOENT, !path.isEmpty else { throw ResultFileError(path: path, code: errno) }
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
      guard access(folder, W_OK | X_OK) == 0 else {
        throw ResultFileError(path: path, code: errno)
      }
    }
  }

  /// Writes `text` whole: a file appears under its name only once all of it is on disk.
  ///
  /// - Throws: ``ResultFileError``, or ``OutputError`` for stdout.
  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Writes `bytes` whole, as ``write(_:to:)-(String,_)`` does text.
  static func write(_ bytes: [UInt8], to path: String) throws {
    if path == "-" {
      try Terminal.writeBytes(bytes)
      return
    }
    guard isReplaceable(path) else {
      try writeInPlace(bytes, to: path)
      return
    }
    let temporary = "\(path).\(getpid()).part"
    do {
      try writeInPlace(bytes, to: temporary)
    } catch let error as ResultFileError {
      unlink(temporary)
      throw ResultFileError(path: path, code: error.code)
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw ResultFileError(path: path, code: code)
    }
  }

  /// Whether another file may take the place of what stands at `path`; not so for a device or a pipe.
  private static func isReplaceable(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }

  private static func writeInPlace(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw ResultFileError(path: path, code: errno) }
    var remaining = bytes[...]
    while !remaining.isEmpty {
      let written = remaining.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        remaining = remaining.dropFirst(written)
      } else if errno != EINTR {
        let code = errno
        close(descriptor)
        throw ResultFileError(path: path, code: code)
      }
    }
    guard close(descriptor) == 0 else { throw ResultFileError(path: path, code: errno) }
  }
}

/// Why a result did not reach the file that a flag names.
struct ResultFileError: Failure, Hashable {
  let path: String
  let code: Int32

  var summary: String { "cannot write \(path): \(String(cString: strerror(code)))" }
  var remedy: String? {
    switch code {
    case ENOSPC, EDQUOT: "free space there, or name a file on another disk"
    case ENOENT: "make the directory first, or name a file in one that is there"
    default: "name a file in a directory that you may write"
    }
  }
}
