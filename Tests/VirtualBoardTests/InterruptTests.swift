// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Interrupts come in the architecture's order, by level and by edge, on either core.
@Suite struct InterruptTests {
  static let chips: [Chip] = [.stm32f746, .stm32g0b1]

  /// Writes IPSR and R5 where R6 points, 8 bytes on each time: `mrs r0, ipsr`, two stores, `bx lr`.
  private static let loggingHandler: [UInt16] = [0xF3EF, 0x8005, 0x6030, 0x6075, 0x3608, 0x4770]
  /// Counts in R5: `adds r5, #1`, and back.
  private static let counting: [UInt16] = [0x3501, 0xE7FD]
  private static let log: UInt32 = 0x2000_2000
  private static let enable: UInt32 = 0xE000_E100
  private static let pend: UInt32 = 0xE000_E200
  private static let unpend: UInt32 = 0xE000_E280

  private func machine(
    _ chip: Chip, code: [UInt16] = counting, handler: [UInt16] = loggingHandler
  ) throws -> Machine {
    let machine = try HandMadeFirmware(code: code, handler: handler, chip: chip).machine()
    machine[.general(5)] = 0
    machine[.general(6)] = Self.log
    return machine
  }

  /// What the handlers wrote: exception numbers, and how far the thread had counted.
  private func entries(_ machine: Machine) throws -> [[UInt32]] {
    try stride(from: Self.log, to: machine[.general(6)], by: 8).map {
      [try #require(machine.word(at: $0)), try #require(machine.word(at: $0 + 4))]
    }
  }

  /// The thread does not run between two handlers that are both due, and the stack is whole after.
  @Test(arguments: chips) func chainsHandlersByPriorityThenNumber(chip: Chip) throws {
    let machine = try machine(chip)
    machine.setPeripheral(at: 0xE000_E400, to: 0x8040_8000)  // interrupts 1 to 3: 80, 40, 80
    machine.setPeripheral(at: 0xE000_ED20, to: 0x00C0_0000)  // PendSV
    machine.setPeripheral(at: Self.enable, to: 0b1110)
    machine.setPeripheral(at: Self.pend, to: 0b1110)
    machine.setPeripheral(at: Address.icsr, to: 1 << 28)
    #expect(machine.run(cycles: 100) == .budget)
    #expect(try entries(machine) == [[18, 0], [17, 0], [19, 0], [14, 0]])
    #expect(machine[.general(5)] > 0)
    #expect(machine[.mainStack] == HandMadeFirmware.stackTop)
  }

  @Test(arguments: chips) func keepsWhatIsPendingUntilItIsEnabledOrCleared(chip: Chip) throws {
    let machine = try machine(chip)
    machine.setPeripheral(at: Self.pend, to: 0b110)
    #expect(machine.peripheral(at: Self.pend) == 0b110)
    machine.setPeripheral(at: Self.unpend, to: 0b010)
    _ = machine.run(cycles: 20)
    #expect(try entries(machine).isEmpty)
    machine.setPeripheral(at: Self.enable, to: 0b110)
    _ = machine.run(cycles: 20)
    #expect(try entries(machine).map(\.[0]) == [18])
  }

  /// A handler of priority 80 is interrupted by one of 40, not by one of 80; IABR says which run.
  @Test func nestsOnlyHigherPriorities() throws {
    let machine = try machine(.stm32f746, handler: HandMadeFirmware.sleepingHandler)
    machine.setPeripheral(at: 0xE000_E400, to: 0x4080_8000)
    machine.setPeripheral(at: Self.enable, to: 0b1110)
    machine.setPeripheral(at: Self.pend, to: 0b0010)
    #expect(machine.run(cycles: 100) == .sleeping)
    machine.setPeripheral(at: Self.pend, to: 0b0100)
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.activeException == 17)
    machine.setPeripheral(at: Self.pend, to: 0b1000)
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.activeException == 19)
    #expect(machine.peripheral(at: 0xE000_E300) == 0b1010)
    #expect(machine.peripheral(at: Self.pend) == 0b0100)
  }

  /// `msr primask, r1` lets a pending interrupt in, wherever the run before it was cut.
  @Test(arguments: chips) func letsAnInterruptInBehindMSR(chip: Chip) throws {
    let code: [UInt16] = [0xB672, 0x2100, 0xBF00, 0xF381, 0x8810, 0x3501, 0xE7FD]
    for slice: UInt64 in 1...6 {
      let machine = try machine(chip, code: code)
      machine.setPeripheral(at: Self.enable, to: 1)
      _ = machine.run(cycles: slice)
      machine.setPeripheral(at: Self.pend, to: 1)
      for _ in 0..<20 { _ = machine.run(cycles: 1) }
      #expect(try entries(machine).count == 1, "cut after \(slice)")
    }
  }

  @Test(arguments: chips) func ticksWhileTheCoreSleeps(chip: Chip) throws {
    let machine = try machine(chip, code: HandMadeFirmware.sleepingHandler)
    machine.setPeripheral(at: Address.systickLoad, to: 999)
    machine.setPeripheral(at: Address.systickControl, to: 7)
    for _ in 0..<5 {
      #expect(machine.run(cycles: 10_000) == .sleeping)
      let next = try #require(machine.nextEvent)
      #expect((1...1000).contains(next - machine.cycles))
      machine.advance(cycles: next - machine.cycles)
    }
    _ = machine.run(cycles: 500)
    #expect(try entries(machine).map(\.[0]) == [15, 15, 15, 15, 15])
  }

  /// Cycles at which SysTick's handler ran, by CYCCNT, while the thread branches to itself.
  private func tickCycles(underDebugger: Bool) throws -> (cycles: [UInt32], rests: Int) {
    // ldr r0, [r7]; str r0, [r6]; adds r6, #4; bx lr
    let machine = try machine(
      .stm32f746, code: [0x3501, 0xE7FE], handler: [0x6838, 0x6030, 0x3604, 0x4770])
    machine[.general(7)] = Address.cycleCount
    machine.setPeripheral(at: Address.demcr, to: 1 << 24)
    machine.setPeripheral(at: Address.dwtLock, to: 0xC5AC_CE55)
    machine.setPeripheral(at: Address.dwtControl, to: 1)
    machine.setPeripheral(at: Address.systickLoad, to: 29_998)
    machine.setPeripheral(at: Address.systickControl, to: 7)
    if underDebugger { #expect(machine.setDebugWord(at: 0xE000_EDF0, to: 0xA05F_0001)) }
    var rests = 0
    for _ in 0..<100 where machine[.general(6)] < Self.log + 20 {
      if machine.run(cycles: 25_000) == .idle {
        rests += 1
        machine.advance(cycles: try #require(machine.nextEvent) - machine.cycles)
      }
    }
    let cycles = try (0..<5).map { try #require(machine.word(at: Self.log + 4 * $0)) }
    return (cycles, rests)
  }

  /// A debugger that looks on has every turn of the loop executed; without one they are skipped.
  @Test func anIdleLoopIsSkippedWithoutATrace() throws {
    let (executed, skipped) = (
      try tickCycles(underDebugger: true), try tickCycles(underDebugger: false)
    )
    #expect(executed.cycles == skipped.cycles)
    #expect(executed.rests == 0)
    #expect(skipped.rests >= 4)
  }

  /// A line that stays high calls its handler again and again; one that fell does not.
  @Test(arguments: SerialSetup.all) func aHighLineStaysPending(setup: SerialSetup) throws {
    let machine = try machine(setup.chip)
    setup.apply(to: machine)
    _ = machine.run(cycles: 100)
    #expect(try entries(machine).isEmpty)
    #expect(machine.receive([0x55]) == 1)
    while try entries(machine).count < 3 {
      guard machine.run(cycles: 100) == .budget, machine.cycles < 100_000 else { break }
    }
    let logged = try entries(machine)
    #expect(logged.allSatisfy { $0[0] == setup.exception })
    #expect(logged.count >= 3)
    #expect(Set(logged.map { $0[1] }).count == 1)
    #expect(machine.peripheral(at: setup.usart + 0x24) == 0x55)
    _ = machine.run(cycles: 100)
    let count = try entries(machine).count
    _ = machine.run(cycles: 1000)
    #expect(try entries(machine).count == count)
  }

  /// A handler reads RDR into TDR while the thread sleeps; R4 points to the USART.
  @Test(arguments: SerialSetup.all) func echoesFromAnInterrupt(setup: SerialSetup) throws {
    let machine = try machine(
      setup.chip, code: HandMadeFirmware.sleepingHandler, handler: [0x6A60, 0x62A0, 0x4770])
    machine[.general(4)] = setup.usart
    setup.apply(to: machine)
    let text = Array("interrupts".utf8)
    #expect(machine.receive(text) == text.count)
    while machine.isHearing { _ = machine.run(cycles: 10_000_000) }
    for _ in 0..<10 { machine.advance(cycles: 100_000) }
    #expect(machine.takeSent() == text)
  }
}
