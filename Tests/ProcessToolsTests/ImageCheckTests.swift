import BoardProfiles
import Failures
import FirmwareArtifacts
import FirmwareGeneration
import Foundation
import GraphPreparation
import Hardware
import MCUBenchTestSupport
import Planning
import TFLiteReader
import Testing
import UF2Files

@testable import ProcessTools

/// Whole images of this program's builds, the same damaged, and others' images.
@Suite struct ImageCheckTests {
  /// A firmware of the small example, as `mcubench build` writes it.
  private struct Built {
    let board: BoardProfile
    let elf: [UInt8]
    let bin: [UInt8]
    let parts: [FlashPart]
  }

  private func build(_ name: String) async throws -> Built {
    let root = ModelBuildTests.root
    let example = "\(root)/examples/cnn_separable_int8/cnn_separable_int8.tflite"
    let board = try BoardProfile.load(from: root + "/boards", named: name)
    let graph = try GraphPreparation.prepare(
      TFLiteReader.read([UInt8](try Data(contentsOf: URL(filePath: example)))))
    let template = try FirmwareTemplate.load(
      templateDirectory: root + "/firmware-template", kernelDirectory: root + "/Sources/CKernels")
    let sources = try FirmwareGenerator.sources(
      for: Planner.plan(graph, for: board), template: template)
    return try await withTemporaryDirectory { directory in
      let image = try await GCCToolchain(
        buildRoot: directory + "/builds", cacheDirectory: nil
      ).build(sources)
      return Built(
        board: board, elf: [UInt8](try Data(contentsOf: URL(filePath: image.elfPath))),
        bin: [UInt8](try Data(contentsOf: URL(filePath: image.binPath))), parts: image.flashParts)
    }
  }

