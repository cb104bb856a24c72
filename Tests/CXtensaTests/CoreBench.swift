import CXtensa

/// A core with two memories around it: code as in the ESP32's IRAM, and data.
final class CoreBench {
  static let codeBase: UInt32 = 0x4008_0000
  static let programStart: UInt32 = 0x4008_0400
  static let dataBase: UInt32 = 0x3FFB_0000
  /// Where a15 points: these bytes are there.
  static let operands: UInt32 = 0x3FFB_0100
  static let operandBytes: [UInt8] = [0x21, 0x43, 0x65, 0x87, 0x98, 0xBA, 0xDC, 0xFE]
  /// `simcall`, which ends a run.
  static let end: [UInt8] = [0x00, 0x51, 0x00]

  private static let codeBytes = 0x8000
  private static let dataBytes = 0x4000

  let core: OpaquePointer
  let dataRegion: Int32
  let data: UnsafeMutablePointer<UInt8>
  private let code: UnsafeMutablePointer<UInt8>

  /// A bench whose program begins at ``programStart``, with no exception under way.
  init?(
    _ program: [UInt8] = [], stopsAtExceptions: Bool = true, raisesWhenUnaligned: Bool = false,
    codeFlags: Int = 0
  ) {
    var options = mcub_lx6_esp32_options()
    options.vector_base = Self.codeBase
    options.stops_at_exceptions = stopsAtExceptions
    options.raises_when_unaligned = raisesWhenUnaligned
    guard let core = mcub_lx6_create(options) else { return nil }
    self.core = core
    code = .allocate(capacity: Self.codeBytes)
    code.initialize(repeating: 0, count: Self.codeBytes)
    data = .allocate(capacity: Self.dataBytes)
    data.initialize(repeating: 0, count: Self.dataBytes)
    let all = MCUB_LX6_READABLE | MCUB_LX6_WRITABLE | MCUB_LX6_EXECUTABLE
    _ = mcub_lx6_map_memory(
      core, Self.codeBase, UInt32(Self.codeBytes), code, UInt32(Int(all) | codeFlags))
    dataRegion = mcub_lx6_map_memory(
      core, Self.dataBase, UInt32(Self.dataBytes), data,
      UInt32(MCUB_LX6_READABLE | MCUB_LX6_WRITABLE))
    poke(program + Self.end, at: Self.programStart)
    poke(Self.operandBytes, at: Self.operands)
    mcub_lx6_set_program_counter(core, Self.programStart)
    mcub_lx6_set_register(core, 15, Self.operands)
    set(.ps, 0x20)
  }

  deinit {
    mcub_lx6_destroy(core)
    code.deallocate()
    data.deallocate()
  }

  /// The special registers that the tests look at, by their numbers.
  enum Special: UInt32 {
    case sar = 3
    case epc1 = 177
    case epc3 = 179
    case depc = 192
    case eps3 = 195
    case cpenable = 224
    case interrupt = 226
    case intenable = 228
    case ps = 230
    case exccause = 232
    case ccount = 234
    case excvaddr = 238
    case ccompare0 = 240
    case ccompare1 = 241
  }

  subscript(register: Int) -> UInt32 {
    get { mcub_lx6_register(core, UInt32(register)) }
    set { mcub_lx6_set_register(core, UInt32(register), newValue) }
  }

  func special(_ register: Special) -> UInt32? {
    var value: UInt32 = 0
    return mcub_lx6_special(core, register.rawValue, &value) ? value : nil
  }

  func set(_ register: Special, _ value: UInt32) {
    _ = mcub_lx6_set_special(core, register.rawValue, value)
  }

  var programCounter: UInt32 { mcub_lx6_program_counter(core) }
  var cycles: UInt64 { mcub_lx6_cycles(core) }
  var fault: mcub_lx6_fault_record { mcub_lx6_fault(core) }

  func poke(_ bytes: [UInt8], at address: UInt32) {
    _ = mcub_lx6_poke(core, address, bytes, UInt32(bytes.count))
  }

  func run(cycles: UInt64 = 1000) -> mcub_lx6_reason {
    mcub_lx6_run(core, self.cycles + cycles)
  }
}
