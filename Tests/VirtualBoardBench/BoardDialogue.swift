// SPDX-License-Identifier: GPL-2.0-or-later
import VirtualBoard

/// Talks with the firmware on a machine over its serial line, in modelled time.
struct BoardDialogue {
  private let machine: Machine
  private(set) var text = ""

  /// How long firmware may stay silent before it counts as dead, in modelled seconds.
  private static let patience = 30.0
  private static let sliceCycles: UInt64 = 500_000

  init(_ machine: Machine) {
    self.machine = machine
  }

  /// Sends a command and gives what comes until `end` stands in it.
  mutating func exchange(_ command: String, until end: String) throws -> String {
    var waiting = Array(command.utf8)
    var heard = ""
    let limit = machine.cycles + UInt64(Self.patience * Double(machine.coreHertz))
    while !heard.contains(end) {
      if !waiting.isEmpty { waiting.removeFirst(machine.receive(waiting)) }
      try step(limit: limit, heard: heard)
      heard += String(decoding: machine.takeSent(), as: UTF8.self)
    }
    text += heard
    return heard
  }

  private func step(limit: UInt64, heard: String) throws {
    switch machine.run(cycles: Self.sliceCycles) {
    case .budget, .reset:
      break
    case .idle, .sleeping:
      machine.advance(cycles: Self.sliceCycles)
    case .lockedUp, .halted, .lineClosed:
      throw BenchError("the firmware has stopped; last heard: \(heard.suffix(200))")
    case .inROM(let why):
      throw BenchError(why)
    case .broken(let detail):
      throw BenchError("the emulator stopped: \(detail)")
    }
    if machine.cycles > limit {
      throw BenchError("the firmware does not answer; last heard: \(heard.suffix(200))")
    }
  }
}
