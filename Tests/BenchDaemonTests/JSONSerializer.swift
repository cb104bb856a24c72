import Foundation

/// Any JSON, for tests that look at documents by their names.
enum JSONSerializer {
  static func object(_ bytes: [UInt8]) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(bytes))
  }
}
