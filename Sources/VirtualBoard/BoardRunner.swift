// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Runs a machine with its serial line on a pseudoterminal until the process is told to end.
package final class BoardRunner {
  private let machine: Machine
  private let terminal: Pseudoterminal
  private let ending: EndingSignal
  private let isSilent: Bool
  private var noise: NoiseSource?
  private var unsent: ArraySlice<UInt8> = []
  private let startedAt = ContinuousClock.now

  /// Cycles between two looks at the host's end of the line.
  private static let sliceCycles: UInt64 = 100_000
  /// The longest wait for the host while the firmware has nothing to do.
  private static let idleMilliseconds: Int32 = 5
  private static let noiseBytes = 64

  /// Sets the board up; nothing has executed yet.
  package init(
    image: BoardImage, serial: String, link: String?, faults: [FaultMode], endsWithParent: Bool
  ) throws(VirtualBoardError) {
    machine = try Machine(
      image: image, uniqueIdentifier: UniqueIdentifier(serial: serial), faults: faults)
    terminal = try Pseudoterminal(link: link)
    ending = try EndingSignal(endsWithParent: endsWithParent)
    isSilent = faults.contains(.silent)
    noise = faults.contains(.garbage) ? NoiseSource(seed: 1) : nil
  }

  /// The host's end of the serial line.
  package var path: String { terminal.path }

  /// What was executed so far and how fast.
  package var statistics: RunStatistics {
    RunStatistics(
      instructions: machine.instructions, elapsed: ContinuousClock.now - startedAt)
  }

  /// Runs until SIGTERM, SIGINT or the end of the parent; removes the line then.
  package func run() {
    defer { terminal.close() }
    while !ending.hasCome {
      if isSilent {
        wait(milliseconds: -1, forLine: false)
        continue
      }
      exchange()
      switch machine.run(cycles: Self.sliceCycles) {
      case .budget:
        break
      case .reset:
        warn("the chip has reset")
      case .idle, .sleeping:
        exchange()
        sleepForHost()
      case .lineClosed:
        exchange()
        terminal.close()
        rest("the serial line is closed")
      case .lockedUp:
        exchange()
        let address = String(machine[.programCounter], radix: 16)
        rest("the core has locked up at 0x\(address): a fault inside HardFault")
      case .broken(let detail):
        exchange()
        rest("the emulator stopped: \(detail)")
      }
    }
  }

  /// Moves bytes between the machine and the host without waiting.
  private func exchange() {
    let arrived = terminal.read(limit: min(machine.serialSpace, 4096))
    if !arrived.isEmpty { _ = machine.receive(arrived) }
    if noise != nil {
      _ = machine.takeSent()
      return
    }
    if unsent.isEmpty { unsent = machine.takeSent()[...] }
    if !unsent.isEmpty {
      unsent = unsent.dropFirst(terminal.write(unsent))
    }
  }

  /// Waits for the host a moment and lets the same time pass on the board.
  private func sleepForHost() {
    let start = ContinuousClock.now
    wait(milliseconds: Self.idleMilliseconds, forLine: true)
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let hertz = machine.coreHertz
    let nanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    machine.advance(cycles: nanoseconds * hertz / 1_000_000_000)
    if let bytes = noise?.bytes(count: Self.noiseBytes) {
      _ = terminal.write(bytes[...])
    }
  }

  /// Says why nothing more will happen, and keeps the process until it is told to end.
  private func rest(_ reason: String) {
    warn(reason)
    while !ending.hasCome {
      exchange()
      wait(milliseconds: unsent.isEmpty ? -1 : Self.idleMilliseconds, forLine: false)
    }
  }

  private func wait(milliseconds: Int32, forLine: Bool) {
    ending.wait(
      milliseconds: milliseconds,
      line: forLine && machine.serialSpace > 0 ? terminal.controller : -1)
  }

  private func warn(_ text: String) {
    let line = Array("mcubench-vboard: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
