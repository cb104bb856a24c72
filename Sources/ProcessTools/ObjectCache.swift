import ContentHash
import Glibc

/// Compiled objects by a hash over all that they are made from.
///
/// A file is the object's SHA-256 and the object. It appears whole or not at all, and one that does
/// not agree with its hash is not used. A cache that cannot be written is no error: the build then
/// goes on without it.
struct ObjectCache: Sendable {
  let directory: String

  /// The object of `key`, or `nil` when there is none or it is damaged.
  func object(for key: SHA256Digest) -> [UInt8]? {
    guard let file = try? BuildFolder.read(path(of: key)), file.count > 32 else { return nil }
    let object = Array(file[32...])
    return SHA256Digest(of: object).bytes.elementsEqual(file[..<32]) ? object : nil
  }

  /// Keeps `object`; whether that worked.
  @discardableResult
  func store(_ object: [UInt8], for key: SHA256Digest) -> Bool {
    let target = path(of: key)
    let temporary = "\(target).\(getpid()).\(UInt64.random(in: .min ... .max))"
    do {
      try BuildFolder.makeFolders(directory)
      try BuildFolder.write(SHA256Digest(of: object).bytes + object, to: temporary)
    } catch {
      unlink(temporary)
      return false
    }
    guard rename(temporary, target) == 0 else {
      unlink(temporary)
      return false
    }
    return true
  }

  private func path(of key: SHA256Digest) -> String { "\(directory)/\(key.hexadecimal).o" }
}
