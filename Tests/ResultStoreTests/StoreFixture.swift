import Foundation
import GRDB

/// Stores as earlier versions wrote them, kept as SQL text: later versions must still read them.
enum StoreFixture {
  static func write(version: Int, to path: String) async throws {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/stores/version-\(version).sql")
    let text = String(decoding: try Data(contentsOf: fixture), as: UTF8.self)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let writer = try DatabaseQueue(path: path, configuration: configuration)
    try await writer.write { try $0.execute(sql: text) }
    try writer.close()
  }
}
