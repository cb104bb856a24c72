import Glibc

extension Files {
  /// Writes `bytes` whole: the file has its name only once all of it is on the disk, and what stood
  /// there before stands there until then.
  ///
  /// A link stays one, and the file behind it is replaced. What is no file is left as it is.
  ///
  /// - Throws: ``FileFailure``, also for what is there and no regular file.
  package static func replace(_ named: String, with bytes: [UInt8]) throws(FileFailure) {
    let path = try replaceable(named)
    let unfinished = "\(path).\(getpid()).part"
    func failure(_ code: Int32) -> FileFailure {
      FileFailure(path: path, action: "cannot write", errno: code)
    }
    let code = writeNew(bytes, to: unfinished)
    guard code == 0 else {
      unlink(unfinished)
      throw failure(code)
    }
    guard rename(unfinished, path) == 0 else {
      let code = errno
      unlink(unfinished)
      throw failure(code)
    }
    // The name is on the disk once its directory is; some file systems cannot be asked to.
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  /// Where a file can take its place that `path` names: behind all links.
  ///
  /// - Throws: ``FileFailure`` for a folder, a device, or a pipe, and a link that leads nowhere.
  package static func replaceable(_ path: String) throws(FileFailure) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else { return path }
    guard let real = realpath(path, nil) else {
      throw FileFailure(path: path, action: "cannot write", errno: errno)
    }
    defer { free(real) }
    let target = String(cString: real)
    guard stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FileFailure(path: path, action: "cannot write", errno: isFolder ? EISDIR : EINVAL)
    }
    return target
  }

  /// Writes `bytes` until they are on the disk, in a file that stays unfinished where that fails;
  /// where `keepsOld` is set, only if there is no such file yet.
  ///
  /// - Returns: the system's number for what failed, or 0.
  static func writeNew(_ bytes: [UInt8], to path: String, keepsOld: Bool = false) -> Int32 {
    let file = open(
      path, O_WRONLY | O_CREAT | O_CLOEXEC | (keepsOld ? O_EXCL : O_TRUNC), 0o666)
    guard file >= 0 else { return errno }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        let code = errno
        close(file)
        return code
      }
    }
    if fsync(file) != 0 {
      let code = errno
      close(file)
      return code
    }
    return close(file) == 0 ? 0 : errno
  }
}
