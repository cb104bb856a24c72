// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Foundation

/// Holds the virtual board against published figures, and tells how fast it is.
@main
struct VirtualBoardBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "virtual-board-bench",
    abstract: "How near the timing models come to silicon, and how fast they run.",
    subcommands: [AccuracyCommand.self, SpeedCommand.self])
}

/// Says what went wrong in one line.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

func read(_ path: String) throws -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw BenchError("cannot read \(path): \(error.localizedDescription)")
  }
}

/// A figure with so many decimals, signed when asked.
func decimal(_ value: Double, _ places: Int, isSigned: Bool = false) -> String {
  String(format: isSigned ? "%+.\(places)f" : "%.\(places)f", value)
}
