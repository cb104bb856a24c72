// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import MCUBenchTestSupport
import Testing
import VirtualBoard

/// The firmware's second stage, `firmware-template/boards/pico/boot2.c`, on flashes with four lines
/// and without.
@Suite(
  .enabled(if: TestPrograms.hasOnPath("arm-none-eabi-gcc"), "arm-none-eabi-gcc is not installed"))
struct PicoSecondStageTests {
  private static let ssi: UInt32 = 0x1800_0000

  /// The second stage as the compiler makes it, and behind it a stack and code that spins in flash.
  private static func image() async throws -> [UInt8] {
    let template = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "firmware-template/boards/pico/boot2.c").path
    return try await withTemporaryDirectory { directory in
      let (object, binary) = (directory + "/boot2.o", directory + "/boot2.bin")
      for arguments in [
        ["arm-none-eabi-gcc", "-mcpu=cortex-m0plus", "-mthumb", "-c", template, "-o", object],
        ["arm-none-eabi-objcopy", "-O", "binary", "-j", ".boot2", object, binary],
      ] {
        let outcome = try await ProgramRun("/usr/bin/env", arguments, in: directory)
          .outcome(within: .seconds(60))
        try #require(outcome.status == 0, "\(outcome.errors)")
      }
      let stage = Array(try Data(contentsOf: URL(filePath: binary)))
      try #require(stage.count == 256 && stage.suffix(4) == [0, 0, 0, 0])
      let halfWords = stride(from: 0, to: 252, by: 2).map { place in
        UInt16(stage[place]) | UInt16(stage[place + 1]) << 8
      }
      let start: [UInt8] = [0x00, 0x10, 0x00, 0x20, 0x09, 0x01, 0x00, 0x10, 0xFE, 0xE7]
      return PicoImage(code: halfWords).bytes.prefix(256) + start
        + [UInt8](repeating: 0xFF, count: 246)
    }
  }

  private func frames(_ machine: Machine, count: Int) -> [UInt32] {
    machine.advance(cycles: 200)
    return (0..<count).map { _ in machine.peripheral(at: Self.ssi + 0x60) }
  }

  /// Sends bytes to the flash by hand, on one line; gives what came back.
  private func ask(_ machine: Machine, _ bytes: [UInt32]) -> [UInt32] {
    for (offset, value) in [(8, 0), (0, 7 << 16), (0x10, 1), (0x14, 4), (8, 1)]
      as [(UInt32, UInt32)]
    {
      machine.setPeripheral(at: Self.ssi + offset, to: value)
    }
    for byte in bytes { machine.setPeripheral(at: Self.ssi + 0x60, to: byte) }
    return frames(machine, count: bytes.count)
  }

  /// Reads a word on four lines, with the mode bits behind its address.
  private func readQuad(
    _ machine: Machine, format: UInt32, instruction: UInt32? = nil, _ address: UInt32, mode: UInt32
  ) -> UInt32 {
    for (offset, value) in [(8, 0), (0, 0x005F_0300), (4, 0), (0x14, 2), (0xF4, format), (8, 1)]
      as [(UInt32, UInt32)]
    {
      machine.setPeripheral(at: Self.ssi + offset, to: value)
    }
    if let instruction { machine.setPeripheral(at: Self.ssi + 0x60, to: instruction) }
    machine.setPeripheral(at: Self.ssi + 0x60, to: address << 8 | mode)
    return frames(machine, count: 1)[0]
  }

  /// A new flash has QE clear: the second stage sets it, once, and reads on four lines from then on.
  @Test func readsOnFourLines() async throws {
    let machine = try PicoImage.machine(try await Self.image())
    #expect(machine.run(cycles: 50_000) == .budget || machine.run(cycles: 1) == .idle)
    #expect(machine[.programCounter] == 0x1000_0108)
    #expect(machine.peripheral(at: Self.ssi + 0xF4) == 0xA000_2022)
    #expect(machine.peripheral(at: Self.ssi) == 0x005F_0300)
    #expect(machine.peripheral(at: Self.ssi + 0x14) == 2)
    // The flash takes instructions for addresses until a read's mode bits let it go.
    #expect(ask(machine, [0x9F, 0, 0, 0]) == [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(readQuad(machine, format: 0x2022, 0x104, mode: 0xFF) == 0x0901_0010)
    #expect(ask(machine, [0x9F, 0, 0, 0]) == [0xFF, 0xEF, 0x40, 0x15])
    #expect(ask(machine, [0x35, 0]) == [0xFF, 2])
    // A reset's boot ROM lets the flash go, too.
    #expect(
      readQuad(machine, format: 0x2221, instruction: 0xEB, 0x100, mode: 0xA0) == 0x0010_0020)
    machine.restart()
    #expect(ask(machine, [0x9F, 0, 0, 0]) == [0xFF, 0xEF, 0x40, 0x15])
  }

  /// A flash whose status registers are locked (SRL) keeps QE clear.
  @Test func readsOnOneLineWhereTheFlashHasNoFour() async throws {
    let machine = try PicoImage.machine(try await Self.image())
    _ = ask(machine, [0x06])
    _ = ask(machine, [0x31, 0x01])
    machine.advance(cycles: 10_000)
    #expect(ask(machine, [0x35, 0]) == [0xFF, 1])
    #expect(readQuad(machine, format: 0x2221, instruction: 0xEB, 0x100, mode: 0xA0) == UInt32.max)
    #expect(machine.run(cycles: 50_000) == .budget || machine.run(cycles: 1) == .idle)
    #expect(machine[.programCounter] == 0x1000_0108)
    #expect(machine.peripheral(at: Self.ssi + 0xF4) == 0x0300_0218)
    #expect(machine.peripheral(at: Self.ssi) == 0x001F_0300)
    #expect(machine.peripheral(at: Self.ssi + 0x14) == 4)
  }
}
