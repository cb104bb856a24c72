// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// USART1 keeps the time that its baud rate gives it.
@Suite struct SerialLineTests {
  /// Cycles of a character at 16 MHz and BRR 139: ten bits.
  private let characterCycles: UInt64 = 1390

  private func chip(
    _ faults: [FaultMode] = [], withPins: Bool = true, code: [UInt16] = [0xBF00, 0xE7FD]
  ) throws -> Machine {
    let machine = try HandMadeFirmware(code: code).machine(faults: faults)
    machine.setPeripheral(at: Address.rcc + 0x30, to: 3)
    machine.setPeripheral(at: Address.rcc + 0x44, to: 1 << 4)
    if withPins {
      machine.setPeripheral(at: 0x4002_0000, to: 0xA808_0000)
      machine.setPeripheral(at: 0x4002_0024, to: 0x70)
      machine.setPeripheral(at: 0x4002_0400, to: 0x8280)
      machine.setPeripheral(at: 0x4002_0420, to: 0x7000_0000)
    }
    machine.setPeripheral(at: Address.usart1 + 0x0C, to: 139)
    machine.setPeripheral(at: Address.usart1, to: 0xD)
    return machine
  }

  private func status(_ machine: Machine) -> UInt32 {
    machine.peripheral(at: Address.usart1 + 0x1C)
  }

  private func send(_ bytes: [UInt8], from machine: Machine) {
    for byte in bytes {
      machine.setPeripheral(at: Address.usart1 + 0x28, to: UInt32(byte))
      machine.advance(cycles: characterCycles)
    }
  }

  @Test func sendsAByteInItsTime() throws {
    let machine = try chip()
    machine.setPeripheral(at: Address.usart1 + 0x28, to: 0x41)
    #expect(status(machine) & 0xC0 == 0x80)  // room in TDR, not complete
    machine.setPeripheral(at: Address.usart1 + 0x28, to: 0x42)
    #expect(status(machine) & 0xC0 == 0)
    machine.advance(cycles: characterCycles - 1)
    #expect(machine.takeSent() == [])
    machine.advance(cycles: 1)
    #expect(machine.takeSent() == [0x41])
    #expect(status(machine) & 0xC0 == 0x80)
    machine.advance(cycles: characterCycles)
    #expect(machine.takeSent() == [0x42])
    #expect(status(machine) & 0xC0 == 0xC0)
  }

  @Test func receivesAByteInItsTime() throws {
    let machine = try chip()
    #expect(machine.receive([0x55]) == 1)
    machine.advance(cycles: 0)
    machine.advance(cycles: characterCycles - 1)
    #expect(status(machine) & 0x20 == 0)
    machine.advance(cycles: 1)
    #expect(status(machine) & 0x28 == 0x20)
    #expect(machine.peripheral(at: Address.usart1 + 0x24) == 0x55)
    #expect(status(machine) & 0x20 == 0)
  }

  @Test func theTimeOfACharacterPassesWithoutExecutingEveryPoll() throws {
    // ldr r1, [r0]; b to it
    let machine = try chip(code: [0x6801, 0xE7FD])
    machine[.general(0)] = Address.usart1 + 0x1C
    machine.setPeripheral(at: Address.usart1 + 0x28, to: 0x41)
    let before = (machine.cycles, machine.instructions)
    #expect(machine.run(cycles: characterCycles + 10) == .budget)
    #expect(machine.cycles - before.0 >= characterCycles + 10)
    #expect(machine.instructions - before.1 < 100)
    #expect(machine[.general(1)] & 0xC0 == 0xC0)
    #expect(machine.takeSent() == [0x41])
    #expect(machine.receive([0x55]) == 1)
    #expect(machine.run(cycles: characterCycles + 10) == .budget)
    #expect(machine.instructions - before.1 < 200)
    #expect(machine[.general(1)] & 0x20 == 0x20)
  }

  @Test func slowFirmwareLosesBytesAndSeesOverrun() throws {
    let machine = try chip()
    #expect(machine.receive([1, 2, 3]) == 3)
    machine.advance(cycles: 0)
    machine.advance(cycles: 3 * characterCycles)
    #expect(status(machine) & 0x28 == 0x28)
    #expect(machine.peripheral(at: Address.usart1 + 0x24) == 1)
    #expect(status(machine) & 0x28 == 0x08)
    machine.setPeripheral(at: Address.usart1 + 0x20, to: 0x08)
    #expect(status(machine) & 0x28 == 0)
  }

