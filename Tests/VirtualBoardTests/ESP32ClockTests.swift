import Testing

@testable import VirtualBoard

/// The clocks of the virtual ESP32, and what hangs on them, set by register writes alone.
@Suite struct ESP32ClockTests {
  /// What the program does, one after the other.
  private enum Step {
    case write(UInt32, UInt32)
    /// Rounds of two instructions.
    case wait(UInt32)
    case load(UInt32)

    var words: [UInt32] {
      switch self {
      case .write(let address, let value): [address, value]
      case .wait(let rounds): [1, rounds]
      case .load(let address): [2, address]
      }
    }
  }

  /// Does the steps of a table behind it, then a SIMCALL, which ends the run.
  ///
  /// Assembled with xtensa-lx106-elf-as 2.40: `_j start; lit: .word 0x40080440;
  /// start: l32r a2, lit; loop: l32i a3, a2, 0; l32i a4, a2, 4; addi a2, a2, 8; _beqz a3, done; _beqi a3, 1, spin;
  /// _beqi a3, 2, load; s32i a4, a3, 0; _j loop; spin: addi a4, a4, -1; _bnez a4, spin; _j loop;
  /// load: l32i a5, a4, 0; or a5, a5, a5; _j loop; done: simcall`.
  private static let program: [UInt8] = [
    0x06, 0x01, 0x00, 0x00, 0x40, 0x04, 0x08, 0x40, 0x21, 0xFF, 0xFF, 0x32, 0x22, 0x00, 0x42, 0x22,
    0x01, 0x22, 0xC2, 0x08, 0x16, 0xD3, 0x01, 0x26, 0x13, 0x08, 0x26, 0x23, 0x0E, 0x42, 0x63, 0x00,
    0xC6, 0xF9, 0xFF, 0x42, 0xC4, 0xFF, 0x56, 0x94, 0xFF, 0x86, 0xF7, 0xFF, 0x52, 0x24, 0x00, 0x50,
    0x55, 0x20, 0x46, 0xF5, 0xFF, 0x00, 0x51, 0x00, 0, 0, 0, 0, 0, 0, 0, 0,
  ]

  private func machine(
    _ steps: [Step], _ faults: [FaultMode] = [], timing: TimingChoice = TimingChoice()
  ) throws -> ESP32Machine {
    let table = (steps.flatMap(\.words) + [0, 0]).flatMap(\.littleEndianBytes)
    return try ESP32Machine(
      image: BoardImage(ESP32MachineTests.image(code: Self.program + table), for: .esp32),
      uniqueIdentifier: UniqueIdentifier(serial: "test"), faults: faults, timing: timing)
  }

  /// Runs to the end of the table.
  private func done(
    _ steps: [Step], _ faults: [FaultMode] = [], timing: TimingChoice = TimingChoice()
  ) throws -> ESP32Machine {
    let machine = try machine(steps, faults, timing: timing)
    guard case .broken = machine.run(cycles: 10_000_000) else {
      Issue.record("the program did not end: \(machine.takeNotice() ?? "")")
      return machine
    }
    return machine
  }

  // Registers: `docs/esp32.md` names where each is described.
  private static let options0: UInt32 = 0x3FF4_8000
  private static let clockConfiguration: UInt32 = 0x3FF4_8070
  private static let voltage: UInt32 = 0x3FF4_807C
  private static let period: UInt32 = 0x3FF0_003C
  private static let analogHost: UInt32 = 0x6000_E010
  private static let analogConfiguration: UInt32 = 0x6000_E044

  private static func pll(_ register: UInt32, _ value: UInt32) -> Step {
    .write(analogHost, 0x66 | register << 8 | value << 16 | 1 << 24)
  }

  private static let power: [Step] = [.write(options0, 0), .write(analogConfiguration, 0)]
  private static let fast: [Step] = [pll(11, 0xC3), pll(2, 0), pll(3, 28)]
  private static let slow: [Step] = [pll(11, 0x43), pll(2, 0), pll(3, 32)]
  private static let settle: [Step] = [.wait(4000)]
  private static let highVoltage: [Step] = [.write(voltage, 7 << 11)]

  private static func select(_ cpu: UInt32) -> [Step] {
    [.write(period, cpu), .write(clockConfiguration, 1 << 27)]
  }

  private static let all = power + highVoltage + fast + settle + select(2)

