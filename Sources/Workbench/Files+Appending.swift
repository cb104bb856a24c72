import Glibc

extension Files {
  /// Adds `bytes` to the end of the file at `path`, which is made where there is none; several
  /// processes may add to one file.
  ///
  /// A process that is killed meanwhile may leave a part of them.
  package static func append(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw FileFailure(path: path, action: "cannot write", errno: errno) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw FileFailure(path: path, action: "cannot write", errno: errno)
      }
    }
  }
}
