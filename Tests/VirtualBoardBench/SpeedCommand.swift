// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import VirtualBoard
import VirtualBoardPlainCore

/// Times the emulation with and without the timing model, beside the bare translator.
struct SpeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speed",
    abstract: "Guest instructions a second of processor time, and their ratio to plain Unicorn.")

  @Argument(help: "Images of the STM32F746 that end asleep, as build-kernels.sh makes them.")
  var images: [String]

  @Option(help: "How often each is run; the fastest counts.")
  var rounds = 3

  func run() throws {
    print("image                     instructions   plain   counted  modelled  modelled / plain")
    for path in images {
      let name = path.split(separator: "/").last ?? ""
      let flash = try BoardImage(try read(path)).segments
      guard let first = flash.first, flash.count == 1, first.offset == 0 else {
        throw BenchError("\(path) is not one segment at the start of flash")
      }
      var (plain, counted, modelled) = (Double.infinity, Double.infinity, Double.infinity)
      var instructions: UInt64 = 0
      for _ in 0..<rounds {
        plain = min(plain, try Self.seconds { try Self.runPlain(first.bytes, path) })
        counted = min(counted, try Self.seconds { _ = try Self.run(path, isModelled: false) })
        modelled = min(
          modelled, try Self.seconds { instructions = try Self.run(path, isModelled: true) })
      }
      let rates = [plain, counted, modelled].map { Double(instructions) / $0 / 1e6 }
      print(
        Self.column(String(name), 24) + Self.right(String(instructions), 14)
          + rates.map { Self.right(decimal($0, 1), 9) }.joined()
          + Self.right(decimal(plain / modelled, 3), 15))
    }
    print("Rates in millions of guest instructions a second of processor time.")
  }

  private static func runPlain(_ bytes: [UInt8], _ path: String) throws {
    if !plain_core_run(bytes, bytes.count) { throw BenchError("\(path) did not end asleep") }
  }

  /// Runs an image to its sleep; gives the instructions executed.
  private static func run(_ path: String, isModelled: Bool) throws -> UInt64 {
    let machine = try ModelledMachine.make(
      board: Workload.stm32f746g, image: path, isModelled: isModelled)
    while true {
      switch machine.run(cycles: 100_000_000) {
      case .budget: continue
      case .sleeping: return machine.instructions
      default: throw BenchError("\(path) did not end asleep")
      }
    }
  }

  private static func seconds(_ work: () throws -> Void) rethrows -> Double {
    var (start, end) = (timespec(), timespec())
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start)
    try work()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end)
    return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) * 1e-9
  }

  private static func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
