import CXtensa
import Testing

/// A device that keeps what was written and answers with a count.
private final class Register {
  var reads: UInt32 = 0
  var written: [UInt32] = []
  var refuses = false
  var core: OpaquePointer?
}

@Suite struct MemoryTests {
  private static let device: UInt32 = 0x3FF4_0000

  private func attach(_ register: Register, to bench: CoreBench) {
    let region = mcub_lx6_map_device(
      bench.core, Self.device, 0x1000,
      { context, _, _, value in
        guard let context, let value else { return false }
        let register = Unmanaged<Register>.fromOpaque(context).takeUnretainedValue()
        register.reads += 1
        value.pointee = 0xABCD_EF00 | register.reads
        return !register.refuses
      },
      { context, _, _, value in
        guard let context, let value else { return false }
        let register = Unmanaged<Register>.fromOpaque(context).takeUnretainedValue()
        register.written.append(value.pointee)
        if let core = register.core { mcub_lx6_stop(core) }
        return !register.refuses
      }, Unmanaged.passUnretained(register).toOpaque())
    #expect(region >= 0)
  }

  @Test func asksTheDeviceEachTime() throws {
    // l32i a4, a2, 0; l8ui a5, a2, 1; s16i a6, a2, 4
    let bench = try #require(CoreBench([0x42, 0x22, 0x00, 0x52, 0x02, 0x01, 0x62, 0x52, 0x02]))
    let register = Register()
    attach(register, to: bench)
    bench[2] = Self.device
    bench[6] = 0x1234_5678
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 0xABCD_EF01)
    #expect(bench[5] == 0x02)
    #expect(register.written == [0x5678])
    withExtendedLifetime(register) {}
  }

  @Test func takesARefusalForABusError() throws {
    let bench = try #require(CoreBench([0x42, 0x22, 0x00]))
    let register = Register()
    register.refuses = true
    attach(register, to: bench)
    bench[2] = Self.device
    #expect(bench.run() == MCUB_LX6_EXCEPTION)
    #expect(bench.fault.cause == 28)
    #expect(bench.fault.data == Self.device)
    withExtendedLifetime(register) {}
  }

  @Test func stopsAfterTheInstructionOnWhichADeviceAsksForIt() throws {
    let bench = try #require(CoreBench([0x62, 0x62, 0x00, 0x42, 0xA0, 0x07]))  // s32i; movi a4, 7
    let register = Register()
    register.core = bench.core
    attach(register, to: bench)
    bench[2] = Self.device
    #expect(bench.run() == MCUB_LX6_STOPPED)
    #expect(bench.programCounter == CoreBench.programStart + 3)
    #expect(bench[4] == 0)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 7)
    withExtendedLifetime(register) {}
  }

  @Test func runsTheCodeThatAStoreHasPutThere() throws {
    // 0: movi a4, 1; 3: beqz a3, +6; 6: simcall; 9: s32i a5, a2, 0; 12: movi a3, 1; 15: j 0
    let program: [UInt8] = [
      0x42, 0xA0, 0x01, 0x16, 0x23, 0x00, 0x00, 0x51, 0x00, 0x52, 0x62, 0x00, 0x32, 0xA0, 0x01,
      0x46, 0xFB, 0xFF,
    ]
    let bench = try #require(CoreBench(program))
    bench[2] = CoreBench.programStart
    bench[5] = 0x1602_A042  // movi a4, 2, and the next instruction's first byte as it was
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 2)
  }

  @Test func runsTheCodeThatTheHostHasPutThere() throws {
    let bench = try #require(CoreBench([0x42, 0xA0, 0x01]))
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    bench.poke([0x42, 0xA0, 0x63], at: CoreBench.programStart)
    mcub_lx6_set_program_counter(bench.core, CoreBench.programStart)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 99)
  }

  @Test func followsAPageThatIsPointedElsewhere() throws {
    let bench = try #require(CoreBench([0x42, 0x2F, 0x00]))  // l32i a4, a15, 0
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 0x8765_4321)
    let other = UnsafeMutablePointer<UInt8>.allocate(capacity: 0x4000)
    other.initialize(repeating: 0x11, count: 0x4000)
    defer { other.deallocate() }
    #expect(mcub_lx6_point(bench.core, bench.dataRegion, other))
    mcub_lx6_set_program_counter(bench.core, CoreBench.programStart)
    #expect(bench.run() == MCUB_LX6_SIMCALL)
    #expect(bench[4] == 0x1111_1111)
    #expect(mcub_lx6_point(bench.core, bench.dataRegion, nil))
    mcub_lx6_set_program_counter(bench.core, CoreBench.programStart)
    #expect(bench.run() == MCUB_LX6_EXCEPTION)
    #expect(bench.fault.cause == 28)
  }

  @Test func refusesMemoryOverOther() throws {
    let bench = try #require(CoreBench())
    let flags = UInt32(MCUB_LX6_READABLE)
    #expect(mcub_lx6_map_memory(bench.core, CoreBench.dataBase - 4, 8, bench.data, flags) < 0)
    #expect(mcub_lx6_map_memory(bench.core, 0x5000_0000, 0, bench.data, flags) < 0)
    #expect(mcub_lx6_map_memory(bench.core, 0xFFFF_FFFC, 8, bench.data, flags) < 0)
    #expect(mcub_lx6_map_memory(bench.core, 0xFFFF_FFF8, 8, bench.data, flags) >= 0)
  }

  @Test func tellsWhereThereIsNoMemoryToPeekAt() throws {
    let bench = try #require(CoreBench())
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(mcub_lx6_peek(bench.core, CoreBench.operands, &bytes, 8))
    #expect(bytes == CoreBench.operandBytes)
    #expect(!mcub_lx6_peek(bench.core, 0x3FFB_3FFC, &bytes, 8))
    #expect(!mcub_lx6_poke(bench.core, 0x1000, bytes, 1))
  }
}
