// SPDX-License-Identifier: GPL-2.0-or-later
import BoardProfiles
package import VirtualBoard

/// A virtual chip that runs one kernel call after another.
///
/// Whoever faults takes the machine along: make a new one.
package final class KernelMachine {
  package let machine: Machine
  package let image: KernelImage
  private let addresses: [String: UInt32]
  /// The first byte of flash that no code lies near.
  let constantsOrigin: UInt32
  private let nothing: UInt32
  private var callOverhead: (instructions: UInt64, cycles: UInt64) = (0, 0)

  let chip: BenchChip
  private static let tableOffset = 64
  private static let argumentLimit = 12
  private static let cyclesOffset = UInt32(12 + 4 * argumentLimit)
  private static let faulted = UInt32.max

  /// Instructions and cycles of one call, those of calling left out.
  package struct Cost: Hashable, Sendable {
    package let instructions: UInt64
    package let cycles: UInt64
  }

  package init(_ image: KernelImage, timing: TimingChoice) throws {
    guard let chip = BenchChip(named: image.board.name) else {
      throw BenchFailure(.unknownChip(board: image.board.name, known: BenchChip.names))
    }
    self.chip = chip
    let loaded = try BoardImage(image.elf, for: chip.model.chip)
    self.image = image
    machine = try Machine(
      image: loaded, uniqueIdentifier: UniqueIdentifier(serial: "KERNELS"), timing: timing)
    let end = loaded.segments.map { $0.offset + $0.bytes.count }.max() ?? 0
    constantsOrigin =
      chip.hasConstantsInImage
      ? chip.image + UInt32((end + 4095) / 4096 * 4096) : chip.constants.lowerBound
    let table = chip.image + UInt32(Self.tableOffset)
    nothing = machine.word(at: table) ?? 0
    var found: [String: UInt32] = [:]
    for (index, symbol) in image.symbols.enumerated() {
      if let address = machine.word(at: table + 4 + UInt32(4 * index)), address != 0 {
        found[symbol] = address
      }
    }
    addresses = found
    guard case .sleeping = machine.run(cycles: 1_000_000) else {
      throw BenchFailure(.noReturn(symbol: "bench_start", cycles: machine.cycles, stop: "start"))
    }
    var overhead = Cost(instructions: 0, cycles: 0)
    for _ in 0..<3 { overhead = try call(nothing, "bench_nothing", [], cycleLimit: 100_000) }
    callOverhead = (overhead.instructions, overhead.cycles)
  }

  /// The kernels that are in the image.
  package var kernels: [String] { addresses.keys.sorted() }

  /// Calls a kernel by name with words as its arguments.
  package func call(
    _ symbol: String, _ arguments: [UInt32], isCold: Bool = false, cycleLimit: UInt64
  ) throws -> Cost {
    guard let address = addresses[symbol] else {
      throw BenchFailure(.unknownKernel(symbol: symbol, known: addresses.count))
    }
    return try call(address, symbol, arguments, isCold: isCold, cycleLimit: cycleLimit)
  }

  private func call(
    _ address: UInt32, _ symbol: String, _ arguments: [UInt32], isCold: Bool = false,
    cycleLimit: UInt64
  ) throws -> Cost {
    guard arguments.count <= Self.argumentLimit else {
      throw BenchFailure(
        .tooManyArguments(symbol: symbol, count: arguments.count, limit: Self.argumentLimit))
    }
    let words = [0, isCold ? 1 : 0, address] + arguments
    for (index, word) in words.enumerated() {
      guard machine.setWord(at: chip.mailbox + UInt32(4 * index), to: word) else {
        throw BenchFailure(.unmapped(address: chip.mailbox))
      }
    }
    let before = Cost(instructions: machine.instructions, cycles: machine.cycles)
    machine.setPeripheral(at: 0xE000_E200, to: 1)  // NVIC_ISPR0
    let stop = machine.run(cycles: cycleLimit)
    let state = machine.word(at: chip.mailbox) ?? 0
    guard state != Self.faulted else {
      let fault = (0..<3).map {
        machine.word(at: chip.mailbox + Self.cyclesOffset + 4 + UInt32(4 * $0)) ?? 0
      }
      throw BenchFailure(
        .fault(symbol: symbol, status: fault[0], address: fault[1], pc: fault[2]))
    }
    guard case .sleeping = stop, state == 1 else {
      throw BenchFailure(.noReturn(symbol: symbol, cycles: cycleLimit, stop: "\(stop)"))
    }
    let cycles =
      chip.hasCycleCounter
      ? UInt64(machine.word(at: chip.mailbox + Self.cyclesOffset) ?? 0)
      : machine.cycles - before.cycles
    return Cost(
      instructions: machine.instructions - before.instructions - callOverhead.instructions,
      cycles: cycles - min(cycles, callOverhead.cycles))
  }
}
