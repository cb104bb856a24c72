import FoundationEssentials
import Glibc

/// A directory that is there while `work` runs.
package func withTemporaryDirectory<Value>(
  _ work: (_ path: String) async throws -> Value
) async throws -> Value {
  var template = Array("/tmp/mcubench-test-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw TemporaryDirectoryError(code: errno) }
  let path = String(
    decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await work(path)
}

/// Why no temporary directory could be made.
package struct TemporaryDirectoryError: Error {
  package let code: Int32
}
