import CEmulator
import Testing

/// What the chip's clocks see of modelled time.
@Suite struct ModelledTimeTests {
  /// Turns CYCCNT on and leaves its address in r7 (Armv7-M ARM, C1.8.7).
  private static let counterOn: [UInt16] = [
    0xF64E, 0x55FC, 0xF2CE, 0x0500,  // movw, movt r5, #0xE000EDFC
    0xF04F, 0x7680,  // mov.w r6, #0x01000000: DEMCR.TRCENA
    0x602E,  // str r6, [r5]
    0xF241, 0x0700, 0xF2CE, 0x0700,  // movw, movt r7, #0xE0001000
    0xF64C, 0x6655, 0xF2CC, 0x56AC,  // movw, movt r6, #0xC5ACCE55
    0xF8C7, 0x6FB0,  // str.w r6, [r7, #0xFB0]: LAR
    0x2601,  // movs r6, #1
    0x603E,  // str r6, [r7]
    0x3704,  // adds r7, #4
    0xF3BF, 0x8F6F,  // isb
  ]

  /// Additions between two readings, and the cycles from the one to the other: a pair a cycle.
  @Test(arguments: [(0, 1), (1, 1), (2, 1), (3, 2), (10, 5), (11, 6)] as [(Int, UInt32)])
  func counterIsExactAtTheInstructionThatReadsIt(additions: Int, cycles: UInt32) throws {
    var code = Self.counterOn + [0x683D]  // ldr r5, [r7]
    for _ in 0..<additions { code += [0xEB01, 0x0302] }  // add.w r3, r1, r2
    code += [0x683E, 0xBF30, 0xE7FD]  // ldr r6, [r7]; wfi
    let machine = try TimedCore(chip: MCUB_CHIP_CORTEX_M7_TCM, origin: 0).machine(running: code)
    defer { mcub_machine_destroy(machine) }
    try #require(mcub_machine_run(machine, 10_000) == MCUB_STOP_SLEEPING)
    #expect(mcub_register_read(machine, 6) - mcub_register_read(machine, 5) == cycles)
  }

  /// Rounds over loads, stores, products, a division and IT blocks, so that every rule has its turn.
  private static let mixed: [UInt16] = [
    0xF240, 0x10F4,  // movw r0, #500
    0xF240, 0x1300, 0xF2C2, 0x0301,  // movw, movt r3, #0x20010100
    0xF853, 0x5B04,  // 1: ldr r5, [r3], #4
    0x685E,  // ldr r6, [r3, #4]
    0xFB05, 0xF106,  // mul r1, r5, r6
    0xF8C3, 0x1002,  // str.w r1, [r3, #2]
    0xF8D3, 0x2001,  // ldr.w r2, [r3, #1]
    0xF010, 0x0F03,  // tst r0, #3
    0xBF14,  // ite ne
    0x3101,  // addne r1, #1
    0xFBB1, 0xF1F0,  // udiveq r1, r1, r0
    0xFA5F, 0xF481,  // uxtb.w r4, r1
    0x3801,  // subs r0, #1
    0xD1EC,  // bne 1b
    0xBF30, 0xE7FD,  // wfi; b to the wfi
  ]

  @Test(arguments: [100_000, 997, 101, 7, 1] as [UInt64])
  func slicesDoNotChangeTheCount(sliceCycles: UInt64) throws {
    func count(_ slice: UInt64) throws -> [UInt64] {
      let chip = TimedCore(chip: MCUB_CHIP_STM32F746, origin: 0x0800_0000)
      let machine = try chip.machine(running: Self.mixed)
      defer { mcub_machine_destroy(machine) }
      var stop = MCUB_STOP_BUDGET
      while stop == MCUB_STOP_BUDGET { stop = mcub_machine_run(machine, slice) }
      try #require(stop == MCUB_STOP_SLEEPING)
      return [mcub_machine_cycles(machine), mcub_machine_instructions(machine)]
    }
    #expect(try count(sliceCycles) == count(1_000_000_000))
  }

  /// SysTick's handler is entered the given cycles after the counter's end, whatever runs.
  @Test(arguments: [999, 1499] as [UInt32])
  func interruptsComeAtTheirModelledCycle(reload: UInt32) throws {
    func wakes(after reload: UInt32, entry: UInt32) throws -> UInt64 {
      let value = UInt16(reload)
      let code: [UInt16] = [
        0xF24E, 0x0510, 0xF2CE, 0x0500,  // movw, movt r5, #0xE000E010
        0xF240 | (value >> 1 & 0x400), 0x0600 | (value << 4 & 0x7000) | value & 0xFF,  // movw r6
        0x606E,  // str r6, [r5, #4]: the reload value
        0x2607,  // movs r6, #7
        0x602E,  // str r6, [r5]
        0xE7FE,  // b .
      ]
      let machine = try TimedCore(chip: MCUB_CHIP_CORTEX_M7_TCM, origin: 0).machine(running: code)
      defer { mcub_machine_destroy(machine) }
      try #require(mcub_machine_set_timing_parameter(machine, "exception_entry", entry))
      try #require(mcub_machine_run(machine, 100_000) == MCUB_STOP_SLEEPING)
      return mcub_machine_cycles(machine)
    }
    let soonest = try wakes(after: 499, entry: 0)
    #expect(try wakes(after: reload, entry: 0) == soonest + UInt64(reload - 499))
    #expect(try wakes(after: reload, entry: 12) == soonest + UInt64(reload - 499) + 12)
  }

  @Test func unknownConstantsAreRefused() throws {
    let machine = try TimedCore.m7.machine(running: [0xE7FE])
    defer { mcub_machine_destroy(machine) }
    #expect(!mcub_machine_set_timing_parameter(machine, "no_such_constant", 1))
    #expect(!mcub_machine_set_timing_parameter(machine, "registers_a_cycle", 0))
    #expect(mcub_machine_set_timing_parameter(machine, "divide", 12))
  }

  /// Each constant says what it is and where it comes from, under a name of its own.
  @Test(arguments: [MCUB_CHIP_CORTEX_M7_TCM, MCUB_CHIP_CORTEX_M0PLUS_RAM])
  func everyConstantNamesItsSource(chip: mcub_chip) throws {
    let machine = try #require(
      mcub_machine_create(chip, MCUB_TIMING_MODELLED, [UInt8](repeating: 0, count: 12)))
    defer { mcub_machine_destroy(machine) }
    var count = 0
    let table = try #require(mcub_machine_timing_parameters(machine, &count))
    var names: Set<String> = []
    for index in 0..<count {
      let row = table[index]
      let name = try #require(row.name.map { String(cString: $0) })
      #expect(names.insert(name).inserted)
      #expect(row.source != nil && row.meaning != nil && row.unit != nil, "\(name)")
      let source = String(cString: row.source)
      #expect(row.least <= row.value && row.value <= row.most, "\(name)")
      #expect(
        row.is_fitted == (source.contains("fitted") && !source.contains("unfitted")), "\(name)")
    }
    #expect(count > 10)
  }
}