  @Test func pinsInTheirResetStateCarryNothing() throws {
    let machine = try chip(withPins: false)
    send([0x41], from: machine)
    #expect(machine.takeSent() == [])
    #expect(machine.receive([1]) == 1)
    machine.advance(cycles: 2 * characterCycles)
    #expect(status(machine) & 0x20 == 0)
  }

  @Test(arguments: [0, 115_200, 118_000, 112_500])
  func hearsAHostOfItsOwnSpeedOrOneThatHasNone(baud: UInt32) throws {
    let machine = try chip()
    machine.setHostBaud(baud)
    #expect(machine.receive([0x55]) == 1)
    machine.advance(cycles: 0)
    machine.advance(cycles: characterCycles)
    #expect(status(machine) & 0x22 == 0x20)
    #expect(machine.peripheral(at: Address.usart1 + 0x24) == 0x55)
    send([0x41], from: machine)
    #expect(machine.takeSent() == [0x41])
  }

  @Test(arguments: [921_600, 120_000, 110_000])
  func hearsAHostOfAnotherSpeedGarbledAndWithFramingErrors(baud: UInt32) throws {
    let machine = try chip()
    machine.setHostBaud(baud)
    let sent = [UInt8](repeating: 0x55, count: 20)
    #expect(machine.receive(sent) == 20)
    machine.advance(cycles: 0)
    var heard: [UInt8] = []
    for _ in sent {
      machine.advance(cycles: characterCycles)
      #expect(status(machine) & 0x22 == 0x22)
      machine.setPeripheral(at: Address.usart1 + 0x20, to: 0x02)
      #expect(status(machine) & 0x22 == 0x20)
      heard.append(UInt8(machine.peripheral(at: Address.usart1 + 0x24)))
    }
    #expect(heard.filter { $0 == 0x55 }.count < 5)
    send(sent, from: machine)
    let taken = machine.takeSent()
    #expect(taken.count == 20)
    #expect(taken.filter { $0 == 0x55 }.count < 5)
  }

  @Test func anAdapterGarblesWhatIsFasterThanItsLimit() throws {
    for (limit, isGarbled) in [(UInt32(57_600), true), (115_200, false)] {
      let machine = try chip([.maximumBaud(limit)])
      machine.setHostBaud(115_200)
      #expect(machine.receive([0x55]) == 1)
      machine.advance(cycles: 0)
      machine.advance(cycles: characterCycles)
      #expect((status(machine) & 0x02 != 0) == isGarbled)
    }
  }

  @Test func everyNthByteGoesWrongOnRequest() throws {
    let corrupting = try chip([.corruptTransmit(3)])
    send([8, 8, 8, 8, 8, 8], from: corrupting)
    #expect(corrupting.takeSent() == [8, 8, 9, 8, 8, 9])
    let dropping = try chip([.dropTransmit(2)])
    send([1, 2, 3, 4, 5], from: dropping)
    #expect(dropping.takeSent() == [1, 3, 5])
  }

  @Test func everyNthReceivedByteIsLostOnRequest() throws {
    let machine = try chip([.dropReceive(2)])
    var heard: [UInt32] = []
    #expect(machine.receive([1, 2, 3, 4]) == 4)
    machine.advance(cycles: 0)
    for _ in 0..<4 {
      machine.advance(cycles: characterCycles)
      if status(machine) & 0x20 != 0 {
        heard.append(machine.peripheral(at: Address.usart1 + 0x24))
      }
    }
    #expect(heard == [1, 3])
  }

  @Test func resetsOnceAfterSoManyBytes() throws {
    let machine = try chip([.resetAfterBytes(2)])
    send([1, 2], from: machine)
    #expect(machine.run(cycles: 100) == .reset)
    #expect(machine.run(cycles: 100) == .budget)
  }

  @Test func closesTheLineAfterSoManyBytes() throws {
    let machine = try chip([.closeAfterBytes(2)])
    send([1, 2, 3], from: machine)
    #expect(machine.run(cycles: 100) == .lineClosed)
    #expect(machine.takeSent() == [1, 2])
  }

  @Test func resetsAtACycle() throws {
    let machine = try chip([.resetAfterCycles(500)])
    #expect(machine.run(cycles: 10_000) == .reset)
    #expect(machine.cycles == 500)
    #expect(machine.run(cycles: 10_000) == .budget)
  }

  @Test func flipsABitAtACycle() throws {
    let machine = try chip([.bitFlip(address: 0x2000_3000, cycle: 500)])
    #expect(machine.run(cycles: 400) == .budget)
    #expect(machine.word(at: 0x2000_3000) == 0)
    #expect(machine.run(cycles: 200) == .budget)
    #expect(machine.word(at: 0x2000_3000) == 1)
  }
}
