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
      try checkContents(of: path)
    } else {
      guard errno == ENOENT, !path.isEmpty else { throw ResultFileError(path: path, code: errno) }
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
      guard access(folder, W_OK | X_OK) == 0 else {
        throw ResultFileError(path: path, code: errno)
      }
    }
  }

  /// How files begin that this program reads or keeps: a slip of a flag must not cost one.
  private static let keptFiles: [(offset: Int, start: [UInt8], what: String)] = [
    (0, Array("SQLite format 3\0".utf8), "a result store or another database"),
    (4, Array("TFL3".utf8), "a model"),
    (0, [0x50, 0x4b, 0x03, 0x04], "an archive"),
    (0, [0x93] + Array("NUMPY".utf8), "an array"),
    (0, [0x89] + Array("PNG".utf8), "an image"),
  ]

  /// - Throws: ``KeptResultFile`` for a regular file that no result takes the place of.
  private static func checkContents(of path: String) throws {
    guard isReplaceable(path) else { return }
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var start = [UInt8](repeating: 0, count: 16)
    let count = read(file, &start, start.count)
    guard count > 0 else { return }
    let found = keptFiles.first { start[..<count].dropFirst($0.offset).starts(with: $0.start) }
    if let found { throw KeptResultFile(path: path, what: found.what) }
  }

  /// Whether two paths are one file, by whatever names and links; of files not there yet, too.
  static func isSame(_ one: String, _ other: String) -> Bool {
    if one == "-" || other == "-" { return one == other }
    return identity(one) == identity(other)
  }

  /// The path without links; of a file that is not there, its folder's with the name.
  private static func identity(_ path: String) -> String {
    func real(_ path: String) -> String? {
      guard let resolved = realpath(path, nil) else { return nil }
      defer { free(resolved) }
      return String(cString: resolved)
    }
    if let whole = real(path) { return whole }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { String(path[...$0]) } ?? "."
    let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
    return (real(folder) ?? folder) + "/" + name
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
    try checkContents(of: path)
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

/// A result would take the place of something that cannot be made again from it.
struct KeptResultFile: Failure, Hashable {
  let path: String
  let what: String

  var summary: String { "\(path) is \(what), which a result does not replace" }
  var remedy: String? { "name another file for the result" }
  var exitStatus: ExitStatus { .wrongInput }
}
