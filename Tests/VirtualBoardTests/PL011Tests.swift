// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// The RP2040's UART0, at 115200 baud from the ring oscillator's 6.5 MHz.
@Suite struct PL011Tests {
  private static let uart: UInt32 = 0x4003_4000
  private static let characterCycles: UInt64 = 10 * 6_500_000 / 115_200

  private let machine: Machine

  init() throws {
    machine = try PicoImage().machine()
    for (address, value) in [
      (0x4000_F000, 1 << 5 | 1 << 8 | 1 << 22), (0x4000_8048, 1 << 11),
      (0x4001_4004, 2), (0x4001_400C, 2),
      (Self.uart + 0x24, 3), (Self.uart + 0x28, 34), (Self.uart + 0x2C, 0x70),
      (Self.uart + 0x30, 0x301),
    ] as [(UInt32, UInt32)] {
      machine.setPeripheral(at: address, to: value)
    }
  }

  private func flags() -> UInt32 { machine.peripheral(at: Self.uart + 0x18) }

  private func take() -> UInt32 { machine.peripheral(at: Self.uart) }

  /// Puts bytes on the line, the first of which begins at once.
  private func hear(_ bytes: [UInt8]) -> Int {
    let count = machine.receive(bytes)
    machine.advance(cycles: 1)
    return count
  }

  private func send(_ text: String) {
    for byte in text.utf8 { machine.setPeripheral(at: Self.uart, to: UInt32(byte)) }
  }

  @Test func sendsWhatItIsGivenAtItsSpeed() {
    send("Pico")
    #expect(flags() & 0x88 == 8)
    machine.advance(cycles: Self.characterCycles * 3 + 20)
    #expect(String(decoding: machine.takeSent(), as: UTF8.self) == "Pic")
    machine.advance(cycles: Self.characterCycles)
    #expect(machine.takeSent() == Array("o".utf8))
    #expect(flags() & 0x88 == 0x80)
  }

  @Test func holdsThirtyTwoBytesAndOneOnTheLine() {
    send(String(repeating: "x", count: 32))
    #expect(flags() & 0x20 == 0)
    send("xyz")
    #expect(flags() & 0x20 == 0x20)
    machine.advance(cycles: Self.characterCycles * 40)
    #expect(machine.takeSent() == Array(repeating: UInt8(ascii: "x"), count: 33))
  }

  @Test func receivesInOrderAndSaysWhatWasLost() {
    #expect(flags() & 0x10 == 0x10)
    #expect(hear((0..<34).map { UInt8($0) }) == 34)
    machine.advance(cycles: Self.characterCycles * 40)
    #expect(flags() & 0x50 == 0x40)
    #expect((0..<32).map { _ in take() } == (0..<32).map { UInt32($0) })
    #expect(flags() & 0x10 == 0x10)
    #expect(hear([7]) == 1)
    machine.advance(cycles: Self.characterCycles * 2)
    #expect(take() == 1 << 11 | 7)
  }

  @Test func tellsOfCharactersAtAnotherSpeed() {
    machine.setHostBaud(230_400)
    #expect(hear([1]) == 1)
    machine.advance(cycles: Self.characterCycles * 2)
    #expect(take() & 1 << 8 != 0)
  }

  @Test func isCutOffWithoutItsPins() {
    machine.setPeripheral(at: 0x4001_4004, to: 0x1F)
    send("x")
    machine.advance(cycles: Self.characterCycles * 2)
    #expect(machine.takeSent().isEmpty)
    machine.setPeripheral(at: 0x4001_B008, to: 1 << 6)
    machine.setPeripheral(at: 0x4001_C008, to: 0x16)
    #expect(hear([1]) == 1)
    machine.advance(cycles: Self.characterCycles * 2)
    #expect(flags() & 0x10 == 0x10)
  }

  /// At half a FIFO, and not before.
  @Test func interruptsWhenHalfFull() {
    machine.setPeripheral(at: Self.uart + 0x38, to: 1 << 4)
    #expect(hear([UInt8](repeating: 1, count: 15)) == 15)
    machine.advance(cycles: Self.characterCycles * 20)
    #expect(machine.peripheral(at: Self.uart + 0x40) == 0)
    #expect(hear([1]) == 1)
    machine.advance(cycles: Self.characterCycles * 2)
    #expect(machine.peripheral(at: Self.uart + 0x40) == 1 << 4)
    // Beside it, SIO_IRQ_PROC0: what core 1's boot ROM has sent lies in the mailbox.
    #expect(machine.peripheral(at: 0xE000_E200) == 1 << 20 | 1 << 15)
    machine.setPeripheral(at: Self.uart + 0x44, to: 1 << 4)
    #expect(machine.peripheral(at: Self.uart + 0x40) == 0)
  }
}
