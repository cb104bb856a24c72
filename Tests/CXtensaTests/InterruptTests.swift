import CXtensa
import Testing

@Suite struct InterruptTests {
  private static let nop: [UInt8] = [0x3D, 0xF0]
  private static let wait: [UInt8] = [0x00, 0x70, 0x00]  // waiti 0

  /// A bench that runs no-operations, and stops at the vectors of levels 1 and 3.
  private func bench(_ program: [UInt8] = []) throws -> CoreBench {
    let sled = (0..<200).flatMap { _ in Self.nop }
    let bench = try #require(CoreBench(program + sled, stopsAtExceptions: false))
    bench.poke(CoreBench.end, at: CoreBench.codeBase + 0x340)
    bench.poke(CoreBench.end, at: CoreBench.codeBase + 0x1C0)
    return bench
  }

  @Test func takesTheTimerAtItsCycle() throws {
    let bench = try bench()
    bench.set(.ccompare0, 25)
    bench.set(.intenable, 1 << 6)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.codeBase + 0x340)
    #expect(bench.special(.exccause) == 4)
    #expect(bench.special(.epc1) == CoreBench.programStart + 50)
    #expect(bench.special(.interrupt) == 1 << 6)
    bench.set(.ccompare0, 500)
    #expect(bench.special(.interrupt) == 0)
  }

  @Test func takesTheSecondTimerAtLevelThree() throws {
    let bench = try bench()
    bench.set(.ccompare1, 10)
    bench.set(.intenable, 1 << 15)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.codeBase + 0x1C0)
    #expect(bench.special(.epc3) == CoreBench.programStart + 20)
    #expect(bench.special(.eps3) == 0x20)
    #expect(bench.special(.ps) == 0x33)
  }

  @Test func masksUpToTheLevelOfPS() throws {
    let bench = try bench()
    bench.set(.ps, 0x23)
    bench.set(.intenable, 1 << 15)
    bench.set(.ccompare1, 10)
    #expect(bench.run(cycles: 50) == MCUB_LX6_REACHED)
    #expect(bench.special(.interrupt) == 1 << 15)
    bench.set(.ps, 0x22)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.codeBase + 0x1C0)
  }

  @Test func takesALineWhileItIsHigh() throws {
    let bench = try bench()
    bench.set(.intenable, 1 << 3)
    mcub_lx6_set_line(bench.core, 3, true)
    #expect(bench.special(.interrupt) == 1 << 3)
    mcub_lx6_set_line(bench.core, 3, false)
    #expect(bench.run(cycles: 20) == MCUB_LX6_REACHED)
    mcub_lx6_set_line(bench.core, 3, true)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.special(.exccause) == 4)
  }

  @Test func latchesTheRiseOfALineThatIsEdgeTriggered() throws {
    let bench = try bench()
    bench.set(.intenable, 1 << 22)
    mcub_lx6_set_line(bench.core, 22, true)
    mcub_lx6_set_line(bench.core, 22, false)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.codeBase + 0x1C0)
  }

  @Test func sleepsUntilTheTimer() throws {
    let bench = try bench(Self.wait)
    bench.set(.ccompare0, 900)
    bench.set(.intenable, 1 << 6)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.cycles == 900)
    #expect(mcub_lx6_instructions(bench.core) == 1)
    #expect(bench.special(.epc1) == CoreBench.programStart + 3)
  }

  @Test func saysThatItWaits() throws {
    let bench = try bench(Self.wait)
    #expect(bench.run(cycles: 100) == MCUB_LX6_WAITING)
    #expect(bench.cycles == 100)
    bench.set(.intenable, 1 << 0)
    mcub_lx6_set_line(bench.core, 0, true)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.cycles == 100)
  }
}
