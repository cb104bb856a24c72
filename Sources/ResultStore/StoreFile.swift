import Glibc

/// The store's place on disk.
enum StoreFile {
  /// Makes the file and its directories for this user only, unless they are there.
  static func prepare(
    _ path: String, ifAbsent: ResultStore.Absence
  ) throws(ResultStoreError) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw ResultStoreError(path: path, reason: .cannotOpen(detail: "it is not a file"))
      }
      return
    }
    let code = errno
    guard code == ENOENT else { throw failure(path, code) }
    guard ifAbsent == .create else { throw ResultStoreError(path: path, reason: .missing) }
    try makeDirectories(above: path)
    // SQLite gives its log files the mode of the database.
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path, errno) }
    Glibc.close(descriptor)
  }

  /// Whether all that was saved lies in the file itself, none of it in a log beside it.
  static func isClosed(_ path: String) -> Bool {
    var status = stat()
    return stat(path + "-wal", &status) != 0 || status.st_size == 0
  }

  /// Whether the file or its directory is there and may not be written.
  static func isReadOnly(_ path: String) -> Bool {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return [path, directory].contains { (place: String) in
      access(place, F_OK) == 0 && access(place, W_OK) != 0
    }
  }

  /// `path` as a part of a URI (RFC 3986, section 2).
  static func percentEncoding(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return path.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        text += "%"
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      }
    }
  }

  private static func makeDirectories(above path: String) throws(ResultStoreError) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    let directory = String(path[..<slash])
    if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
    let code = errno
    guard code == ENOENT else { throw failure(path, code) }
    try makeDirectories(above: directory)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure(path, errno) }
  }

  private static func failure(_ path: String, _ code: Int32) -> ResultStoreError {
    let reason: ResultStoreError.Reason =
      switch code {
      case ENOSPC, EDQUOT: .diskFull
      case EROFS: .readOnly
      default: .cannotOpen(detail: String(cString: strerror(code)))
      }
    return ResultStoreError(path: path, reason: reason)
  }
}
