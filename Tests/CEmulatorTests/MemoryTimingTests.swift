import CEmulator
import Testing

/// Code of an STM32F746 with its caches on, put together for these tests.
private struct MemoryProgram {
  /// SCB_CCR: what reset leaves, with IC and DC.
  static let cachesOn: UInt32 = 0x0007_0200
  static let flashControl: UInt32 = 0x4002_3C00
  static let cacheControl: UInt32 = 0xE000_ED14

  private(set) var code: [UInt16] = []

  /// `movw` and `movt` (Armv7-M ARM, A7.7.76 and A7.7.79).
  private mutating func load(_ register: UInt16, with value: UInt32) {
    for (opcode, half) in [(UInt16(0xF240), value & 0xFFFF), (0xF2C0, value >> 16)] {
      let bits = UInt16(half)
      code.append(opcode | bits >> 12 | (bits >> 1 & 0x400))
      code.append((bits << 4 & 0x7000) | register << 8 | (bits & 0xFF))
    }
  }

  mutating func write(_ value: UInt32, to address: UInt32) {
    load(0, with: address)
    load(1, with: value)
    code.append(0x6001)  // str r1, [r0]
  }

  /// Reads or writes `count` words, `stride` bytes apart.
  mutating func access(_ base: UInt32, stride: UInt32 = 32, count: UInt32, isStore: Bool = false) {
    load(0, with: base)
    load(1, with: stride)
    load(2, with: count)
    code += [
      isStore ? 0x6003 : 0x6803,  // 1: str r3, [r0] or ldr r3, [r0]
      0x1840,  // adds r0, r0, r1
      0x3A01,  // subs r2, #1
      0xD1FB,  // bne 1b
    ]
  }

  /// Takes a branch ahead, which no rule foretells, and writes a register, so many times.
  static func branchingAhead(times: UInt16, writing register: UInt32) -> MemoryProgram {
    var program = withCaches()
    program.code.append(0x2700 | times)  // movs r7, #times
    let start = program.code.count
    program.code += [0x4289, 0xD000, 0xBF00]  // 1: cmp r1, r1; beq 2f; nop
    program.write(0, to: register)  // 2:
    program.code.append(0x3F01)  // subs r7, #1
    let back = start - (program.code.count + 2)
    program.code.append(0xD100 | UInt16(bitPattern: Int16(back)) & 0xFF)  // bne 1b
    return program
  }

  /// What the timing model has counted when the program has ended.
  func counts() throws -> mcub_timing_statistics {
    let chip = TimedCore(chip: MCUB_CHIP_STM32F746, origin: 0x0800_0000)
    let machine = try chip.machine(running: code + [0xBF30, 0xE7FD])
    defer { mcub_machine_destroy(machine) }
    try #require(mcub_machine_run(machine, 1_000_000) == MCUB_STOP_SLEEPING)
    var statistics = mcub_timing_statistics()
    mcub_machine_timing_statistics(machine, &statistics)
    return statistics
  }

  static func withCaches(waitStates: UInt32 = 7) -> MemoryProgram {
    var program = MemoryProgram()
    program.write(waitStates, to: flashControl)
    program.write(cachesOn, to: cacheControl)
    return program
  }
}

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
