// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// The core halts, steps and resets for a debugger as the architecture says.
@Suite struct HaltingDebugTests {
  private static let start = HandMadeFirmware.codeAddress

  /// adds r4, #1; b to it.
  private func counting() throws -> Machine {
    try HandMadeFirmware(code: [0x3401, 0xE7FD]).machine()
  }

  @Test func haltsRunsAndHaltsAgain() throws {
    let machine = try counting()
    machine.control(Debug.halt)
    #expect(machine.isHalted)
    #expect(machine.debugStatus & Debug.isHalted != 0)
    #expect(machine.debugReason == Debug.halted)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[.general(4)] == 0)
    machine.control(Debug.run)
    #expect(!machine.isHalted)
    #expect(machine.run(cycles: 100) == .budget)
    #expect(machine[.general(4)] == 50)
  }

  @Test func ignoresAWriteWithoutItsKey() throws {
    let machine = try counting()
    machine.control(0xA05E_0003)
    #expect(machine.debugWrite([3, 0], at: Debug.dhcsr, unit: .halfWord))
    #expect(!machine.isHalted)
    #expect(machine.debugStatus & 0xFFFF == 0)
  }

  @Test func haltNeedsDebugToBeEnabled() throws {
    let machine = try counting()
    machine.control(0xA05F_0002)
    #expect(!machine.isHalted)
    #expect(machine.run(cycles: 100) == .budget)
  }

  @Test func statusTellsOfResetAndRetirementOnce() throws {
    let machine = try counting()
    #expect(machine.debugStatus & (Debug.hasReset | Debug.hasRetired) == Debug.hasReset)
    #expect(machine.debugStatus & Debug.hasReset == 0)
    _ = machine.run(cycles: 10)
    #expect(machine.debugStatus & Debug.hasRetired != 0)
    #expect(machine.debugStatus & Debug.hasRetired == 0)
  }

  @Test func stepsOneInstruction() throws {
    let machine = try counting()
    machine.control(Debug.halt)
    var places: [UInt32] = []
    for _ in 0..<4 {
      machine.control(Debug.step)
      places.append(machine[debugRegister: 15] - Self.start)
    }
    #expect(places == [2, 0, 2, 0])
    #expect(machine[.general(4)] == 2)
    #expect(machine.instructions == 4)
    #expect(machine.debugStatus & Debug.isHalted != 0)
  }