  /// What is found of a file of these bytes, by the way of the board.
  private func evidence(
    of bytes: [UInt8], as name: String, for board: BoardProfile
  ) async throws -> ImageEvidence {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/\(name)"
      try Data(bytes).write(to: URL(filePath: path))
      if board.name.hasPrefix("esp32") { return try ESPTool.parts(of: path).1 }
      if board.name == "pico" {
        let found = try SectorImage.load(path, for: board).evidence
        // The other tool of the board sees the same; UF2 files are none of its own.
        if !name.hasSuffix(".uf2") {
          #expect(try FlashImage(path: path, for: board).evidence == found)
        }
        return found
      }
      return try FlashImage(path: path, for: board).evidence
    }
  }

  /// Places all over `count` bytes: the first and last ones, and some three hundred between.
  private func places(in count: Int) -> [Int] {
    Array(0..<64) + Array(stride(from: 64, to: count - 8, by: max(1, count / 300)))
      + Array(count - 8..<count)
  }

  @Test(
    .enabled(if: ModelBuildTests.hasCompiler),
    arguments: ["stm32f746g", "nucleo-f446re", "pico", "esp32", "esp32-240mhz"])
  func aFlippedBitAnywhereIsFound(name: String) async throws {
    let built = try await build(name)
    #expect(try await evidence(of: built.bin, as: "a.bin", for: built.board) == .sealed)
    #expect(try await evidence(of: built.elf, as: "a.elf", for: built.board) == .sealed)
    for place in places(in: built.bin.count) {
      var damaged = built.bin
      damaged[place] ^= 1 << UInt8(place % 8)
      await #expect(throws: FlashError.Reason.self, "byte \(place)") {
        try await evidence(of: damaged, as: "a.bin", for: built.board)
      }
    }
  }

  @Test(
    .enabled(if: ModelBuildTests.hasCompiler),
    arguments: ["stm32f746g", "nucleo-f446re", "pico", "esp32"])
  func aFlippedBitInAnELFFilesImageIsFound(name: String) async throws {
    let built = try await build(name)
    for part in built.parts {
      // An ESP32's program has a header and a sum of its own in flash: look for what follows.
      let bytes = name == "esp32" && part.name == "program" ? part.bytes[64..<128] : part.bytes[...]
      let sample = Array(bytes.prefix(48))
      guard sample.count == 48,
        let start = built.elf.indices.first(where: { built.elf[$0...].starts(with: sample) })
      else { continue }
      var damaged = built.elf
      damaged[start + 17] ^= 0x20
      await #expect(throws: FlashError.Reason.self, "\(part.name)") {
        try await evidence(of: damaged, as: "a.elf", for: built.board)
      }
    }
    #expect(built.parts.contains { $0.bytes.count >= 48 })
  }

  /// A program header's type, offset, addresses and sizes: not what the seal covers.
  @Test(.enabled(if: ModelBuildTests.hasCompiler), arguments: ["stm32f746g", "nucleo-f446re"])
  func aFlippedBitInAnELFFilesHeadersIsFound(name: String) async throws {
    let built = try await build(name)
    for (place, bit) in [
      (0, 0), (4, 3), (5, 5), (6, 0), (12, 0), (12, 6), (13, 1), (14, 0), (14, 2), (16, 3), (17, 1),
    ] {
      try await expectFound(of: built, atByte: place, bit: bit)
    }
  }

  /// Whatever the image's size is: bits that lengthen the first segment, and bits that shorten it.
  @Test(
    .enabled(if: ModelBuildTests.hasCompiler), arguments: ["stm32f746g", "nucleo-f446re"])
  func aFlippedBitInAnELFSegmentsLengthIsFound(name: String) async throws {
    let built = try await build(name)
    for bit in 0..<14 {
      try await expectFound(of: built, atByte: 16 + bit / 8, bit: bit % 8)
    }
  }

  private func expectFound(of built: Built, atByte place: Int, bit: Int) async throws {
    var damaged = built.elf
    damaged[52 + place] ^= 1 << UInt8(bit)
    await #expect(throws: FlashError.Reason.self, "byte \(place), bit \(bit)") {
      try await evidence(of: damaged, as: "a.elf", for: built.board)
    }
  }

  @Test(.enabled(if: ModelBuildTests.hasCompiler))
  func anotherArmBoardsFirmwareIsRefused() async throws {
    let built = try await build("stm32f746g")
    let other = try BoardProfile.load(
      from: ModelBuildTests.root + "/boards", named: "nucleo-f446re")
    let reason = try #require(
      await #expect(throws: FlashError.Reason.self) {
        try await evidence(of: built.elf, as: "a.elf", for: other)
      })
    guard case .imageDamaged(_, .otherMemory(let address)) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(!other.memory.contains { $0.origin == address })
  }

  @Test(
    .enabled(if: ModelBuildTests.hasCompiler),
    arguments: ["stm32f746g", "nucleo-f446re", "pico", "esp32"])
  func aCutAnywhereIsFound(name: String) async throws {
    let built = try await build(name)
    let count = built.bin.count
    for kept in [
      1, 4, 8, 23, 100, 255, 256, 300, 4096, count / 2, count - 4096, count - 2, count - 1,
    ] {
      await #expect(throws: FlashError.Reason.self, "\(kept) of \(count) bytes") {
        try await evidence(of: Array(built.bin.prefix(kept)), as: "a.bin", for: built.board)
      }
    }
    // Erased flash behind it changes nothing, other bytes do.
    let padded = built.bin + [UInt8](repeating: 0xFF, count: 100)
    #expect(try await evidence(of: padded, as: "a.bin", for: built.board) == .sealed)
    await #expect(throws: FlashError.Reason.self) {
      try await evidence(of: built.bin + [0], as: "a.bin", for: built.board)
    }
  }

  @Test(.enabled(if: ModelBuildTests.hasCompiler))
  func aUF2FileIsHeldAgainstItsImagesSeal() async throws {
    let built = try await build("pico")
    let sectors = try SectorImage(
      [SectorImage.Segment(address: 0x1000_0000, bytes: built.bin)],
      flash: 0x1000_0000..<0x1020_0000)
    let file = UF2File.bytes(of: sectors)
    #expect(try await evidence(of: file, as: "a.uf2", for: built.board) == .sealed)
    let used = built.bin.count / SectorImage.pageBytes
    for block in stride(from: 0, to: used, by: max(1, used / 40)) {
      var damaged = file
      damaged[block * UF2File.blockBytes + 32 + block % 256] ^= 4
      await #expect(throws: FlashError.Reason.self, "block \(block)") {
        try await evidence(of: damaged, as: "a.uf2", for: built.board)
      }
    }
    await #expect(throws: FlashError.Reason.self) {
      try await evidence(
        of: Array(file.dropLast(UF2File.blockBytes)), as: "a.uf2", for: built.board)
    }
  }

  // MARK: Others' images

  @Test func aForeignBinaryMustAtLeastBeStartable() async throws {
    let board = try TestBoard.stm32f746g()
    func reason(_ bytes: [UInt8]) async throws -> FlashError.Reason {
      try #require(
        await #expect(throws: FlashError.Reason.self) {
          try await evidence(of: bytes, as: "a.bin", for: board)
        })
    }
    func damage(_ bytes: [UInt8]) async throws -> ImageDamage? {
      guard case .imageDamaged(let path, let damage) = try await reason(bytes) else { return nil }
      #expect(path.hasSuffix("a.bin"))
      return damage
    }
    let whole = PlausibleImage.stm32(byteCount: 600)
    #expect(try await evidence(of: whole, as: "a.bin", for: board) == .unsealed)
    #expect(
      try await damage(Array(whole.prefix(5))) == .cutShort(expectedBytes: 8, foundBytes: 5))
    var other = whole
    other[3] = 0x60
    #expect(try await damage(other) == .stackPointer(0x6001_0000))
    other = whole
    other[4] ^= 1
    #expect(try await damage(other) == .resetVector(0x0800_0008))
    other[4...7] = [0x01, 0x10, 0, 8]
    #expect(try await damage(other) == .resetVector(0x0800_1001))
  }

  @Test func aForeignESP32ImageIsHeldAgainstItsChecksumAndHash() throws {
    let image = PlausibleImage.esp32()
    #expect(try ESP32Image.check(image) == .hashed)
    #expect(try ESP32Image.check(image + [1, 2, 3]) == .hashed, "what follows is not covered")
    for place in 1..<image.count where ![2, 3].contains(place) {
      var damaged = image
      damaged[place] ^= 0x40
      #expect(throws: ImageDamage.self, "byte \(place)") { try ESP32Image.check(damaged) }
    }
    for count in 0..<image.count {
      #expect(throws: ImageDamage.self, "\(count) bytes") {
        try ESP32Image.check(Array(image.prefix(count)))
      }
    }
    let bare = PlausibleImage.esp32(isHashed: false)
    #expect(try ESP32Image.check(bare) == .unsealed)
    var wrong = bare
    wrong[40] ^= 1
    #expect(
      throws: ImageDamage.checksum(
        of: "its segments", expected: UInt32(bare[bare.count - 1]),
        found: UInt32(bare[bare.count - 1] ^ 1))
    ) { try ESP32Image.check(wrong) }
  }

  @Test func theErrorNamesTheFileWhatFailedAndWhatToDo() {
    let error = FlashError(
      board: "pico", probe: "usb",
      reason: .imageDamaged(
        path: "fw.bin", .cutShort(expectedBytes: 4096, foundBytes: 100)))
    #expect(
      error.summary == "pico on usb: \"fw.bin\" is damaged, and nothing was written: it is cut "
        + "short: expected 4096 B, found 100 B")
    #expect(error.remedy == "copy the file again from where it came, or build it anew")
    #expect(error.exitStatus == .wrongInput)
  }
}
