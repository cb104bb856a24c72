import Failures
import FirmwareArtifacts
import Foundation
import Hardware
import MCUBenchTestSupport
import Testing

@testable import ProcessTools

/// Images for the flash, made byte by byte.
@Suite struct FlashImageTests {
  private func words(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } }
  }

  /// An ELF file for Arm with a segment for each of `segments`: virtual and physical address, bytes.
  private func elf(
    _ segments: [(virtual: UInt32, physical: UInt32, bytes: UInt32)], type: UInt32 = 1
  ) -> [UInt8] {
    var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
    bytes += words([0x0028_0002, 1, 0, 52, 0, 0, 0x0020_0034, UInt32(segments.count), 0])
    var offset = UInt32(52 + 32 * segments.count)
    for segment in segments {
      bytes += words([
        type, offset, segment.virtual, segment.physical, segment.bytes, segment.bytes, 5, 4,
      ])
      offset += segment.bytes
    }
    return bytes + [UInt8](repeating: 0x5a, count: Int(offset) - bytes.count)
  }

  private func image(_ bytes: [UInt8], name: String = "image.elf") async throws -> FlashImage {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/\(name)"
      try Data(bytes).write(to: URL(filePath: path))
      return try FlashImage(path: path, for: try TestBoard.stm32f746g())
    }
  }

  private func refusal(
    of bytes: [UInt8], name: String = "image.elf"
  ) async throws -> FlashError.Reason {
    try #require(
      await #expect(throws: FlashError.Reason.self) { try await image(bytes, name: name) })
  }

  @Test func takesTheRangesOfSegmentsWhereTheyAreLoaded() async throws {
    let image = try await image(
      elf([
        (0x2000_0000, 0x0804_0000, 8), (0x0800_0000, 0x0800_0000, 100), (0, 0x0800_0070, 16),
        (0x2000_0100, 0x0800_0100, 0),
      ]))
    #expect(image.format == .elf)
    #expect(image.ranges == [0x0800_0000..<0x0800_0080, 0x0804_0000..<0x0804_0008])
  }

  @Test func takesVirtualAddressesWhereThereAreNoOthers() async throws {
    #expect(try await image(elf([(0x0800_0000, 0, 4)])).ranges == [0x0800_0000..<0x0800_0004])
  }

  @Test func aBinaryBelongsAtTheStartOfTheFlash() async throws {
    let image = try await image(PlausibleImage.stm32(byteCount: 1 << 20), name: "a.bin")
    #expect(image.format == .binary)
    #expect(image.ranges == [0x0800_0000..<0x0810_0000])
  }

  @Test func refusesWhatLiesOutsideTheFlash() async throws {
    for segment in [(0x0810_0000, 4), (0x080f_fffe, 4), (0x2000_0000, 4), (0x07ff_fffe, 4)] {
      let file = elf([(0, UInt32(segment.0), UInt32(segment.1)), (0, 0x0800_0000, 4)])
      #expect(try await refusal(of: file) == .imageOutsideFlash)
    }
    let large = [UInt8](repeating: 1, count: 1 << 20 + 1)
    #expect(try await refusal(of: large, name: "a.bin") == .imageOutsideFlash)
  }

  @Test func refusesWhatIsNoImage() async throws {
    func expectUnreadable(_ bytes: [UInt8], name: String = "image.elf") async throws {
      guard case .imageUnreadable(let path) = try await refusal(of: bytes, name: name) else {
        Issue.record("\(bytes.prefix(20)) was taken")
        return
      }
      #expect(path.hasSuffix(name))
    }
    let whole = elf([(0, 0x0800_0000, 4)])
    try await expectUnreadable([])
    try await expectUnreadable([], name: "a.bin")
    try await expectUnreadable([1, 2, 3], name: "a.hex")
    try await expectUnreadable(elf([]))
    try await expectUnreadable(elf([(0, 0x0800_0000, 4)], type: 2))
    for count in 1..<whole.count { try await expectUnreadable(Array(whole.prefix(count))) }
  }

  @Test(arguments: [
    (94, "Xtensa"), (62, "x86-64 (32-bit, little-endian)"), (243, "RISC-V"), (20, "machine 20"),
  ])
  func saysWhichMachineAnotherChipsFileIsFor(number: UInt8, name: String) async throws {
    var other = elf([(0, 0x0800_0000, 4)])
    other[18] = number
    let reason = try await refusal(of: other)
    guard case .imageOfOtherMachine(let path, let found, .arm) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(found.description == name)
    let error = FlashError(board: "pico", probe: "usb:1-1", reason: reason)
    #expect(
      error.cause
        == "\(path.debugDescription) is an ELF file for \(name), and the board's core is Arm")
    #expect(error.remedy?.contains("--board pico -o DIR") == true)
    #expect(error.exitStatus == .wrongInput)
  }

  @Test func knowsAnExecutableOfThisMachine() throws {
    let host = try Array(Data(contentsOf: URL(filePath: "/proc/self/exe")).prefix(64))
    let machine = try #require(ELFMachine(of: host))
    #expect(
      ["x86-64", "64-bit Arm", "RISC-V (64-bit, little-endian)"].contains(machine.description))
  }

  @Test func survivesEveryDamagedByte() async throws {
    let whole = elf([(0, 0x0800_0000, 4), (0, 0x0800_1000, 4)])
    for place in 0..<whole.count {
      for value in [0x00, 0x7f, 0x80, 0xff] as [UInt8] {
        var damaged = whole
        damaged[place] = value
        // Any outcome will do that is no crash.
        _ = try? await image(damaged)
      }
    }
  }
}
