import CXtensa
import Testing

/// What a short sequence costs by the estimated figures, until all of its results are there.
///
/// Assembled with xtensa-lx106-elf-as 2.40 and the macros of `mcub_lx6.h`.
struct CostRule: Sendable, CustomTestStringConvertible {
  let claim: String
  let assembly: String
  let bytes: [UInt8]
  let cycles: UInt64

  init(_ claim: String, _ assembly: String, _ bytes: [UInt8], cycles: UInt64) {
    self.claim = claim
    self.assembly = assembly
    self.bytes = bytes
    self.cycles = cycles
  }

  var testDescription: String { "\(claim): \(assembly)" }

  static let all: [CostRule] = [
    CostRule(
      "additions, one upon the other",
      "add a4, a2, a3; add a5, a4, a4",
      [0x30, 0x42, 0x80, 0x40, 0x54, 0x80], cycles: 2),
    CostRule(
      "what a load fetched is used at once",
      "l32i a4, a15, 0; add a5, a4, a4",
      [0x42, 0x2F, 0x00, 0x40, 0x54, 0x80], cycles: 4),
    CostRule(
      "it is used two instructions later",
      "l32i a4, a15, 0; movi a6, 1; movi a7, 1; add a5, a4, a4",
      [0x42, 0x2F, 0x00, 0x62, 0xA0, 0x01, 0x72, 0xA0, 0x01, 0x40, 0x54, 0x80], cycles: 4),
    CostRule(
      "stores follow one another",
      "s32i a4, a15, 0; s32i a4, a15, 4",
      [0x42, 0x6F, 0x00, 0x42, 0x6F, 0x01], cycles: 2),
    CostRule(
      "a product is used at once",
      "mull a4, a2, a3; add a5, a4, a4",
      [0x30, 0x42, 0x82, 0x40, 0x54, 0x80], cycles: 3),
    CostRule(
      "a quotient",
      "mcub_quou a4, a15, a15",
      [0xF0, 0x4F, 0xC2], cycles: 13),
    CostRule(
      "a jump",
      "_j 1f; 1: nop.n",
      [0xC6, 0xFF, 0xFF, 0x3D, 0xF0], cycles: 4),
    CostRule(
      "a branch that is taken",
      "movi a2, 0; _beqz a2, 1f; 1: nop.n",
      [0x22, 0xA0, 0x00, 0x16, 0xF2, 0xFF, 0x3D, 0xF0], cycles: 6),
    CostRule(
      "a branch that is not",
      "movi a2, 0; _bnez a2, 1f; 1: nop.n",
      [0x22, 0xA0, 0x00, 0x56, 0xF2, 0xFF, 0x3D, 0xF0], cycles: 3),
    CostRule(
      "a loop has no overhead",
      "movi a2, 10; mcub_loop a2, 1f; addi a4, a4, 1; 1:",
      [0x22, 0xA0, 0x0A, 0x76, 0x82, 0x02, 0x42, 0xC4, 0x01], cycles: 12),
    CostRule(
      "counting down costs five cycles a round",
      "movi a2, 10; 1: addi a2, a2, -1; _bnez a2, 1b",
      [0x22, 0xA0, 0x0A, 0x22, 0xC2, 0xFF, 0x56, 0x92, 0xFF], cycles: 48),
    CostRule(
      "products into the accumulator",
      "mcub_mula_aa ll, a2, a3; mcub_mula_aa hh, a2, a3; mcub_mula_aa lh, a2, a3",
      [0x34, 0x02, 0x78, 0x34, 0x02, 0x7B, 0x34, 0x02, 0x7A], cycles: 3),
    CostRule(
      "a product of what LDINC fetched",
      "mcub_ldinc m0, a15; mcub_mula_da ll, m0, a3",
      [0x04, 0x0F, 0x80, 0x34, 0x00, 0x68], cycles: 4),
    CostRule(
      "LDINC beside products of other registers",
      "mcub_mula_dd_ldinc ll, m0, a15, m1, m2; mcub_mula_dd_ldinc ll, m2, a15, m1, m3",
      [0x04, 0x4F, 0x08, 0x44, 0x6F, 0x08], cycles: 4),
    CostRule(
      "sums of floats, one upon the other",
      "mcub_add_s f0, f1, f2; mcub_add_s f3, f0, f0",
      [0x20, 0x01, 0x0A, 0x00, 0x30, 0x0A], cycles: 8),
  ]
}

@Suite struct CostTests {
  @Test(arguments: CostRule.all)
  func countsThePipelinesCycles(rule: CostRule) throws {
    let bench = try #require(CoreBench(rule.bytes))
    var costs = mcub_lx6_estimated_costs()
    mcub_lx6_set_costs(bench.core, &costs)
    bench.set(.cpenable, 1)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.cycles == rule.cycles)
  }

  @Test(arguments: CoreRules.all + OptionRules.all)
  func changesNoResult(rule: InstructionRule) throws {
    let bench = try #require(CoreBench(rule.bytes))
    var costs = mcub_lx6_estimated_costs()
    mcub_lx6_set_costs(bench.core, &costs)
    bench.set(.cpenable, 1)
    for (register, value) in rule.given { bench[register] = value }
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    for (register, value) in rule.expected { #expect(bench[register] == value, "a\(register)") }
  }

  /// l32i a4, a15, 0; add a5, a4, a4; l32i a6, a15, 4: each load asks, and what follows waits.
  @Test func aLoadTakesWhatItsMemoryAsksFor() throws {
    let bench = try #require(
      CoreBench([0x42, 0x2F, 0x00, 0x40, 0x54, 0x80, 0x62, 0x2F, 0x01]))
    var costs = mcub_lx6_estimated_costs()
    mcub_lx6_set_costs(bench.core, &costs)
    var asked: [UInt32] = []
    withUnsafeMutablePointer(to: &asked) { place in
      let isTaken = mcub_lx6_delay_loads(
        bench.core, bench.dataRegion,
        { context, address in
          context?.assumingMemoryBound(to: [UInt32].self).pointee.append(address)
          return 100
        }, place)
      #expect(isTaken)
      #expect(bench.run() == MCUB_LX6_SIMCALL)
    }
    #expect(asked == [CoreBench.operands, CoreBench.operands + 4])
    // 4 for load and use, 3 for the load whose result the end waits for.
    #expect(bench.cycles == 7 + 200)
    #expect(bench[4] == 0x8765_4321)
    let isTaken = mcub_lx6_delay_loads(bench.core, 99, nil, nil)
    #expect(!isTaken)
  }

  @Test func takesTheCostsOffAgain() throws {
    let bench = try #require(CoreBench([0x42, 0x2F, 0x00]))  // l32i a4, a15, 0
    var costs = mcub_lx6_estimated_costs()
    mcub_lx6_set_costs(bench.core, &costs)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.cycles == 3)
    mcub_lx6_set_costs(bench.core, nil)
    mcub_lx6_set_program_counter(bench.core, CoreBench.programStart)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.cycles == 4)
  }
}
