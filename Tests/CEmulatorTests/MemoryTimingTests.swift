import CEmulator
import Testing

/// The STM32F746's caches: 4 KiB each, lines of 32 bytes, 4 ways for data and 2 for instructions.
@Suite struct MemoryTimingTests {
  private static let flash: UInt32 = 0x0808_0000
  private static let sram: UInt32 = 0x2002_0000
  private static let tightRAM: UInt32 = 0x2000_2000

  struct Reading: Sendable {
    let base: UInt32
    let stride: UInt32
    let count: UInt32
    /// Lines that two passes bring in, from flash and from SRAM.
    let flashMisses: UInt64
    let sramMisses: UInt64
  }

  @Test(arguments: [
    Reading(base: flash, stride: 32, count: 128, flashMisses: 128, sramMisses: 0),  // all of it
    Reading(base: flash, stride: 4, count: 64, flashMisses: 8, sramMisses: 0),  // words of a line
    // One line too many: the set of five loses each of them before it comes again.
    Reading(base: flash, stride: 32, count: 129, flashMisses: 134, sramMisses: 0),
    Reading(base: flash, stride: 1024, count: 4, flashMisses: 4, sramMisses: 0),  // a set's ways
    Reading(base: flash, stride: 1024, count: 5, flashMisses: 10, sramMisses: 0),
    Reading(base: sram, stride: 32, count: 128, flashMisses: 0, sramMisses: 128),
    Reading(base: tightRAM, stride: 32, count: 512, flashMisses: 0, sramMisses: 0),
  ])
  func dataCacheHoldsItsGeometry(reading: Reading) throws {
    var program = MemoryProgram.withCaches()
    for _ in 0..<2 {
      program.access(reading.base, stride: reading.stride, count: reading.count)
    }
    let counts = try program.counts()
    #expect(counts.flash_misses == reading.flashMisses)
    #expect(counts.sram_misses == reading.sramMisses)
  }

  /// 12 + 1 at 7 wait states was fitted; the rule for others is one cycle each.
  @Test(arguments: [(7, 13), (3, 9), (0, 6)] as [(UInt32, UInt64)])
  func linesFromFlashWaitItsStates(waitStates: UInt32, cycles: UInt64) throws {
    var program = MemoryProgram.withCaches(waitStates: waitStates)
    program.access(Self.flash, count: 16)
    let counts = try program.counts()
    #expect(counts.flash_misses == 16)
    #expect(counts.flash_cycles == 16 * cycles)
  }

  @Test func storesTakeALineAndLeaveItDirty() throws {
    var program = MemoryProgram.withCaches()
    program.access(Self.sram, stride: 1024, count: 4, isStore: true)
    program.access(Self.sram, stride: 1024, count: 4)
    let stored = try program.counts()
    #expect(stored.sram_misses == 0)
    #expect(stored.evictions == 0)
    program.access(Self.flash, stride: 1024, count: 8)
    let replaced = try program.counts()
    #expect(replaced.evictions == 4)
    #expect(replaced.eviction_cycles == 4 * 6)
  }

  /// Armv7-M ARM, B2.2.7: by address, by set and way; cleaning keeps a line, invalidating does not.
  @Test func maintenanceMakesLinesCold() throws {
    var program = MemoryProgram.withCaches()
    program.access(Self.flash, count: 4)
    program.write(Self.flash + 32, to: 0xE000_EF5C)  // DCIMVAC
    program.access(Self.flash, count: 4)
    #expect(try program.counts().flash_misses == 5)
    program.write(Self.flash, to: 0xE000_EF68)  // DCCMVAC
    program.access(Self.flash, count: 4)
    #expect(try program.counts().flash_misses == 5)
    for way in 0..<4 as Range<UInt32> {
      program.write(way << 30, to: 0xE000_EF60)  // DCISW, set 0: the first line's
    }
    program.access(Self.flash, count: 4)
    #expect(try program.counts().flash_misses == 6)
  }

