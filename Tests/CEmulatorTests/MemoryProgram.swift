import CEmulator
import Testing

/// Code for an STM32F7 or F4, put together for tests of their memory.
struct MemoryProgram {
  /// SCB_CCR of the F746: what reset leaves, with IC and DC.
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
  func counts(on chip: mcub_chip = MCUB_CHIP_STM32F746) throws -> mcub_timing_statistics {
    let machine = try TimedCore(chip: chip, origin: 0x0800_0000).machine(
      running: code + [0xBF30, 0xE7FD])
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