  @Test(
    arguments: [
      ([], 40_000_000),
      (all, 240_000_000),
      (power + fast + settle + select(1), 160_000_000),
      (power + slow + settle + select(0), 80_000_000),
      (power + slow + settle + select(1), 160_000_000),
      // Half of 320 MHz, whatever the field is called.
      (power + slow + settle + select(2), 160_000_000),
      // A PLL that nobody configured gives an APB of some 55 MHz.
      (select(2), 110_000_000), (select(0), 55_000_000),
      // So does one without power, off its bus, with a divider of no setting, or selected at once.
      (highVoltage + fast + settle + select(0), 55_000_000),
      ([.write(options0, 0)] + fast + settle + select(0), 55_000_000),
      (power + highVoltage + fast + [pll(3, 29)] + settle + select(2), 165_000_000),
      (power + highVoltage + fast + select(2), 165_000_000),
      // And back.
      (all + [.write(clockConfiguration, 0)], 40_000_000),
      (all + [.write(clockConfiguration, 2 << 27)], 8_500_000),
    ] as [([Step], UInt64)])
  private func theRegistersSetTheCoresClock(steps: [Step], hertz: UInt64) throws {
    #expect(try done(steps).coreHertz == hertz)
  }

  @Test func aPLLThatNeverLocksGivesAnotherClockThanItIsSetFor() throws {
    #expect(try done(Self.all, [.looseClock]).coreHertz == 165_000_000)
  }

  @Test func theSupplyBreaksDownAt240MHzWithoutTheVoltage() throws {
    let machine = try machine(Self.power + Self.fast + Self.settle + Self.select(2))
    #expect(machine.run(cycles: 10_000_000) == .reset)
    #expect(machine.takeNotice()?.contains("DIG_DBIAS_WAK") == true)
    #expect(machine.coreHertz == 40_000_000)
  }

  /// 86 + 13/16 cycles of an APB at 80 MHz are 921,526 baud; TRM, UART.
  @Test(
    arguments: [(Self.all, [], true), (Self.all, [.looseClock], false), ([], [], false)]
      as [([Step], [FaultMode], Bool)])
  private func theSerialLinesSpeedFollowsTheAPB(
    steps: [Step], faults: [FaultMode], isHeard: Bool
  ) throws {
    let send: [Step] = [.write(0x3FF4_0014, 13 << 20 | 86), .write(0x6000_0000, 0x41)]
    let machine = try machine(steps + send, faults)
    _ = machine.takeSent()
    machine.setHostBaud(921_600)
    guard case .broken = machine.run(cycles: 10_000_000) else {
      Issue.record("the program did not end")
      return
    }
    #expect((machine.takeSent().last == 0x41) == isHeard)
  }

  // MARK: The flash cache

  private static let window: [Step] = [
    .write(0x3FF1_0000, 1), .write(0x3FF0_0044, 0), .write(0x3FF0_0040, 1 << 3 | 1 << 4),
  ]
  private static func line(_ number: UInt32) -> Step { .load(0x3F40_0000 + 32 * number) }

  /// Cycles that these loads take over as many of a line that is there.
  private func wait(
    _ loads: [Step], after steps: [Step], timing: TimingChoice = TimingChoice()
  ) throws -> Int {
    let before = steps + Self.window + [Self.line(0)]
    let hits = try done(before + loads.map { _ in Self.line(0) }, timing: timing).cycles
    return Int(try done(before + loads, timing: timing).cycles) - Int(hits)
  }

  /// A line takes 152 clocks of the flash, each two of the APB, so six of a core at 240 MHz.
  @Test(arguments: [([], 304), (all, 912)] as [([Step], Int)])
  private func aLineFromTheFlashCostsMoreCyclesOfAFasterCore(steps: [Step], cycles: Int) throws {
    #expect(try wait([Self.line(1)], after: steps) == cycles)
    #expect(try wait([Self.line(1), Self.line(1), .load(0x3F40_003C)], after: steps) == cycles)
    #expect(try wait([Self.line(1), Self.line(2)], after: steps) == 2 * cycles)
  }

  /// 32 KB in two ways: lines 512 apart share a place for two.
  @Test func twoLinesStayWhereThreeMakePlaceForOneAnother() throws {
    let two = [Self.line(512), Self.line(0), Self.line(512), Self.line(0)]
    #expect(try wait(two, after: []) == 304)
    let three = [Self.line(512), Self.line(1024), Self.line(0), Self.line(512)]
    #expect(try wait(three, after: []) == 4 * 304)
  }

  @Test func emptyingTheCacheFetchesLinesAgain() throws {
    let control: UInt32 = 0x3FF0_0040
    let empty = [Step.write(control, 1 << 3), .write(control, 1 << 3 | 1 << 4)]
    let plain = try done(Self.window + [Self.line(0)] + empty + [.wait(1)]).cycles
    let again = try done(Self.window + [Self.line(0)] + empty + [Self.line(0)]).cycles
    #expect(again > plain + 300)
  }

  @Test func theFlashCostsNothingWhereEachInstructionTakesOneCycle() throws {
    #expect(try wait([Self.line(1), Self.line(2)], after: [], timing: .instructions) == 0)
    let free = TimingChoice(overrides: [try TimingChoice.Override("flash_line=0")])
    #expect(try wait([Self.line(1), Self.line(2)], after: [], timing: free) == 0)
  }
}
