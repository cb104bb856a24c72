import ContentHash
import Testing

@testable import VirtualBoard

/// The ROM of the virtual ESP32, with images made by hand.
@Suite struct ESP32MachineTests {
  /// An image of one segment in IRAM, as the ROM loads it; `J .` for ever by default.
  static func image(
    address: UInt32 = 0x4008_0400, code: [UInt8] = [0x06, 0xFF, 0xFF, 0], hasHash: Bool = true
  ) -> [UInt8] {
    func word(_ value: UInt32) -> [UInt8] { value.littleEndianBytes }
    var bytes: [UInt8] = [0xE9, 1, 2, 0x20] + word(0x4008_0400)
    bytes += [0xEE] + [UInt8](repeating: 0, count: 14) + [hasHash ? 1 : 0]
    bytes += word(address) + word(UInt32(code.count)) + code
    bytes += [UInt8](repeating: 0, count: 15 - bytes.count % 16)
    bytes.append(code.reduce(0xEF, ^))
    return hasHash ? bytes + SHA256Digest(of: bytes).bytes : bytes
  }

  private func machine(_ file: [UInt8], _ faults: [FaultMode] = []) throws -> ESP32Machine {
    try ESP32Machine(
      image: BoardImage(file, for: .esp32), uniqueIdentifier: UniqueIdentifier(serial: "test"),
      faults: faults)
  }

  @Test(arguments: [true, false])
  func theROMStartsAProgramThatIsWhole(hasHash: Bool) throws {
    let machine = try machine(Self.image(hasHash: hasHash))
    #expect(machine.run(cycles: 1000) == .budget)
    #expect(machine.programCounter == 0x4008_0400)
    #expect(String(decoding: machine.takeSent(), as: UTF8.self).contains("SPI_FAST_FLASH_BOOT"))
  }

  @Test(arguments: [
    (0, "has no image at 0x1000"), (1, "no segments, or more"), (32, "a wrong checksum"),
    (47, "a wrong checksum"), (26, "where no memory is"), (30, "beyond the flash"),
    (12, "a wrong SHA-256"), (60, "a wrong SHA-256"),
  ])
  func theROMRefusesAnImageWithOneByteChanged(place: Int, problem: String) throws {
    var file = Self.image()
    file[place] ^= 0xFF
    let machine = try machine(file)
    #expect(machine.run(cycles: 1000) == .idle)
    #expect(machine.takeNotice()?.contains(problem) == true)
    #expect(machine.takeNotice() == nil)
  }

  /// TRM, watchdog timers: 26,000,000 cycles of the APB before that of timer group 0 bites.
  @Test func aProgramThatLeavesTheWatchdogsOnIsReset() throws {
    let machine = try machine(Self.image())
    #expect(machine.run(cycles: 25_000_000) == .budget)
    #expect(machine.run(cycles: 2_000_000) == .reset)
    #expect(machine.takeNotice() == "a watchdog has reset the chip")
  }

  @Test func aSyncPacketLeadsIntoTheLoaderAndClosingThePortOutOfIt() throws {
    let machine = try machine(Self.image())
    _ = machine.run(cycles: 1000)
    _ = machine.takeSent()
    let sync: [UInt8] =
      [0xC0, 0, 8, 36, 0, 0, 0, 0, 0, 0x07, 0x07, 0x12, 0x20]
      + [UInt8](repeating: 0x55, count: 32) + [0xC0]
    _ = machine.receive(sync)
    #expect(machine.run(cycles: 1000) == .idle)
    // The ROM answers eight times: esptool, serial protocol, initial synchronization.
    #expect(machine.takeSent().split(separator: 0xC0).count == 8)
    machine.hostLeft()
    #expect(machine.run(cycles: 1000) == .reset)
    #expect(machine.run(cycles: 1000) == .budget)
    #expect(machine.programCounter == 0x4008_0400)
  }

  @Test(arguments: [FaultMode.slow(100), .protectedSectors(1), .readProtected])
  func refusesFaultsThatItsModelDoesNotHave(fault: FaultMode) throws {
    #expect(throws: VirtualBoardError.self) { try machine(Self.image(), [fault]) }
  }
}
