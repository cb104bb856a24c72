import Glibc

/// A directory for one run of a tool, whose name holds nothing that a tool could misread.
struct JobDirectory: Sendable {
  /// What could not be done there.
  struct Problem: Error, Hashable {
    let path: String
    let errno: Int32
  }

  let path: String

  /// Makes a directory under `parent`, runs `body`, and removes it with the files in it.
  static func with<Value: Sendable>(
    under parent: String, _ body: (JobDirectory) async throws -> Value
  ) async throws -> Value {
    var template = Array("\(parent)/mcubench-job-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Problem(path: parent, errno: errno) }
    let directory = JobDirectory(
      path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    defer { directory.remove() }
    return try await body(directory)
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws(Problem) {
    let file = "\(path)/\(name)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Problem(path: file, errno: errno) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw Problem(path: file, errno: errno)
      }
    }
  }

  private func remove() {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      // The tool makes no folders; what cannot be unlinked stays.
      withUnsafePointer(to: &entry.pointee.d_name) { name in
        _ = unlinkat(dirfd(folder), UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self), 0)
      }
    }
    closedir(folder)
    rmdir(path)
  }
}
