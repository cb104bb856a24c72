import CEmulator
import Testing

/// The STM32F446's lines of flash: 64 of code, 8 of data, 16 bytes each.
@Suite struct FlashLineTests {
  private static let flash: UInt32 = 0x0804_0000
  private static let (prefetch, code, data): (UInt32, UInt32, UInt32) = (0x100, 0x200, 0x400)
  private static let resets: UInt32 = 0x1800

  struct Reading: Sendable {
    let control: UInt32
    let stride: UInt32
    let count: UInt32
    /// Lines that two passes read.
    let misses: UInt64
  }

  @Test(arguments: [
    Reading(control: 5 | data, stride: 4, count: 16, misses: 4),
    Reading(control: 5 | data, stride: 16, count: 8, misses: 8),  // all of it
    Reading(control: 5 | data, stride: 16, count: 9, misses: 18),  // one too many
    Reading(control: 5, stride: 4, count: 16, misses: 32),
  ])
  func dataIsHeldByLines(reading: Reading) throws {
    var program = MemoryProgram()
    program.write(reading.control, to: MemoryProgram.flashControl)
    for _ in 0..<2 { program.access(Self.flash, stride: reading.stride, count: reading.count) }
    let counts = try program.counts(on: MCUB_CHIP_STM32F446)
    #expect(counts.flash_misses == reading.misses)
    #expect(counts.flash_cycles == 5 * reading.misses)
  }

  /// What the reset bits of FLASH_ACR drop is read again.
  @Test func linesAreDroppedByTheirReset() throws {
    var program = MemoryProgram()
    program.write(5, to: MemoryProgram.flashControl)
    for control in [5 | Self.data, 5 | Self.resets, 5 | Self.data] {
      program.write(control, to: MemoryProgram.flashControl)
      if control & Self.data != 0 { program.access(Self.flash, stride: 4, count: 4) }
    }
    #expect(try program.counts(on: MCUB_CHIP_STM32F446).flash_misses == 2)
  }

  /// A loop of 20 rounds: without the cache each round reads its line again.
  @Test func codeIsHeldByLines() throws {
    func misses(_ control: UInt32) throws -> mcub_timing_statistics {
      var program = MemoryProgram()
      program.write(control, to: MemoryProgram.flashControl)
      program.access(0x2000_0000, stride: 4, count: 20)
      return try program.counts(on: MCUB_CHIP_STM32F446)
    }
    let (bare, cached) = (try misses(5), try misses(5 | Self.code))
    #expect(bare.code_misses >= 20 + cached.code_misses - 1)
    #expect(bare.code_cycles >= 5 * 19 + cached.code_cycles)
    // In sequence, the prefetch has read a line while the one before was executed.
    let ahead = try misses(5 | Self.code | Self.prefetch)
    #expect(ahead.code_misses == cached.code_misses)
    #expect(ahead.code_cycles < cached.code_cycles)
    #expect(try misses(0).code_cycles == 0)
  }

  /// A debugger writes over code whose last instruction was a branch; the machine runs on.
  @Test func codeThatIsReplacedIsForgotten() throws {
    let ram: UInt32 = 0x2000_0100
    let core = TimedCore(chip: MCUB_CHIP_STM32F446, origin: 0x0800_0000)
    // ldr r0, [pc, #0]; bx r0; the address in RAM, of a branch to itself
    let machine = try core.machine(running: [0x4800, 0x4700, 0x0101, 0x2000])
    defer { mcub_machine_destroy(machine) }
    try #require(mcub_memory_write(machine, ram, [0xFE, 0xE7], 2))
    _ = mcub_machine_run(machine, 100)
    #expect(mcub_register_read(machine, 15) == ram)
    try #require(mcub_memory_write(machine, ram, [0x30, 0xBF, 0xFD, 0xE7], 4))
    #expect(mcub_machine_run(machine, 100) == MCUB_STOP_SLEEPING)
  }
}
