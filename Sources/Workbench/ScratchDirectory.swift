import Foundation
import Glibc

/// A directory of this process alone, gone when the work is done.
package enum ScratchDirectory {
  /// Makes a directory, runs `body` with its path, and removes it whatever happens.
  package static func with<Value>(
    under parent: String, _ body: (_ path: String) async throws -> Value
  ) async throws -> Value {
    var template = Array("\(parent)/mcubench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileFailure(path: parent, action: "cannot make a directory", errno: errno)
    }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // What cannot be removed stays: there is nobody to tell by then.
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }
}
