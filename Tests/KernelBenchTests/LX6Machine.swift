import CXtensa
import Foundation
import MCUBenchTestSupport
import ModelGraph
import Planning

/// What a call on the interpreter left.
struct LX6Outcome {
  let outputs: [TensorID: [UInt8]]
  let instructions: UInt64
  /// By the interpreter's estimated costs, or one an instruction.
  let cycles: UInt64
}

/// Why a call on the interpreter is no result.
enum LX6Failure: Error, Equatable {
  case unreadable(String)
  case unknownKernel(String)
  case noRoom(String)
  case fault(kernel: String, meaning: String, address: UInt32, data: UInt32)
  case wroteOutside(kernel: String, address: UInt32)
}

/// The kernels as `Tests/XtensaOracle/build_bench.sh` leaves them in a folder.
struct LX6Image: Sendable {
  let code: [UInt8]
  let data: [UInt8]
  /// Addresses by name.
  let symbols: [String: UInt32]

  init(folder: String) throws {
    func read(_ name: String) throws -> [UInt8] {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw LX6Failure.unreadable("\(folder)/\(name)")
      }
      return [UInt8](data)
    }
    (code, data) = (try read("code.bin"), try read("data.bin"))
    symbols = Dictionary(
      String(decoding: try read("symbols"), as: UTF8.self).split(separator: "\n").compactMap {
        let words = $0.split(separator: " ")
        return words.count == 3 ? UInt32(words[0], radix: 16).map { (String(words[2]), $0) } : nil
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// An LX6 with the kernels of `Tests/XtensaOracle/build_bench.sh`, for one call after another.
final class LX6Machine {
  /// Code, in words only, as the ESP32's IRAM; constants that nothing can write, as its flash.
  private static let codeBase: UInt32 = 0x4008_0400
  private static let dataBase: UInt32 = 0x3FFE_8000
  private static let constantBase: UInt32 = 0x3F40_0000
  private static let constantBytes = 1 << 20
  /// Larger than the ESP32's, so that each layer of the table fits.
  private static let tensorBase: UInt32 = 0x3FF0_0000
  private static let tensorBytes = 768 << 10
  private static let dataBytes = 64 << 10
  private static let guardBytes = 32
  private static let alignment = 16
  private static let mostCycles: UInt64 = 4_000_000_000

  private let core: OpaquePointer
  private let memories: [UnsafeMutablePointer<UInt8>]
  private let symbols: [String: UInt32]

  init(_ image: LX6Image, isTimed: Bool) throws {
    let (code, data) = (image.code, image.data)
    symbols = image.symbols
    var options = mcub_lx6_esp32_options()
    options.stops_at_exceptions = true
    // The silicon does these accesses; no kernel is to need them.
    options.raises_when_unaligned = true
    guard let core = mcub_lx6_create(options) else { throw LX6Failure.noRoom("a core") }
    self.core = core
    let (readable, writable) = (MCUB_LX6_READABLE, MCUB_LX6_WRITABLE)
    let regions = [
      (
        Self.codeBase, (code.count + 3) / 4 * 4,
        readable | MCUB_LX6_EXECUTABLE | MCUB_LX6_WORDS_ONLY
      ),
      (Self.dataBase, Self.dataBytes, readable | writable),
      (Self.constantBase, Self.constantBytes, readable),
      (Self.tensorBase, Self.tensorBytes, readable | writable),
    ]
    memories = regions.map { _, count, _ in
      let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
      memory.initialize(repeating: 0, count: count)
      return memory
    }
    for ((base, count, flags), memory) in zip(regions, memories) {
      guard mcub_lx6_map_memory(core, base, UInt32(count), memory, UInt32(flags)) >= 0 else {
        throw LX6Failure.noRoom("a region at \(base)")
      }
    }
    memories[0].update(from: code, count: code.count)
    memories[1].update(from: data, count: data.count)
    var costs = mcub_lx6_estimated_costs()
    if isTimed { mcub_lx6_set_costs(core, &costs) }
  }

  deinit {
    mcub_lx6_destroy(core)
    for memory in memories { memory.deallocate() }
  }

  func hasKernel(_ symbol: String) -> Bool { symbols[symbol] != nil }

  /// Runs one call over buffers with guards, one of them at the end of its memory.
  func run(
    _ call: KernelCall, in graph: ModelGraph, inputs: [TensorID: [UInt8]], seed: UInt64
  ) throws -> LX6Outcome {
    guard let entry = symbols[call.symbol], let end = symbols["bench_return"] else {
      throw LX6Failure.unknownKernel(call.symbol)
    }
    var places = LX6Places(
      constants: Self.constantBytes, tensors: Self.tensorBytes, lastBuffer: Int(seed % 4))
    var random = SplitMix(state: seed)
    for index in 0..<Self.tensorBytes / 8 {
      withUnsafeBytes(of: random.next()) {
        (memories[3] + 8 * index).update(
          from: $0.bindMemory(to: UInt8.self).baseAddress ?? UnsafePointer(memories[3]), count: 8)
      }
    }
    var arguments = [
      try constant(
        KernelConstant(role: "params", int32: call.parameters.flatMap(\.values)).bytes, &places)
    ]
    var outputs: [TensorID: (offset: Int, count: Int)] = [:]
    var addresses: [TensorID: UInt32] = [:]
    var writable: [Range<Int>] = []
    for argument in call.arguments {
      switch argument {
      case .tensor(let tensor):
        let count = graph.tensors[tensor].byteCount
        if let data = graph.tensors[tensor].data {
          arguments.append(try constant(data, &places))
        } else if let known = addresses[tensor] {
          arguments.append(known)
        } else {
          let offset = try places.tensor(count)
          if let bytes = inputs[tensor] {
            bytes.withUnsafeBufferPointer { source in
              guard let base = source.baseAddress else { return }
              (memories[3] + offset).update(from: base, count: count)
            }
          } else {
            outputs[tensor] = (offset, count)
            writable.append(offset..<offset + count)
          }
          addresses[tensor] = Self.tensorBase + UInt32(offset)
          arguments.append(Self.tensorBase + UInt32(offset))
        }
      case .constant(let bytes): arguments.append(try constant(bytes.bytes, &places))
      case .scratch(let byteCount):
        let offset = try places.tensor(byteCount)
        writable.append(offset..<offset + byteCount)
        arguments.append(Self.tensorBase + UInt32(offset))
      case .tensors: throw LX6Failure.unknownKernel(call.symbol + " with lists")
      case .null: arguments.append(0)
      }
    }
    let before = [UInt8](UnsafeBufferPointer(start: memories[3], count: Self.tensorBytes))
    let cost = try enter(entry, arguments, returningTo: end, symbol: call.symbol)
    try requireUntouched(but: writable, before, symbol: call.symbol)
    return LX6Outcome(
      outputs: outputs.mapValues { place in
        [UInt8](UnsafeBufferPointer(start: memories[3] + place.offset, count: place.count))
      }, instructions: cost.instructions, cycles: cost.cycles)
  }

  private func constant(_ bytes: [UInt8], _ places: inout LX6Places) throws -> UInt32 {
    let offset = try places.constant(bytes.count)
    bytes.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (memories[2] + offset).update(from: base, count: bytes.count)
    }
    return Self.constantBase + UInt32(offset)
  }

  /// By the call0 ABI: six arguments in a2 to a7, the others on the stack.
  private func enter(
    _ entry: UInt32, _ arguments: [UInt32], returningTo end: UInt32, symbol: String
  ) throws -> (instructions: UInt64, cycles: UInt64) {
    let stack = Self.dataBase + UInt32(Self.dataBytes) - 64
    mcub_lx6_reset(core, entry)
    mcub_lx6_set_register(core, 0, end)
    mcub_lx6_set_register(core, 1, stack)
    _ = mcub_lx6_set_special(core, 230, 0x20)  // PS: no exception under way, so that loops loop
    for (index, value) in arguments.enumerated() {
      if index < 6 {
        mcub_lx6_set_register(core, UInt32(2 + index), value)
      } else {
        withUnsafeBytes(of: value.littleEndian) {
          _ = mcub_lx6_poke(
            core, stack + UInt32(4 * (index - 6)), $0.bindMemory(to: UInt8.self).baseAddress, 4)
        }
      }
    }
    let start = (mcub_lx6_instructions(core), mcub_lx6_cycles(core))
    guard mcub_lx6_run(core, start.1 + Self.mostCycles) == MCUB_LX6_SIMCALL else {
      let fault = mcub_lx6_fault(core)
      throw LX6Failure.fault(
        kernel: symbol, meaning: String(cString: fault.meaning), address: fault.address,
        data: fault.data)
    }
    return (mcub_lx6_instructions(core) - start.0, mcub_lx6_cycles(core) - start.1)
  }

  private func requireUntouched(
    but writable: [Range<Int>], _ before: [UInt8], symbol: String
  ) throws {
    var start = 0
    for range in writable.sorted(by: { $0.lowerBound < $1.lowerBound }) + [
      Self.tensorBytes..<Self.tensorBytes
    ] {
      for offset in start..<max(start, range.lowerBound) where memories[3][offset] != before[offset]
      {
        throw LX6Failure.wroteOutside(kernel: symbol, address: Self.tensorBase + UInt32(offset))
      }
      start = range.upperBound
    }
  }
}

/// Where buffers lie: with guards between them, and one at the end of its memory, so that reading
/// on faults.
private struct LX6Places {
  private static let guardBytes = 32
  private static let alignment = 16

  private var nextConstant = 0
  private var nextTensor = LX6Places.guardBytes
  private var constantEnd: Int
  private var tensorEnd: Int
  /// Which buffer, of the constants behind the parameters and of the tensors.
  private let lastBuffer: Int
  private var constants = 0
  private var tensors = 0

  init(constants: Int, tensors: Int, lastBuffer: Int) {
    (constantEnd, tensorEnd, self.lastBuffer) = (constants, tensors, lastBuffer)
  }

  mutating func constant(_ count: Int) throws -> Int {
    defer { constants += 1 }
    if constants == lastBuffer {
      let start = (constantEnd - count) / Self.alignment * Self.alignment
      guard start >= nextConstant else { throw LX6Failure.noRoom("\(count) B of constants") }
      constantEnd = start
      return start
    }
    let start = nextConstant
    nextConstant = (start + count + Self.alignment - 1) / Self.alignment * Self.alignment
    guard nextConstant <= constantEnd else { throw LX6Failure.noRoom("\(count) B of constants") }
    return start
  }

  mutating func tensor(_ count: Int) throws -> Int {
    defer { tensors += 1 }
    if tensors == lastBuffer {
      let start = (tensorEnd - count) / Self.alignment * Self.alignment
      tensorEnd = start - Self.guardBytes
      guard tensorEnd >= nextTensor else { throw LX6Failure.noRoom("\(count) B of tensors") }
      return start
    }
    let start = nextTensor
    nextTensor =
      (start + count + Self.guardBytes + Self.alignment - 1) / Self.alignment * Self.alignment
    guard nextTensor <= tensorEnd else { throw LX6Failure.noRoom("\(count) B of tensors") }
    return start
  }
}
