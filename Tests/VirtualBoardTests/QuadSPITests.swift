// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// The serial flash answers through the Quad-SPI interface (RM0385, 14).
@Suite struct QuadSPITests {
  private static let base: UInt32 = 0xA000_1000
  private static let window: UInt32 = 0x9000_0000

  private struct Bus {
    let machine: Machine

    func write(_ offset: UInt32, _ value: UInt32) {
      #expect(machine.setDebugWord(at: base + offset, to: value))
    }

    func read(_ offset: UInt32) -> UInt32? { machine.debugWord(at: base + offset) }

    var status: UInt32 { read(0x08) ?? 0 }

    /// Sends an instruction on one line, with an address if there is one.
    func send(_ opcode: UInt32, address: UInt32? = nil, data: UInt32 = 0, mode: UInt32 = 0) {
      let addressing: UInt32 = address == nil ? 0 : 2 << 12 | 1 << 10
      write(0x0C, 0x1B)
      if data > 0 { write(0x10, data - 1) }
      write(0x14, mode << 26 | (data > 0 ? 1 << 24 : 0) | addressing | 1 << 8 | opcode)
      if let address { write(0x18, address) }
    }

    func receive(_ opcode: UInt32, address: UInt32? = nil, count: Int) -> [UInt8] {
      send(opcode, address: address, data: UInt32(count), mode: 1)
      return (0..<count).flatMap { _ in
        machine.debugRead(at: base + 0x20, count: 1, unit: .byte) ?? []
      }
    }

    func program(_ opcode: UInt32, address: UInt32, _ bytes: [UInt8]) {
      send(0x06)
      send(opcode, address: address, data: UInt32(bytes.count))
      for byte in bytes {
        #expect(machine.debugWrite([byte], at: base + 0x20, unit: .byte))
      }
      while receive(0x05, count: 1)[0] & 1 == 1 {}
    }
  }

  /// Set up as OpenOCD's board/stm32f746g-disco.cfg does.
  private func bus() throws -> Bus {
    let machine = try HandMadeFirmware(code: [0x6801, 0xBF30]).machine()  // ldr r1, [r0]; wfi
    machine.control(Debug.halt)
    _ = machine.setDebugWord(at: Address.rcc + 0x38, to: 2)
    let bus = Bus(machine: machine)
    bus.write(0x30, 0x1000)
    bus.write(0x00, 0x0350_0009)
    bus.write(0x04, 0x0017_0100)
    return bus
  }

  @Test func isDeafWithoutItsClock() throws {
    let bus = try bus()
    #expect(bus.read(0x04) == 0x0017_0100)
    _ = bus.machine.setDebugWord(at: Address.rcc + 0x38, to: 0)
    bus.write(0x04, 0)
    #expect(bus.read(0x04) == 0)
    _ = bus.machine.setDebugWord(at: Address.rcc + 0x38, to: 2)
    #expect(bus.read(0x04) == 0x0017_0100)
  }

  @Test func chipTellsItsName() throws {
    #expect(try bus().receive(0x9F, count: 3) == [0x20, 0xBA, 0x18])
  }

  @Test func commandOnFourLinesIsNotUnderstood() throws {
    let bus = try bus()
    bus.write(0x14, 0x0000_03F5)
    #expect(bus.status & 0x22 == 2)
    bus.write(0x10, 2)
    bus.write(0x14, 1 << 26 | 3 << 24 | 3 << 8 | 0x9F)
    #expect(bus.read(0x20) == 0x00FF_FFFF)
  }

  @Test func busyLastsUntilTheDataAreFetched() throws {
    let bus = try bus()
    bus.send(0x03, address: 0, data: 40, mode: 1)
    #expect(bus.status == 32 << 8 | 0x24)
    for _ in 0..<2 { #expect(bus.read(0x20) == 0xFFFF_FFFF) }
    #expect(bus.status == 32 << 8 | 0x26)
    for _ in 0..<8 { #expect(bus.read(0x20) == 0xFFFF_FFFF) }
    #expect(bus.status == 2)
    bus.write(0x0C, 2)
    #expect(bus.status == 0)
  }

  @Test func abortEndsACommand() throws {
    let bus = try bus()
    bus.send(0x03, address: 0, data: 40, mode: 1)
    bus.write(0x00, 0x0350_000B)
    #expect(bus.status & 0x20 == 0)
    #expect(bus.read(0x00) == 0x0350_0009)
  }

  @Test func programsWithinAPageAndErases() throws {
    let bus = try bus()
    bus.program(0x02, address: 0x1_00FE, [0x11, 0x22, 0x33])
    #expect(bus.receive(0x03, address: 0x1_00FE, count: 3) == [0x11, 0x22, 0xFF])
    #expect(bus.receive(0x03, address: 0x1_0000, count: 2) == [0x33, 0xFF])
    bus.program(0x02, address: 0x1_00FE, [0xF0])
    #expect(bus.receive(0x03, address: 0x1_00FE, count: 1) == [0x10])
    bus.send(0x02, address: 0x1_00FF, data: 1)  // without write enable
    #expect(bus.machine.debugWrite([0], at: Self.base + 0x20, unit: .byte))
    #expect(bus.receive(0x03, address: 0x1_00FF, count: 1) == [0x22])
    bus.send(0x06)
    bus.send(0xD8, address: 0x1_8000)
    #expect(bus.receive(0x70, count: 1) == [0x00])
    while bus.receive(0x05, count: 1)[0] & 1 == 1 {}
    #expect(bus.receive(0x03, address: 0x1_00FE, count: 3) == [0xFF, 0xFF, 0xFF])
  }

  @Test func pollsForTheChipToBeReady() throws {
    let bus = try bus()
    bus.send(0x06)
    bus.send(0x20, address: 0)
    bus.write(0x24, 1)
    bus.write(0x28, 0)
    bus.send(0x05, data: 1, mode: 2)
    #expect(bus.status & 0x28 == 0x20)
    bus.machine.advance(cycles: 100_000)
    #expect(bus.status & 0x28 == 0x08)
  }

  @Test func showsItsContentsInMemory() throws {
    let bus = try bus()
    bus.program(0x02, address: 4, [1, 2, 3, 4])
    #expect(bus.machine.debugWord(at: Self.window) == nil)
    bus.write(0x14, 0x0D00_2503)
    #expect(bus.machine.debugWord(at: Self.window) == 0xFFFF_FFFF)
    #expect(bus.machine.debugWord(at: Self.window + 4) == 0x0403_0201)
    #expect(bus.machine.debugWord(at: Self.window + (16 << 20) - 4) == 0xFFFF_FFFF)
    #expect(bus.machine.debugWord(at: Self.window + (16 << 20)) == nil)
    #expect(!bus.machine.debugWrite([0, 0, 0, 0], at: Self.window))
    bus.machine[.general(0)] = Self.window + 4
    bus.machine.control(Debug.run)
    #expect(bus.machine.run(cycles: 100) == .sleeping)
    #expect(bus.machine[.general(1)] == 0x0403_0201)
  }

  @Test func coreFaultsWhereNothingIsMapped() throws {
    let bus = try bus()
    bus.write(0x14, 0x0D00_2503)
    bus.machine[.general(0)] = Self.window
    bus.machine.control(Debug.step)
    #expect(bus.machine[.general(1)] == 0xFFFF_FFFF)
    bus.write(0x00, 0)
    bus.machine[debugRegister: 15] = HandMadeFirmware.codeAddress
    bus.machine.control(Debug.step)
    #expect(bus.machine.activeException == 3)
    #expect(bus.machine.peripheral(at: Address.bfar) == Self.window)
  }
}
