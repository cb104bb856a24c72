import Testing

@testable import UF2Files

/// UF2 files that this package makes, and those that it refuses.
@Suite struct UF2FileTests {
  private static let flash = 0x1000_0000..<0x1020_0000

  private func image(_ segments: (UInt32, [UInt8])...) throws -> SectorImage {
    try SectorImage(
      segments.map { SectorImage.Segment(address: $0.0, bytes: $0.1) }, flash: Self.flash)
  }

  private func word(_ file: [UInt8], _ offset: Int) -> UInt32 { UF2File.word(file, offset) }

  @Test func aBlockIsAsTheSpecificationHasIt() throws {
    let file = UF2File.bytes(of: try image((0x1000_0010, [1, 2, 3])))
    #expect(file.count == 16 * 512)
    // "UF2 specification", File format: the words of the first block, in order.
    #expect(
      (0..<8).map { word(file, 4 * $0) } == [
        0x0A32_4655, 0x9E5D_5157, 0x2000, 0x1000_0000, 256, 0, 16, 0xE48B_FF56,
      ])
    #expect(word(file, 508) == 0x0AB1_6F30)
    #expect(Array(file[32 + 15..<32 + 20]) == [0xFF, 1, 2, 3, 0xFF])
    #expect(file[32 + 256..<508].allSatisfy { $0 == 0 })
    #expect(word(file, 15 * 512 + 12) == 0x1000_0F00)
    #expect(word(file, 15 * 512 + 20) == 15)
    #expect(UF2File.isUF2(file))
  }

  @Test func readsWhatItWrites() throws {
    let image = try image(
      (0x1000_0000, [UInt8](repeating: 0x5A, count: 5000)), (0x1001_0FFF, [7, 8]))
    #expect(
      image.ranges == [0x1000_0000..<0x1000_2000, 0x1001_0000..<0x1001_2000])
    #expect(try UF2File.image(in: UF2File.bytes(of: image), flash: Self.flash) == image)
  }

  @Test func passesOverCommentsAndOtherFamilies() throws {
    let ours = try image((0x1000_0000, [1]))
    var file = UF2File.bytes(of: ours)
    var comment = Array(file[..<512])
    comment[8] = 1
    let other = UF2File.bytes(of: try image((0x1000_3000, [9])), family: 0xE48B_FF59)
    file = comment + other + file
    #expect(try UF2File.image(in: file, flash: Self.flash) == ours)
  }

  /// A change to a good file of 32 blocks in two sectors, and what it is refused for.
  struct Damage: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let reason: UF2Error.Reason
    let change: @Sendable (inout [UInt8]) -> Void
  }

  private static func put(_ word: UInt32, at offset: Int, of file: inout [UInt8]) {
    file.replaceSubrange(offset..<offset + 4, with: UF2File.littleEndian(word))
  }

  static let damages: [Damage] = [
    Damage(testDescription: "empty", reason: .empty) { $0 = [] },
    Damage(testDescription: "cut", reason: .cutShort(fileBytes: 16_383)) { $0.removeLast() },
    Damage(testDescription: "last magic", reason: .noUF2Block(index: 3)) {
      put(0, at: 3 * 512 + 508, of: &$0)
    },
    Damage(testDescription: "all of another family", reason: .otherFamily(0x1234)) {
      for block in 0..<32 { put(0x1234, at: block * 512 + 28, of: &$0) }
    },
    Damage(testDescription: "no family", reason: .otherFamily(0)) {
      for block in 0..<32 { put(0, at: block * 512 + 8, of: &$0) }
    },
    Damage(testDescription: "payload", reason: .wrongPayload(index: 2, byteCount: 476)) {
      put(476, at: 2 * 512 + 16, of: &$0)
    },
    Damage(testDescription: "address", reason: .misaligned(index: 1, address: 0x1000_0180)) {
      put(0x1000_0180, at: 512 + 12, of: &$0)
    },
    Damage(
      testDescription: "in RAM", reason: .outsideFlash(address: 0x2000_0000, byteCount: 256)
    ) { put(0x2000_0000, at: 12, of: &$0) },
    Damage(
      testDescription: "count", reason: .differentCounts(index: 4, found: 31, first: 32)
    ) { put(31, at: 4 * 512 + 24, of: &$0) },
    Damage(testDescription: "number twice", reason: .wrongNumber(index: 6, number: 5)) {
      put(5, at: 6 * 512 + 20, of: &$0)
    },
    Damage(testDescription: "number beyond", reason: .wrongNumber(index: 6, number: 32)) {
      put(32, at: 6 * 512 + 20, of: &$0)
    },
    Damage(testDescription: "one missing", reason: .missingBlocks(found: 31, promised: 32)) {
      $0.removeLast(512)
    },
    Damage(
      testDescription: "one family left out", reason: .missingBlocks(found: 31, promised: 32)
    ) {
      put(0x1234, at: 28, of: &$0)
    },
    // The second group of 16 numbers begins in a sector that the first has written.
    Damage(testDescription: "sector twice", reason: .erasedWrongly(index: 16)) {
      put(0x1000_0000, at: 16 * 512 + 12, of: &$0)
    },
    // The last page of the first group lies in a sector that nobody erases.
    Damage(testDescription: "unerased", reason: .erasedWrongly(index: 15)) {
      put(0x1000_8000, at: 15 * 512 + 12, of: &$0)
    },
  ]

  @Test(arguments: damages) func refuses(damage: Damage) throws {
    var file = UF2File.bytes(
      of: try image((0x1000_0000, [UInt8](repeating: 0x33, count: 8192))))
    damage.change(&file)
    let error = try #require(
      #expect(throws: UF2Error.self) { try UF2File.image(in: file, flash: Self.flash) })
    #expect(error.reason == damage.reason)
    #expect(error.remedy != nil)
  }

  @Test func refusesSegmentsOutsideAndContradictions() throws {
    func reason(_ segments: (UInt32, [UInt8])...) throws -> UF2Error.Reason {
      try #require(
        #expect(throws: UF2Error.self) {
          try SectorImage(
            segments.map { SectorImage.Segment(address: $0.0, bytes: $0.1) }, flash: Self.flash)
        }
      ).reason
    }
    #expect(try reason() == .empty)
    #expect(try reason((0x1000_0000, [])) == .empty)
    #expect(
      try reason((0x101F_FFFF, [1, 2])) == .outsideFlash(address: 0x101F_FFFF, byteCount: 2))
    #expect(
      try reason((0xFFFF_FFFF, [1, 2])) == .outsideFlash(address: 0xFFFF_FFFF, byteCount: 2))
    #expect(
      try reason((0x1000_0000, [1, 2]), (0x1000_0001, [3]))
        == .contradiction(address: 0x1000_0001))
    #expect(try image((0x1000_0000, [1, 2]), (0x1000_0001, [2])).sectors.count == 1)
  }
}
