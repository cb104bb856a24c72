import CEmulator
import Testing

/// What a timing model has to say of a short sequence of instructions.
struct TimingRule: Sendable, CustomTestStringConvertible {
  /// Where a rule is published.
  enum Source: String {
    /// jnk0le/random, pipeline cycle test: CYCCNT's counts on an STM32H743.
    case measured
    /// LLVM's ARMScheduleM7.td.
    case compiler
    /// Arm's technical reference manuals: DDI 0489 (Cortex-M7), 100166 (M4) and DDI 0484 (M0+).
    case arm
    /// Chosen so that a benchmark's modelled figure meets its measured one.
    case fitted
  }

  let claim: String
  let source: Source
  let assembly: String
  let halfWords: [UInt16]
  let cycles: UInt64

  init(
    _ claim: String, _ source: Source, _ assembly: String, _ halfWords: [UInt16], cycles: UInt64
  ) {
    self.claim = claim
    self.source = source
    self.assembly = assembly
    self.halfWords = halfWords
    self.cycles = cycles
  }

  var testDescription: String { "\(claim): \(assembly)" }
}

/// A core without a chip around it, on which a sequence is timed.
struct TimedCore {
  let chip: mcub_chip
  /// Where the image lies, and its vector table.
  let origin: UInt32
  var setup: [UInt16] = []

  /// Code begins at this offset; before it there is room for data.
  private static let codeOffset = 0x200
  private static let barrier: [UInt16] = [0xF3BF, 0x8F6F]  // isb
  private static let end: [UInt16] = [0xBF30, 0xE7FD]  // wfi; b to the wfi

  static let m7 = TimedCore(chip: MCUB_CHIP_CORTEX_M7_TCM, origin: 0, setup: CortexM7Rules.setup)
  static let m4 = TimedCore(
    chip: MCUB_CHIP_STM32F446, origin: 0x0800_0000, setup: CortexM4Rules.setup)
  static let m0plus = TimedCore(
    chip: MCUB_CHIP_CORTEX_M0PLUS_RAM, origin: 0x2000_0000, setup: CortexM0PlusRules.setup)

  /// The cycles that a sequence takes between two barriers.
  func cycles(of sequence: [UInt16]) throws -> UInt64 {
    try total(sequence) - total([])
  }

  private func total(_ sequence: [UInt16]) throws -> UInt64 {
    let machine = try machine(running: setup + Self.barrier + sequence + Self.barrier + Self.end)
    defer { mcub_machine_destroy(machine) }
    try #require(mcub_machine_run(machine, 100_000) == MCUB_STOP_SLEEPING)
    return mcub_machine_cycles(machine)
  }

  /// A machine that is about to execute some code; the caller destroys it.
  func machine(running code: [UInt16]) throws -> OpaquePointer {
    let machine = try #require(
      mcub_machine_create(chip, MCUB_TIMING_MODELLED, [UInt8](repeating: 0, count: 12)))
    let image = image(of: code)
    try #require(mcub_machine_load_flash(machine, 0, image, image.count))
    mcub_machine_reset(machine, MCUB_RESET_POWER_ON)
    return machine
  }

  /// Vectors whose handlers all are what begins at 0x180, then the code.
  func image(of code: [UInt16], handler: [UInt16] = end) -> [UInt8] {
    let entry = origin + UInt32(Self.codeOffset) + 1
    var words = [UInt32](repeating: origin + 0x181, count: 0x180 / 4)
    words[0] = 0x2001_0000
    words[1] = entry
    var image = words.flatMap { word in (0..<4).map { UInt8(word >> (8 * $0) & 0xFF) } }
    image += handler.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    image += [UInt8](repeating: 0, count: Self.codeOffset - image.count)
    image += code.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    return image + [UInt8](repeating: 0, count: 64)
  }
}

/// Each rule of the pipeline by itself.
@Suite struct PipelineRuleTests {
  @Test(arguments: CortexM7Rules.all)
  func cortexM7Keeps(rule: TimingRule) throws {
    #expect(try TimedCore.m7.cycles(of: rule.halfWords) == rule.cycles)
  }

  @Test(arguments: CortexM4Rules.all)
  func cortexM4Keeps(rule: TimingRule) throws {
    #expect(try TimedCore.m4.cycles(of: rule.halfWords) == rule.cycles)
  }

  @Test(arguments: CortexM0PlusRules.all)
  func cortexM0PlusKeeps(rule: TimingRule) throws {
    #expect(try TimedCore.m0plus.cycles(of: rule.halfWords) == rule.cycles)
  }
}
