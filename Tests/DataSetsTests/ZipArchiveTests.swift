import Testing

@testable import DataSets

@Suite struct ZipArchiveTests {
  private let text = Array(repeating: Array("layer by layer ".utf8), count: 40).flatMap(\.self)

  @Test(arguments: [false, true])
  func unpacksMembers(deflates: Bool) throws {
    var file = ZipFile()
    file.add("a", [], deflates: deflates)
    file.add("b", text, deflates: deflates)
    let archive = try ZipArchive(file.bytes)
    #expect(archive.members.map(\.name) == ["a", "b"])
    #expect(try archive.contents(of: archive.members[0]) == [])
    #expect(try archive.contents(of: archive.members[1]) == text)
  }

  private func damage(_ bytes: [UInt8]) throws -> String? {
    do throws(ZipArchive.Damage) {
      let archive = try ZipArchive(bytes)
      for member in archive.members { _ = try archive.contents(of: member) }
      return nil
    } catch {
      return error.why
    }
  }

  @Test func refusesEveryTruncation() throws {
    var file = ZipFile()
    file.add("b", text, deflates: true)
    for count in 0..<file.bytes.count {
      #expect(try damage(Array(file.bytes.prefix(count))) != nil)
    }
  }

  @Test func survivesEveryFlippedByte() throws {
    var file = ZipFile()
    file.add("b", text, deflates: true)
    for place in file.bytes.indices {
      var bytes = file.bytes
      bytes[place] ^= 0xff
      _ = try damage(bytes)
    }
  }

  @Test func refusesWhatItDoesNotRead() throws {
    func why(_ change: (inout ZipFile) -> Void) throws -> String? {
      var file = ZipFile()
      change(&file)
      return try damage(file.bytes)
    }
    #expect(
      try why { $0.add("b", text, deflates: false, flags: 1) } == "member \"b\" is encrypted")
    #expect(
      try why { $0.add("b", text, deflates: false, method: 12) }
        == "member \"b\" is packed by method 12")
    #expect(
      try why { $0.add("b", text, deflates: false, promised: 5) } == "member \"b\" has two sizes")
    // A stream that gives more, or less, than is promised.
    for promised in [1, text.count - 1, text.count + 1, 1 << 31] {
      #expect(
        try why { $0.add("b", text, deflates: true, promised: promised) }
          == "member \"b\" does not unpack to the \(promised) B it promises")
    }
  }

  @Test func holdsMembersAgainstTheirChecksums() throws {
    var file = ZipFile()
    file.add("b", text, deflates: false)
    var bytes = file.bytes
    bytes[30 + 1 + 4] ^= 1
    #expect(try damage(bytes) == "the checksum of member \"b\" is wrong")
  }
}
