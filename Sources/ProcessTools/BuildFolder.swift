import FirmwareArtifacts
import Glibc

/// The folder of one build, made anew, and files in it.
struct BuildFolder: Sendable {
  let path: String

  /// Makes a folder of its own in `root`, and `root` where it is missing.
  init(in root: String) throws(ToolError) {
    try Self.makeFolders(root)
    var template = Array("\(root)/build-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ToolError(.fileFailed(path: root, errno: errno))
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the folder and all that is in it.
  func remove() {
    Self.removeTree(path)
  }

  /// Writes a source file, and the folders that its path names.
  func write(_ file: SourceFile, in folder: String = "") throws(ToolError) {
    let target = [path, folder, file.path].filter { !$0.isEmpty }.joined(separator: "/")
    try Self.makeFolders(
      target.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast().joined(separator: "/"))
    try Self.write(Array(file.contents.utf8), to: target)
  }

  /// Writes `bytes` to a new file.
  static func write(_ bytes: [UInt8], to path: String) throws(ToolError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw ToolError(.fileFailed(path: path, errno: errno)) }
    var written = 0
    var code: Int32 = 0
    while written < bytes.count, code == 0 {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        code = count == 0 ? ENOSPC : errno
      }
    }
    if close(file) != 0, code == 0 { code = errno }
    guard code == 0 else { throw ToolError(.fileFailed(path: path, errno: code)) }
  }

  /// The bytes of a file of at most `limit` bytes.
  static func read(_ path: String, limit: Int = 256 << 20) throws(ToolError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ToolError(.fileFailed(path: path, errno: errno)) }
    defer { close(file) }
    let length = Int(lseek(file, 0, SEEK_END))
    guard length >= 0, length <= limit else {
      throw ToolError(.fileFailed(path: path, errno: length < 0 ? errno : EFBIG))
    }
    var bytes = [UInt8](repeating: 0, count: length)
    var count = 0
    while count < length {
      let step = bytes[count...].withUnsafeMutableBytes {
        pread(file, $0.baseAddress, $0.count, off_t(count))
      }
      guard step > 0 else {
        throw ToolError(.fileFailed(path: path, errno: step < 0 ? errno : EIO))
      }
      count += step
    }
    return bytes
  }

  /// Makes a folder and those above it.
  static func makeFolders(_ path: String) throws(ToolError) {
    if path.isEmpty || access(path, F_OK) == 0 { return }
    try makeFolders(
      path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/"))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw ToolError(.fileFailed(path: path, errno: errno))
    }
  }

  private static func removeTree(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        let child = "\(path)/\(name)"
        if unlink(child) != 0 { removeTree(child) }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
