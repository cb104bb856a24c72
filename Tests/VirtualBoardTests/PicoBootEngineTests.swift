// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// The boot ROM's end of PICOBOOT, transfer by transfer.
@Suite struct PicoBootEngineTests {
  private static let origin: UInt32 = 0x1000_0000

  /// A flash of 64 KiB that counts nothing.
  private final class Flash: BootFlash {
    var bytes = [UInt8](repeating: 0x0F, count: 64 << 10)
    var flashBytes: Int { bytes.count }

    func erase(_ range: Range<Int>) {
      bytes.replaceSubrange(range, with: repeatElement(0xFF, count: range.count))
    }

    func program(_ bytes: [UInt8], at offset: Int) {
      for (place, byte) in bytes.enumerated() { self.bytes[offset + place] &= byte }
    }

    func read(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }
  }

  /// A command of 32 bytes.
  private func command(
    _ number: UInt8, _ words: [UInt32], argumentBytes: UInt8? = nil, transfer: UInt32 = 0,
    token: UInt32 = 77, magic: UInt32 = 0x431F_D10B
  ) -> [UInt8] {
    let arguments = words.flatMap(\.littleEndianBytes)
    var bytes = magic.littleEndianBytes + token.littleEndianBytes
    bytes += [number, argumentBytes ?? UInt8(arguments.count), 0, 0]
    bytes += transfer.littleEndianBytes + arguments
    return bytes + [UInt8](repeating: 0, count: 32 - bytes.count)
  }

  private func status(_ engine: PicoBootEngine) -> [UInt8] {
    guard case .done(let bytes) = engine.control([0xC1, 0x42, 0, 0, 1, 0, 16, 0]) else { return [] }
    return bytes
  }

  @Test func erasesWritesAndReadsBack() {
    let flash = Flash()
    let engine = PicoBootEngine(flash: flash)
    #expect(engine.take(command(1, [1], argumentBytes: 1)) == .done([]))
    #expect(engine.give(64) == .done([]))
    #expect(engine.take(command(6, [])) == .done([]))
    #expect(engine.take([]) == .waiting, "the acknowledgement comes first")
    #expect(engine.give(1) == .done([]))
    #expect(engine.take(command(3, [Self.origin + 0x1000, 0x1000])) == .done([]))
    #expect(engine.give(1) == .done([]))
    #expect(flash.bytes[0x0FFF] == 0x0F && flash.bytes[0x1000] == 0xFF)
    #expect(flash.bytes[0x1FFF] == 0xFF && flash.bytes[0x2000] == 0x0F)
    let page = (0..<512).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(
      engine.take(command(5, [Self.origin + 0x1000, 512], transfer: 512)) == .done([]))
    #expect(engine.give(1) == .waiting, "the data are not all there")
    #expect(engine.take(Array(page[..<64])) == .done([]))
    #expect(status(engine)[9] == 1)
    #expect(engine.take(Array(page[64...])) == .done([]))
    #expect(engine.give(1) == .done([]))
    #expect(engine.take(command(0x84, [Self.origin + 0x1000, 512], transfer: 512)) == .done([]))
    #expect(engine.give(300) == .done(Array(page[..<300])))
    #expect(engine.give(300) == .done(Array(page[300...])))
    #expect(engine.take([]) == .done([]))
    #expect(status(engine) == [77, 0, 0, 0, 0, 0, 0, 0, 0x84, 0] + [UInt8](repeating: 0, count: 6))
    // Programming clears bits only.
    #expect(engine.take(command(5, [Self.origin, 256], transfer: 256)) == .done([]))
    #expect(engine.take([UInt8](repeating: 0xF3, count: 256)) == .done([]))
    #expect(flash.bytes[0] == 0x03)
  }

