import CXtensa
import Testing

/// What a few instructions make of the registers they are given.
struct InstructionRule: Sendable, CustomTestStringConvertible {
  let claim: String
  let assembly: String
  let bytes: [UInt8]
  let given: [Int: UInt32]
  let expected: [Int: UInt32]

  init(
    _ claim: String, _ assembly: String, _ bytes: [UInt8], given: [Int: UInt32],
    expected: [Int: UInt32]
  ) {
    self.claim = claim
    self.assembly = assembly
    self.bytes = bytes
    self.given = given
    self.expected = expected
  }

  var testDescription: String { "\(claim): \(assembly)" }
}

@Suite struct InstructionTests {
  @Test(arguments: CoreRules.all + OptionRules.all)
  func doesAsTheManualSays(rule: InstructionRule) throws {
    let bench = try #require(CoreBench(rule.bytes))
    bench.set(.cpenable, 1)
    for (register, value) in rule.given { bench[register] = value }
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.programStart + UInt32(rule.bytes.count))
    for (register, value) in rule.expected {
      #expect(bench[register] == value, "a\(register)")
    }
  }

  @Test func countsEachInstructionOnce() throws {
    let loop: [UInt8] = [
      0x76, 0x82, 0x02,  // loop a2, to the end of the next
      0x42, 0xC4, 0x01,  // addi a4, a4, 1
    ]
    let bench = try #require(CoreBench(loop))
    bench[2] = 10
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 10)
    #expect(mcub_lx6_instructions(bench.core) == 11)
    #expect(bench.cycles == 11)
  }

  @Test func stopsAtTheCycleAskedFor() throws {
    let bench = try #require(CoreBench([0x06, 0xFF, 0xFF]))  // j to itself
    #expect(bench.run(cycles: 7) == MCUB_LX6_REACHED)
    #expect(bench.cycles == 7)
    #expect(bench.programCounter == CoreBench.programStart)
  }

  @Test func knowsOnlyTheInstructionsThatALoopEndsWith() throws {
    // Taken at the end of a loop, a branch leaves it; `simcall` behind it finds the count as it was.
    let loop: [UInt8] = [
      0x76, 0x82, 0x05,  // loop a2, behind the branch
      0x42, 0xC4, 0x01,  // addi a4, a4, 1
      0x16, 0x13, 0x00,  // beqz a3, over one more byte than the loop's end
      0x3D, 0xF0,  // nop.n, not reached
    ]
    let bench = try #require(CoreBench(loop))
    bench[2] = 3
    _ = bench.run()
    #expect(bench[4] == 1)
  }
}
