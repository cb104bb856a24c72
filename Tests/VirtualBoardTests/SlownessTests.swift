// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Boards that are slower than their timing model says, as failing ones are.
@Suite struct SlownessTests {
  private static let rounds = 10_000.0

  /// Counts down from 10,000, then sleeps.
  private static let firmware = HandMadeFirmware(code: [
    0xF242, 0x7010,  // movw r0, #10000
    0x3801,  // 1: subs r0, #1
    0xD1FD,  // bne 1b
    0xBF30,  // wfi
  ])

  private static func cycles(_ faults: [FaultMode]) throws -> Double {
    let machine = try firmware.machine(faults: faults, timing: TimingChoice())
    #expect(machine.run(cycles: 1_000_000) == .sleeping)
    return Double(machine.cycles)
  }

  @Test(arguments: [(UInt32(1), 0.01), (100, 1), (200, 2), (5000, 50)])
  func loseTheirShareOfTheCycles(hundredths: UInt32, percent: Double) throws {
    let usual = try Self.cycles([])
    let slow = try Self.cycles([.slow(hundredths)])
    #expect(abs(slow / usual - 1 - percent / 100) < 0.0003)
  }

  @Test func loseTheSameEachTime() throws {
    #expect(try Self.cycles([.slow(100)]) == Self.cycles([.slow(100)]))
  }

  @Test func differFromStartToStartWhereTheyAreUnsteady() throws {
    let usual = try Self.cycles([])
    let starts = try (0..<8).map { _ in try Self.cycles([.unsteady(5000)]) }
    #expect(starts.allSatisfy { (usual...usual * 1.5001).contains($0) })
    #expect(Set(starts).count > 1)
  }

  @Test func keepTheTimingModelsName() throws {
    let usual = try Self.firmware.machine(timing: TimingChoice()).timing
    let slow = try Self.firmware.machine(faults: [.slow(100)], timing: TimingChoice()).timing
    #expect(slow == usual)
    #expect(usual.model == "m7")
  }

  @Test func needATimingModel() throws {
    let image = try BoardImage(Self.firmware.bytes)
    for fault in [FaultMode.slow(100), .unsteady(100)] {
      var settings = BoardSettings(image: image, serial: "1")
      settings.timing = .instructions
      settings.faults = [fault]
      #expect(throws: VirtualBoardError(reason: .noTimeFaults)) { try BoardRunner(settings) }
    }
  }
}