  /// A command that is not done, and what is seen of that.
  struct Refusal: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let number: UInt8
    let words: [UInt32]
    var argumentBytes: UInt8?
    var transfer: UInt32 = 0
    let code: UInt8
    /// The endpoints that are halted, and which transfer shows it.
    let halted: [UInt8]
  }

  static let refusals: [Refusal] = [
    Refusal(testDescription: "unknown", number: 0x0A, words: [], code: 1, halted: [3, 0x84]),
    Refusal(
      testDescription: "arguments", number: 3, words: [origin], code: 2, halted: [3, 0x84]),
    Refusal(
      testDescription: "transfer", number: 5, words: [origin, 256], transfer: 255, code: 3,
      halted: [3, 0x84]),
    Refusal(
      testDescription: "data of an erase", number: 3, words: [origin, 4096], transfer: 4096,
      code: 3, halted: [3, 0x84]),
    Refusal(
      testDescription: "write to RAM", number: 5, words: [0x2000_0000, 256], transfer: 256,
      code: 4, halted: [3]),
    Refusal(
      testDescription: "write off a page", number: 5, words: [origin + 1, 256], transfer: 256,
      code: 5, halted: [3]),
    Refusal(
      testDescription: "read over the end", number: 0x84, words: [0xFFFF_FF00, 256], transfer: 256,
      code: 4, halted: [0x84]),
    Refusal(
      testDescription: "read off a page", number: 0x84, words: [origin + 128, 256], transfer: 256,
      code: 5, halted: [0x84]),
  ]

  @Test(arguments: refusals) func haltsAndSaysWhy(refusal: Refusal) {
    let engine = PicoBootEngine(flash: Flash())
    _ = engine.take(
      command(
        refusal.number, refusal.words, argumentBytes: refusal.argumentBytes,
        transfer: refusal.transfer))
    if refusal.number == 5, refusal.halted == [3] {
      _ = engine.take([UInt8](repeating: 0, count: Int(refusal.transfer)))
    }
    for endpoint in [UInt8(3), 0x84] {
      let isHalted = refusal.halted.contains(endpoint)
      #expect(
        engine.control([0x82, 0, 0, 0, endpoint, 0, 2, 0]) == .done([isHalted ? 1 : 0, 0]))
    }
    #expect(status(engine)[4] == refusal.code)
    #expect(status(engine)[0] == 77)
    // Clearing one endpoint leaves the other; a reset makes all ready.
    engine.clearHalt(3)
    if refusal.halted.contains(0x84) { #expect(engine.give(1) == .stalled) }
    #expect(engine.control([0x41, 0x41, 0, 0, 1, 0, 0, 0]) == .done([]))
    #expect(engine.take(command(6, [])) == .done([]))
    #expect(engine.give(1) == .done([]))
  }

  @Test func acknowledgesAnEraseThatItRefuses() {
    let flash = Flash()
    let engine = PicoBootEngine(flash: flash)
    for words: [UInt32] in [[Self.origin + 256, 4096], [Self.origin, 100], [0x2000_0000, 4096]] {
      #expect(engine.take(command(3, words)) == .done([]))
      #expect(engine.give(1) == .done([]))
      #expect(status(engine)[4] == 0)
    }
    #expect(flash.bytes.allSatisfy { $0 == 0x0F })
  }

  @Test func haltsOnWhatIsNoCommand() {
    for bytes in [command(6, [], magic: 1), Array(command(6, []).dropLast()), []] {
      let engine = PicoBootEngine(flash: Flash())
      #expect(engine.take(bytes) == .done([]))
      #expect(engine.take(command(6, [])) == .stalled)
      #expect(engine.give(1) == .stalled)
    }
  }

  @Test func startsTheImageAfterItsTime() {
    let engine = PicoBootEngine(flash: Flash())
    #expect(engine.rebootMilliseconds == nil)
    #expect(engine.take(command(2, [0, 0x2004_2000, 500])) == .done([]))
    #expect(engine.give(1) == .done([]))
    #expect(engine.rebootMilliseconds == 500)
    // What comes in between is acknowledged and not done.
    #expect(engine.take(command(0x84, [Self.origin, 256], transfer: 256)) == .done([]))
    #expect(engine.give(256) == .stalled)
    #expect(status(engine)[4] == 7)
  }

  @Test func misbehavesOnRequest() {
    let flash = Flash()
    let engine = PicoBootEngine(
      flash: flash,
      faults: PicoBootFaults([
        .weakProgramming(1), .probe(.shortRead), .probe(.bootStall(.connect)),
      ]))
    #expect(engine.take(command(6, [])) == .done([]))
    #expect(engine.give(1) == .stalled)
    _ = engine.control([0x41, 0x41, 0, 0, 1, 0, 0, 0])
    for expected: UInt8 in [0x11, 0x10] {
      _ = engine.take(command(3, [Self.origin, 4096]))
      _ = engine.give(1)
      _ = engine.take(command(5, [Self.origin, 256], transfer: 256))
      _ = engine.take([0x10] + [UInt8](repeating: 0, count: 255))
      _ = engine.give(1)
      #expect(flash.bytes[0] == expected)
    }
    _ = engine.take(command(0x84, [Self.origin, 256], transfer: 256))
    #expect(engine.give(256) == .done(Array(flash.bytes[..<224])))
  }

  @Test func readsRequestsWholeOrNotAtAll() {
    var bytes: [UInt8] = [7, 0, 0, 0, 2, 3, 0, 0, 4, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
    bytes += [1, 2, 3, 4]
    for count in 0..<24 {
      #expect(USBLinkRequest.beginning(of: bytes[..<count]) == .incomplete)
    }
    guard case .request(let request, 24) = USBLinkRequest.beginning(of: bytes[...]) else {
      Issue.record("no request")
      return
    }
    #expect(request.tag == 7 && request.kind == .output && request.data == [1, 2, 3, 4])
    bytes[4] = 9
    #expect(USBLinkRequest.beginning(of: bytes[...]) == .broken)
    bytes[4] = 2
    bytes[11] = 1
    #expect(USBLinkRequest.beginning(of: bytes[...]) == .broken)
  }
}
