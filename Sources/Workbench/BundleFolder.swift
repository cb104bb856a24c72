import Failures
import Glibc
package import RunBundles

/// A bundle as a folder of plain files.
///
/// Names of the folder are held against those that a bundle may have before anything is opened; links
/// are never followed, and no more is read than a file may have.
package enum BundleFolder {
  /// - Throws: ``BundleError`` for what no bundle holds, ``FileFailure`` for what cannot be read.
  package static func read(_ path: String) throws -> RunBundle {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw FileFailure(path: path, action: "cannot read", errno: errno) }
    defer { close(folder) }
    var files: [RunBundle.File] = []
    for name in try names(in: folder, path: path) {
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw FileFailure(path: "\(path)/\(name)", action: "cannot read", errno: errno)
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFLNK: throw BundleError(path: path, reason: .link(name))
      default: throw BundleError(path: path, reason: .notAFile(name))
      }
      guard let kind = RunBundle.Kind(rawValue: name) else {
        throw BundleError(path: path, reason: .extraFile(name))
      }
      files.append(RunBundle.File(kind: kind, bytes: try read(name, kind, in: folder, path: path)))
    }
    return RunBundle(files: files)
  }

  private static func names(in folder: Int32, path: String) throws -> [String] {
    // Reading the names takes the descriptor along.
    guard let stream = fdopendir(dup(folder)) else {
      throw FileFailure(path: path, action: "cannot read", errno: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      names.append(name)
      // One more than a bundle has is one too many; of a folder of millions it is enough.
      guard names.count <= RunBundle.Kind.allCases.count else {
        let known = names.first { RunBundle.Kind(rawValue: $0) == nil } ?? name
        throw BundleError(path: path, reason: .extraFile(known))
      }
    }
    return names.sorted()
  }

  private static func read(
    _ name: String, _ kind: RunBundle.Kind, in folder: Int32, path: String
  ) throws -> [UInt8] {
    // A link or a pipe may have taken the file's place since.
    let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ELOOP { throw BundleError(path: path, reason: .link(name)) }
      throw FileFailure(path: "\(path)/\(name)", action: "cannot read", errno: errno)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw BundleError(path: path, reason: .notAFile(name))
    }
    guard status.st_size <= kind.limit else {
      throw BundleError(path: path, reason: .tooLarge(name, limit: kind.limit))
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= kind.limit {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw FileFailure(path: "\(path)/\(name)", action: "cannot read", errno: errno)
      }
    }
    throw BundleError(path: path, reason: .tooLarge(name, limit: kind.limit))
  }

  /// Writes the folder whole: it has its name only once all of it is on the disk.
  ///
  /// - Throws: ``FileFailure``; a folder that is there and holds anything is left as it is.
  package static func write(_ bundle: RunBundle, to path: String) throws(FileFailure) {
    var end = path.utf8.count
    while end > 1, path.utf8.dropFirst(end - 1).first == UInt8(ascii: "/") { end -= 1 }
    let place = String(decoding: path.utf8.prefix(end), as: UTF8.self)
    let unfinished = "\(place).\(getpid()).part"
    func failure(_ code: Int32) -> FileFailure {
      FileFailure(path: place, action: "cannot write", errno: code)
    }
    guard mkdir(unfinished, 0o777) == 0 else { throw failure(errno) }
    do throws(FileFailure) {
      for file in bundle.files {
        let code = Files.writeNew(
          file.bytes, to: "\(unfinished)/\(file.kind.rawValue)", keepsOld: true)
        guard code == 0 else { throw failure(code) }
      }
      // Only an empty folder gives way to another one.
      guard rename(unfinished, place) == 0 else { throw failure(errno) }
    } catch {
      for file in bundle.files { unlink("\(unfinished)/\(file.kind.rawValue)") }
      rmdir(unfinished)
      throw error
    }
  }
}