  @Test func stepsThroughAnITBlockInstructionByInstruction() throws {
    // cmp r0, #1; ite eq; addeq r1, #1; addne r2, #2; adds r3, #1
    let machine = try HandMadeFirmware(code: [0x2801, 0xBF0C, 0x3101, 0x3202, 0x3301]).machine()
    machine.control(Debug.halt)
    machine[.general(0)] = 1
    var places: [UInt32] = []
    for _ in 0..<5 {
      machine.control(Debug.step)
      places.append(machine[debugRegister: 15] - Self.start)
      if places.count == 3 { #expect(machine[debugRegister: 16] >> 10 & 0x3F == 0b000110) }
    }
    #expect(places == [2, 4, 6, 8, 10])
    #expect([1, 2, 3].map { machine[.general($0)] } == [1, 0, 1])
    #expect(machine[debugRegister: 16] & 0x0600_FC00 == 0)
  }

  /// The additions would change the carry that the next condition asks for, were they outside.
  @Test func flagsSurviveAdditionsInsideAnITBlock() throws {
    // cmp r0, r0; itt cs; addcs r1, #1; addcs r2, #1; beq +0; wfi
    let code: [UInt16] = [0x4280, 0xBF24, 0x3101, 0x3201, 0xBF30]
    let stepped = try HandMadeFirmware(code: code).machine()
    stepped.control(Debug.halt)
    for _ in 0..<4 { stepped.control(Debug.step) }
    let run = try HandMadeFirmware(code: code).machine()
    _ = run.run(cycles: 100)
    for number: UInt32 in 1...2 {
      #expect(stepped[.general(number)] == 1)
      #expect(stepped[.general(number)] == run[.general(number)])
    }
    #expect(stepped[.programStatus] >> 28 == 0b0110)
    #expect(stepped[.programStatus] == run[.programStatus])
  }

  /// A call in the middle of a block: both ways of executing it stack the rest of the block, which
  /// the return goes on with.
  @Test(arguments: [false, true])
  func exceptionsReturnIntoAnITBlock(isStepped: Bool) throws {
    // cmp r0, r0; ittte eq; addeq r1, #1; svceq 0; addeq r2, #1; addne r3, #1; wfi
    let machine = try HandMadeFirmware(
      code: [0x4280, 0xBF03, 0x3101, 0xDF00, 0x3201, 0x3301, 0xBF30], handler: [0x3401, 0x4770]
    ).machine()
    if isStepped {
      machine.control(Debug.halt)
      for _ in 0..<4 { machine.control(Debug.step) }
      #expect(machine[debugRegister: 15] == HandMadeFirmware.handlerAddress)
      #expect(machine[debugRegister: 16] & 0x0600_FC00 == 0)
      #expect(try #require(machine.stacked(7)) & 0x0600_FC00 == 0x0000_0C00)
      for _ in 0..<5 { machine.control(Debug.step) }
    } else {
      #expect(machine.run(cycles: 100) == .sleeping)
    }
    #expect((1...4).map { machine[.general($0)] } == [1, 1, 0, 1])
    #expect(machine[.programStatus] >> 28 == 0b0110)
    #expect(machine.activeException == 0)
  }

  @Test func steppedFirmwareCannotTurnDebugOff() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0xE7FE]).machine()  // str r1, [r0]
    machine.control(Debug.halt)
    machine[.general(0)] = Debug.dhcsr
    machine[.general(1)] = 0xA05F_0000
    machine.control(Debug.step)
    #expect(machine.debugStatus & 1 == 1)
    #expect(machine.isHalted)
  }

  @Test(arguments: [(Debug.step, 0x200), (Debug.stepMasked, 0x242)] as [(UInt32, UInt32)])
  func stepTakesAnInterruptUnlessMasked(control: UInt32, offset: UInt32) throws {
    let machine = try counting()
    machine.control(Debug.halt)
    _ = machine.setDebugWord(at: Address.icsr, to: 1 << 26)
    machine.control(control)
    #expect(machine[debugRegister: 15] == 0x0800_0000 + offset)
  }

  @Test func maskingIsAlsoForRunning() throws {
    let machine = try counting()
    machine.control(Debug.halt)
    _ = machine.setDebugWord(at: Address.icsr, to: 1 << 26)
    machine.control(0xA05F_000B)
    machine.control(0xA05F_0009)
    #expect(machine.run(cycles: 100) == .budget)
    #expect(machine.activeException == 0)
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.activeException == 15)
  }

  @Test func steppingToNowhereStopsThereFirst() throws {
    let machine = try HandMadeFirmware(code: [0x4700]).machine()  // bx r0
    machine.control(Debug.halt)
    machine[.general(0)] = 0x6000_0001
    machine.control(Debug.step)
    #expect(machine[debugRegister: 15] == 0x6000_0000)
    #expect(machine.activeException == 0)
    machine.control(Debug.step)
    #expect(machine.activeException == 3)
  }

  @Test func readsAndWritesRegistersByTheirNumbers() throws {
    let machine = try counting()
    machine.control(Debug.halt)
    for number: UInt32 in [0, 7, 12, 14, 64, 79, 95] {
      machine[debugRegister: number] = 0x1000_0000 + number
      #expect(machine[debugRegister: number] == 0x1000_0000 + number)
    }
    machine[debugRegister: 20] = 0x0201_4001
    #expect(machine[debugRegister: 20] == 0x0201_4001)
    machine[debugRegister: 18] = 0x2000_0803
    #expect(machine[debugRegister: 18] == 0x2000_0800)
    #expect(machine[debugRegister: 13] == 0x2000_0800)
    #expect(machine[debugRegister: 17] == HandMadeFirmware.stackTop)
    machine[debugRegister: 15] = 0x2000_0001
    #expect(machine[debugRegister: 15] == 0x2000_0000)
    #expect(machine[debugRegister: 16] >> 24 & 1 == 1)
  }

  @Test func transfersRegistersThroughDCRDR() throws {
    let machine = try counting()
    machine.control(Debug.halt)
    _ = machine.setDebugWord(at: Debug.dcrdr, to: 0x1234_5678)
    _ = machine.setDebugWord(at: Debug.dcrsr, to: 1 << 16 | 5)
    #expect(machine[.general(5)] == 0x1234_5678)
    #expect(machine.debugStatus >> 16 & 1 == 1)
    _ = machine.setDebugWord(at: Debug.dcrsr, to: 15)
    #expect(machine.debugWord(at: Debug.dcrdr) == Self.start)
  }

  @Test func breakpointInstructionHaltsWithADebugger() throws {
    let machine = try HandMadeFirmware(code: [0x3401, 0xBE00]).machine()
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[debugRegister: 15] == Self.start + 2)
    #expect(machine.debugReason == Debug.breakpoint)
    #expect(machine.debugStatus & 0b11 == 0b11)
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
  }

  @Test func firmwareCannotTurnDebugOn() throws {
    // str r1, [r0]; adds r4, #1; b to it
    let machine = try HandMadeFirmware(code: [0x6001, 0x3401, 0xE7FD]).machine()
    machine[.general(0)] = Debug.dhcsr
    machine[.general(1)] = Debug.halt
    #expect(machine.run(cycles: 100) == .budget)
    #expect(machine.debugStatus & 0xFFFF == 0)
  }

  @Test func firmwareCanHaltItselfWhileDebugged() throws {
    let machine = try HandMadeFirmware(code: [0x6001, 0x3401, 0xE7FD]).machine()
    machine[.general(0)] = Debug.dhcsr
    machine[.general(1)] = 0xA05F_0002
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[debugRegister: 15] == Self.start + 2)
    #expect(machine.debugStatus & 1 == 1)
  }

  @Test func haltEndsSleepAfterItsInstruction() throws {
    let machine = try HandMadeFirmware(code: [0xBF30, 0xE7FD]).machine()
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .sleeping)
    #expect(machine.debugStatus >> 18 & 1 == 1)
    machine.control(Debug.halt)
    #expect(machine[debugRegister: 15] == Self.start + 2)
    #expect(machine.debugStatus >> 18 & 1 == 0)
  }

  @Test func haltEndsALockUp() throws {
    let machine = try Machine(
      image: BoardImage([0xFF]), uniqueIdentifier: UniqueIdentifier(serial: "erased"))
    machine.control(Debug.run)
    #expect(machine.run(cycles: 1000) == .lockedUp)
    #expect(machine.debugStatus & Debug.isLockedUp != 0)
    machine.control(Debug.halt)
    #expect(machine.debugStatus & (Debug.isLockedUp | Debug.isHalted) == Debug.isHalted)
    #expect(machine[debugRegister: 15] == 0xFFFF_FFFE)
    machine.load([0x2407, 0xBE00])  // movs r4, #7; bkpt
    machine.control(Debug.run)
    #expect(machine.run(cycles: 100) == .halted)
    #expect(machine[.general(4)] == 7)
  }
}
