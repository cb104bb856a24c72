// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// A Cortex-M0+ follows Armv6-M: every fault is a HardFault, and what Armv7-M added is not there.
@Suite struct ArmV6MTests {
  private func firmware(_ code: [UInt16], handler: [UInt16] = HandMadeFirmware.sleepingHandler)
    -> HandMadeFirmware
  {
    HandMadeFirmware(code: code, handler: handler, chip: .stm32g0b1)
  }

  private static let codeAddress = HandMadeFirmware.codeAddress

  /// Instructions that cannot be executed, with the offset of the one that the frame must name.
  struct Fault: CustomTestStringConvertible {
    let name: String
    let code: [UInt16]
    let faultingOffset: UInt32
    var testDescription: String { name }
  }

  static let faults = [
    Fault(name: "undefined", code: [0xBF00, 0xDE00], faultingOffset: 2),
    Fault(name: "no memory", code: [0x2060, 0x0600, 0x6801], faultingOffset: 4),
    Fault(name: "breakpoint", code: [0xBE00], faultingOffset: 0),
    Fault(name: "call with interrupts off", code: [0xB672, 0xDF00], faultingOffset: 4),
  ]

  @Test(arguments: faults) func everyFaultIsAHardFault(fault: Fault) throws {
    let machine = try firmware(fault.code).machine()
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine.activeException == 3)
    #expect(machine.stacked(6) == Self.codeAddress + fault.faultingOffset)
  }

  @Test func hasNoFaultRegisters() throws {
    let machine = try firmware([0xDE00]).machine()
    _ = machine.run(cycles: 1000)
    for address in [
      Address.cfsr, Address.hfsr, Address.bfar, Address.shcsr, Address.cpacr, Address.demcr,
      Address.dwtControl, Address.cycleCount,
    ] {
      machine.setPeripheral(at: address, to: 0xFFFF_FFFF)
      #expect(machine.peripheral(at: address) == 0)
    }
  }

  @Test func aFaultInHardFaultLocksUp() throws {
    let machine = try firmware([0xDE00], handler: [0xDE00]).machine()
    #expect(machine.run(cycles: 1000) == .lockedUp)
  }

  /// STKALIGN and UNALIGN_TRP are fixed, priorities have no groups.
  @Test func itsConfigurationIsFixed() throws {
    let machine = try firmware([0xBF00]).machine()
    machine.setPeripheral(at: 0xE000_ED14, to: 0)
    #expect(machine.peripheral(at: 0xE000_ED14) == 0x208)
    machine.setPeripheral(at: Address.aircr, to: 0x05FA_0700)
    #expect(machine.peripheral(at: Address.aircr) == 0xFA05_0000)
  }

  /// EXC_RETURN for a frame with floating point, which this core cannot have made.
  @Test func refusesToReturnToAFloatingPointFrame() throws {
    // mov r0, lr; subs r0, #16; bx r0
    let machine = try firmware([0xDF00, 0xE7FE], handler: [0x4670, 0x3810, 0x4700]).machine()
    _ = machine.run(cycles: 20)
    #expect(machine.activeException == 3 || machine.run(cycles: 1000) == .lockedUp)
  }

  /// SVC, its handler, and the instruction behind it.
  @Test func callsTheSupervisorAndComesBack() throws {
    let code: [UInt16] = [0x2007, 0xDF00, 0x3001, 0xBF30, 0xE7FD]  // movs r0, #7; svc; adds r0, #1
    let machine = try firmware(code, handler: [0x2109, 0x4770]).machine()  // movs r1, #9; bx lr
    #expect(machine.run(cycles: 1000) == .sleeping)
    #expect(machine[.general(0)] == 8)
    #expect(machine[.general(1)] == 0)
    #expect(machine[.mainStack] == HandMadeFirmware.stackTop)
  }
}
