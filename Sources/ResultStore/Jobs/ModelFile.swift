import Glibc
import Measurements

/// How the shelf touches the disk.
enum ModelFile {
  typealias Blame = (ResultStoreError.Reason) -> ResultStoreError

  static let unfinishedSuffix = ".part"

  /// A call of the system that failed.
  struct SystemError: Error {
    let code: Int32
  }

  static func reason(_ path: String, _ code: Int32) -> ResultStoreError.Reason {
    switch code {
    // A limit on a file's size counts as a disk that takes no more.
    case ENOSPC, EDQUOT, EFBIG: .diskFull
    case EROFS: .readOnly
    default: .badFile(path: path, detail: String(cString: strerror(code)))
    }
  }

  static func makeDirectory(_ path: String, failure: Blame) throws(ResultStoreError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(reason(path, errno)) }
  }

  static func read(_ path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw SystemError(code: errno) }
    defer { Glibc.close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return content }
      if count > 0 {
        content += buffer[..<count]
      } else if errno != EINTR {
        throw SystemError(code: errno)
      }
    }
  }

  /// Writes under another name, to the disk, then gives the file its name.
  static func write(
    _ content: [UInt8], to path: String, in directory: String, failure: Blame
  ) throws(ResultStoreError) {
    var isNamed = false
    let (unfinished, descriptor) = try openUnfinished(directory, failure: failure)
    defer {
      if !isNamed { unlink(unfinished) }
      Glibc.close(descriptor)
    }
    do throws(SystemError) {
      try fill(descriptor, with: content)
      guard fsync(descriptor) == 0, rename(unfinished, path) == 0 else {
        throw SystemError(code: errno)
      }
      isNamed = true
      try synchronise(directory)
    } catch {
      throw failure(reason(isNamed ? path : unfinished, error.code))
    }
  }

  /// A new file that is locked while its writer lives.
  private static func openUnfinished(
    _ directory: String, failure: Blame
  ) throws(ResultStoreError) -> (path: String, descriptor: Int32) {
    while true {
      let path = "\(directory)/\(RunID.random())\(unfinishedSuffix)"
      let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw failure(reason(path, errno)) }
      var status = stat()
      // Someone may have taken it for a leftover before the lock was on it.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0,
        status.st_nlink > 0
      {
        return (path, descriptor)
      }
      Glibc.close(descriptor)
    }
  }

  private static func fill(_ descriptor: Int32, with content: [UInt8]) throws(SystemError) {
    var rest = content[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw SystemError(code: errno)
      }
    }
  }

  /// Brings a directory's names to the disk.
  private static func synchronise(_ directory: String) throws(SystemError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(code: errno) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemError(code: errno) }
  }

  /// The names in `directory`, none when it is not there.
  static func names(in directory: String, failure: Blame) throws(ResultStoreError) -> [String] {
    guard let stream = opendir(directory) else {
      if errno == ENOENT { return [] }
      throw failure(reason(directory, errno))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }

  /// Removes the file unless its writer lives.
  static func removeAbandoned(_ path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0
  }
}
