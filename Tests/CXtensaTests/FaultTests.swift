import CXtensa
import Testing

/// A program whose last instruction raises.
struct FaultRule: Sendable, CustomTestStringConvertible {
  let claim: String
  let bytes: [UInt8]
  let cause: UInt32
  /// EXCVADDR, where the cause is an access.
  var data: UInt32 = 0
  /// What a2 holds.
  var address: UInt32 = CoreBench.operands
  /// Where the instruction that raises is, from the start.
  var offset: UInt32 = 0
  var raisesWhenUnaligned = false

  var testDescription: String { claim }

  static let all: [FaultRule] = [
    FaultRule(claim: "ILL is illegal", bytes: [0x00, 0x00, 0x00], cause: 0),
    FaultRule(claim: "ILL.N is illegal", bytes: [0x6D, 0xF0], cause: 0),
    FaultRule(claim: "a bundle is illegal", bytes: [0x0E, 0x00, 0x00], cause: 0),
    FaultRule(claim: "SSR with a field set is illegal", bytes: [0x10, 0x02, 0x40], cause: 0),
    FaultRule(claim: "RSR of no register is illegal", bytes: [0x20, 0x05, 0x03], cause: 0),
    FaultRule(claim: "WSR of PRID is illegal", bytes: [0x20, 0xEB, 0x13], cause: 0),
    FaultRule(claim: "QUOU by nought", bytes: [0x30, 0x42, 0xC2], cause: 6),
    FaultRule(claim: "REMS by nought", bytes: [0x30, 0x42, 0xF2], cause: 6),
    FaultRule(
      claim: "floating point while it is off", bytes: [0x10, 0x02, 0x0A], cause: 32),
    FaultRule(
      claim: "a load from nothing", bytes: [0x42, 0x22, 0x01], cause: 28, data: 4, address: 0),
    FaultRule(
      claim: "a store to nothing", bytes: [0x42, 0x42, 0x01], cause: 29, data: 1, address: 0),
    FaultRule(
      claim: "a load over a memory's end", bytes: [0x42, 0x22, 0x00], cause: 28,
      data: 0x3FFB_4000, address: 0x3FFB_3FFE),
    FaultRule(
      claim: "a store over a memory's end", bytes: [0x42, 0x62, 0x00], cause: 29,
      data: 0x3FFB_4000, address: 0x3FFB_3FFE),
    FaultRule(
      claim: "a byte from IRAM", bytes: [0x42, 0x02, 0x01], cause: 3,
      data: 0x4008_0001, address: 0x4008_0000),
    FaultRule(
      claim: "half a word to IRAM", bytes: [0x42, 0x52, 0x00], cause: 3,
      data: 0x4008_0002, address: 0x4008_0002),
    FaultRule(
      claim: "an unaligned word from IRAM", bytes: [0x42, 0x22, 0x00], cause: 3,
      data: 0x4008_0002, address: 0x4008_0002),
    FaultRule(
      claim: "an unaligned word where the core raises", bytes: [0x42, 0x22, 0x00], cause: 9,
      data: 0x3FFB_0102, address: 0x3FFB_0102, raisesWhenUnaligned: true),
    FaultRule(
      claim: "S32C1I is aligned always", bytes: [0x42, 0xE2, 0x00], cause: 9,
      data: 0x3FFB_0102, address: 0x3FFB_0102),
    FaultRule(
      claim: "code where there is none", bytes: [0xA0, 0x02, 0x00], cause: 20,
      data: 0x3000_0000, address: 0x3000_0000, offset: 0x3000_0000 &- CoreBench.programStart),
    FaultRule(
      claim: "code in memory that holds none", bytes: [0xA0, 0x02, 0x00], cause: 20,
      data: 0x3FFB_0100, offset: 0x3FFB_0100 &- CoreBench.programStart),
  ]
}

@Suite struct FaultTests {
  @Test(arguments: FaultRule.all)
  func stopsBeforeTheVectorWithNothingChanged(rule: FaultRule) throws {
    let bench = try #require(
      CoreBench(
        rule.bytes, raisesWhenUnaligned: rule.raisesWhenUnaligned,
        codeFlags: Int(MCUB_LX6_WORDS_ONLY)))
    bench[2] = rule.address
    bench[3] = 0
    bench[4] = 0x1234
    #expect(bench.run() == MCUB_LX6_EXCEPTION)
    #expect(bench.fault.cause == rule.cause)
    #expect(bench.fault.data == rule.data)
    #expect(bench.fault.address == CoreBench.programStart &+ rule.offset)
    #expect(bench.programCounter == bench.fault.address)
    #expect(bench[4] == 0x1234)
    #expect(bench[2] == rule.address)
    #expect(bench.special(.ps) == 0x20)
  }

  @Test(arguments: [(UInt32(0x20), UInt32(0x340)), (0x00, 0x300)])
  func goesToTheVectorOfTheMode(ps: UInt32, vector: UInt32) throws {
    let bench = try #require(CoreBench([0x42, 0x22, 0x01], stopsAtExceptions: false))
    bench.poke(CoreBench.end, at: CoreBench.codeBase + vector)
    bench.set(.ps, ps)
    bench[2] = 8
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.codeBase + vector)
    #expect(bench.special(.epc1) == CoreBench.programStart)
    #expect(bench.special(.exccause) == 28)
    #expect(bench.special(.excvaddr) == 12)
    #expect(bench.special(.ps) == ps | 0x10)
  }

  @Test func goesToTheDoubleVectorFromWithinAnException() throws {
    let bench = try #require(CoreBench([0x00, 0x00, 0x00], stopsAtExceptions: false))
    bench.poke(CoreBench.end, at: CoreBench.codeBase + 0x3C0)
    bench.set(.ps, 0x10)
    bench.set(.epc1, 0x55)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench.programCounter == CoreBench.codeBase + 0x3C0)
    #expect(bench.special(.depc) == CoreBench.programStart)
    #expect(bench.special(.epc1) == 0x55)
  }

  @Test(
    arguments: [
      ([0x36, 0x41, 0x00], "ENTRY"), ([0x90, 0x00, 0x00], "RETW"), ([0x1D, 0xF0], "RETW.N"),
      ([0x95, 0x00, 0x00], "CALL4"), ([0xE0, 0x02, 0x00], "CALLX4"), ([0x20, 0x13, 0x00], "MOVSP"),
      ([0x00, 0x80, 0x40], "ROTW"), ([0x20, 0x03, 0x09], "L32E"), ([0x00, 0x34, 0x00], "RFWO"),
      ([0x20, 0x63, 0x50], "TLB"), ([0x02, 0x72, 0x00], "cache"), ([0x20, 0x60, 0x40], "RER"),
      ([0x70, 0x02, 0xFA], "divisions"), ([0x40, 0x2E, 0xE3], "user register"),
    ] as [([UInt8], String)])
  func refusesByNameWhatItDoesNotDo(bytes: [UInt8], name: String) throws {
    let bench = try #require(CoreBench(bytes, stopsAtExceptions: false))
    for _ in 0..<2 {  // it does not step over it either
      #expect(bench.run() == MCUB_LX6_UNSUPPORTED)
      #expect(String(cString: bench.fault.meaning).contains(name))
      #expect(bench.fault.address == CoreBench.programStart)
      #expect(bench.programCounter == CoreBench.programStart)
    }
    #expect(bench.cycles == 0)
  }
}
