// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Testing
import VirtualBoard

/// Which timing model a board has, and how it says so.
@Suite struct TimingChoiceTests {
  private static let firmware = HandMadeFirmware(code: [
    0x2064,  // movs r0, #100
    0x3801,  // 1: subs r0, #1
    0xD1FD,  // bne 1b
    0xBF30,  // wfi
  ])

  private static func machine(_ choice: TimingChoice) throws -> Machine {
    try firmware.machine(timing: choice)
  }

  private static func tag(of machine: Machine) throws -> String {
    let bytes = try #require(machine.memory(at: 0x1FF0_F000, count: 32))
    #expect(bytes.last == 0)
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  @Test func boardsHaveTheirCoresModelUnlessToldOtherwise() throws {
    let machine = try Self.machine(TimingChoice())
    let timing = machine.timing
    #expect(timing.model == "m7")
    #expect(try Self.tag(of: machine) == "m7/1/\(try #require(timing.parameterHash))")
    #expect(machine.run(cycles: 100_000) == .sleeping)
    #expect(machine.instructions == 202)
    #expect(machine.cycles < machine.instructions)  // a round's two instructions pair
    #expect(!machine.timingReport.lines.isEmpty)
  }

  @Test func instructionsHaveNoParametersToName() throws {
    let machine = try Self.machine(.instructions)
    #expect(machine.timing.parameterHash == nil)
    #expect(try Self.tag(of: machine) == "instructions/1")
    #expect(machine.run(cycles: 100_000) == .sleeping)
    #expect(machine.cycles == machine.instructions)
    #expect(machine.timingReport.lines.isEmpty)
  }

  @Test func anotherValueIsAnotherName() throws {
    let usual = try Self.machine(TimingChoice()).timing
    let changed = try Self.machine(TimingChoice(overrides: [.init("divide=8")])).timing
    #expect(usual.parameterHash?.count == 12)
    #expect(changed.parameterHash != usual.parameterHash)
    #expect(changed.model == usual.model)
    let same = try Self.machine(TimingChoice(overrides: [.init("divide=7")])).timing
    #expect(same == usual)
  }

  @Test func refusesModelsOfOtherCores() throws {
    #expect(throws: VirtualBoardError(reason: .unknownTiming("m0plus", core: "m7"))) {
      try Self.machine(TimingChoice(model: "m0plus"))
    }
    #expect(throws: VirtualBoardError(reason: .unusableTimingParameter("divid=8"))) {
      try Self.machine(TimingChoice(overrides: [.init("divid=8")]))
    }
    #expect(throws: VirtualBoardError(reason: .unusableTimingParameter("divide=1000"))) {
      try Self.machine(TimingChoice(overrides: [.init("divide=1000")]))
    }
    #expect(throws: VirtualBoardError(reason: .unusableTimingParameter("divide"))) {
      try TimingChoice.Override("divide")
    }
  }

  /// Whoever changes a constant has to hold the model against silicon again, and say so there.
  @Test func boardProfileClaimsTheParametersInForce() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let profile = try String(
      contentsOf: root.appending(path: "boards/stm32f746g.yaml"), encoding: .utf8)
    let hash = try #require(try Self.machine(TimingChoice()).timing.parameterHash)
    #expect(profile.contains("{ version: \"1\", hash: \(hash) }"))
  }
}
