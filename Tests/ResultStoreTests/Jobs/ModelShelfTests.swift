import ContentHash
import FoundationEssentials
import Glibc
import MCUBenchTestSupport
import Measurements
import Testing

@testable import ResultStore

@Suite struct ModelShelfTests {
  static let model: [UInt8] = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

  static func names(_ shelf: ModelShelf) throws -> [String] {
    guard FileManager.default.fileExists(atPath: shelf.directory) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: shelf.directory).sorted()
  }

  @Test func givesBackWhatItWasGivenUnderItsDigest() async throws {
    try await withStore { store in
      let shelf = store.models
      #expect(try shelf.items() == [])
      let sha256 = try shelf.keep(Self.model)
      #expect(sha256 == SHA256Digest(of: Self.model).hexadecimal)
      #expect(try shelf.model(sha256) == Self.model)
      #expect(try shelf.keep(Self.model) == sha256)
      let empty = try shelf.keep([])
      #expect(try shelf.model(empty) == [])
      #expect(try shelf.items().map(\.sha256) == [sha256, empty].sorted())
      #expect(try shelf.items().map(\.byteCount).sorted() == [0, 200_000])
      var status = stat()
      #expect(stat(try shelf.path(of: sha256), &status) == 0 && status.st_mode & 0o777 == 0o600)
      try shelf.remove(sha256)
      try shelf.remove(sha256)
      #expect(
        ResultStoreFaultTests.reason { _ = try shelf.model(sha256) } == .noModel(sha256: sha256))
      #expect(try Self.names(shelf) == ["\(empty).tflite"])
    }
  }

  @Test func saysWhenAFileIsNotWhatItsNameSays() async throws {
    try await withStore { store in
      let shelf = store.models
      let sha256 = try shelf.keep(Self.model)
      let place = URL(filePath: try shelf.path(of: sha256))
      for damaged in [Array(Self.model.dropLast()), [], Self.model.map { $0 ^ 1 }] {
        try Data(damaged).write(to: place)
        #expect(
          ResultStoreFaultTests.reason { _ = try shelf.model(sha256) }
            == .damagedModel(sha256: sha256))
        // Given again, it is whole again.
        #expect(try shelf.keep(Self.model) == sha256)
        #expect(try shelf.model(sha256) == Self.model)
      }
    }
  }

  @Test(arguments: ["", "../../etc/passwd", "ab", String(repeating: "A", count: 64), "a/b"])
  func takesNoPathForADigest(_ text: String) async throws {
    try await withStore { store in
      #expect(
        ResultStoreFaultTests.reason { _ = try store.models.model(text) } == .noModel(sha256: text))
      #expect(
        ResultStoreFaultTests.reason { try store.models.remove(text) } == .noModel(sha256: text))
    }
  }

  @Test func saysWhereItCannotWrite() async throws {
    try await withStore { store in
      try Data().write(to: URL(filePath: store.models.directory))
      guard
        case .badFile(let place, _) = ResultStoreFaultTests.reason({
          _ = try store.models.keep(Self.model)
        })
      else {
        Testing.Issue.record("it was kept")
        return
      }
      #expect(place.hasPrefix(store.models.directory))
    }
  }

  @Test func clearsAwayWhatADeadWriterLeft() async throws {
    try await withStore { store in
      let shelf = store.models
      #expect(try shelf.removeLeftovers() == 0)
      let sha256 = try shelf.keep(Self.model)
      for name in ["dead.part", "live.part"] {
        try Data([1, 2]).write(to: URL(filePath: "\(shelf.directory)/\(name)"))
      }
      let live = open("\(shelf.directory)/live.part", O_WRONLY)
      #expect(flock(live, LOCK_EX | LOCK_NB) == 0)
      #expect(try shelf.removeLeftovers() == 1)
      #expect(try Self.names(shelf) == ["\(sha256).tflite", "live.part"])
      close(live)
      #expect(try shelf.removeLeftovers() == 1)
      #expect(try shelf.model(sha256) == Self.model)
    }
  }
}