  @Test func cleaningWritesDirtyLinesBackOnce() throws {
    var program = MemoryProgram.withCaches()
    program.access(Self.sram, count: 1, isStore: true)
    for way in 0..<4 as Range<UInt32> {
      program.write(way << 30, to: 0xE000_EF74)  // DCCISW, set 0
    }
    let cleaned = try program.counts()
    #expect(cleaned.evictions == 1)
    program.access(Self.sram, count: 1)
    let read = try program.counts()
    #expect(read.evictions == 1)
    #expect(read.sram_misses == 1)
  }

  @Test func instructionCacheIsColdAfterItsInvalidation() throws {
    var program = MemoryProgram.withCaches()
    program.access(Self.tightRAM, count: 4)
    let before = try program.counts().code_misses
    program.write(0, to: 0xE000_EF50)  // ICIALLU
    program.access(Self.tightRAM, count: 4)
    let after = try program.counts().code_misses
    var warm = MemoryProgram.withCaches()
    warm.access(Self.tightRAM, count: 4)
    warm.write(0, to: 0xE000_EF78)  // BPIALL, which leaves the caches alone
    warm.access(Self.tightRAM, count: 4)
    #expect(after == (try warm.counts().code_misses) + 1)
    #expect(after > before)
  }

  /// Armv7-M ARM, B3.2.2: BPIALL forgets the branches that were taken.
  @Test func branchesAreUnknownAfterTheirInvalidation() throws {
    func misses(writing register: UInt32) throws -> UInt64 {
      let counts = try MemoryProgram.branchingAhead(times: 4, writing: register).counts()
      return counts.branches - counts.predicted
    }
    let kept = try misses(writing: 0xE000_EF7C)
    #expect(try misses(writing: 0xE000_EF78) == kept + 3)
  }

  @Test func nothingIsCachedUntilTheCachesAreOn() throws {
    var program = MemoryProgram()
    program.access(Self.flash, stride: 4, count: 8)
    let counts = try program.counts()
    #expect(counts.data_accesses == 0)
    #expect(counts.code_accesses == 0)
    #expect(counts.uncached_cycles > 8 * 6)
  }

  /// RM0385, 2.2.2: the same flash, on the bus that has no cache of the core's.
  @Test func flashOnTheITCMBusIsNotCached() throws {
    var program = MemoryProgram.withCaches()
    let before = try program.counts()
    program.access(0x0028_0000, count: 16)
    let counts = try program.counts()
    #expect(counts.flash_misses == 0)
    #expect(counts.uncached_cycles == before.uncached_cycles + 16 * 7)
  }

  /// The STM32G0's flash: a cycle a wait state for a branch taken and for data.
  @Test(arguments: [0, 2] as [UInt32])
  func waitStatesSlowTheSTM32G0(waitStates: UInt32) throws {
    let chip = TimedCore(chip: MCUB_CHIP_STM32G0B1, origin: 0x0800_0000)
    let code: [UInt16] = [
      0x4804,  // ldr r0, 1f: FLASH_ACR
      UInt16(0x2100 | waitStates),  // movs r1, #waitStates
      0x6001,  // str r1, [r0]
      0x6800,  // ldr r0, [r0]
      0x4803,  // ldr r0, 2f
      0xE000,  // b over the next
      0x46C0,  // nop
      0xBF30,  // wfi
      0xE7FD,  // b to the wfi
      0x46C0,  // nop
      0x2000, 0x4002, 0x0000, 0x0000,  // 1: 0x40022000, 2: 0
    ]
    let machine = try chip.machine(running: code)
    defer { mcub_machine_destroy(machine) }
    try #require(mcub_machine_run(machine, 100_000) == MCUB_STOP_SLEEPING)
    let withoutStates: UInt64 = 2 + 1 + 2 + 2 + 2 + 2 + 1
    #expect(mcub_machine_cycles(machine) == withoutStates + 2 * UInt64(waitStates))
  }
}
