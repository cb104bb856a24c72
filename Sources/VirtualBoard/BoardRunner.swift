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
  /// How often to look whether the host has taken everything, before the line closes.
  private static let deliveryLooks = 400
  private static let blindLooks = 20

  /// Sets the board up; nothing has executed yet.
  package init(
    image: BoardImage, serial: String, link: String?, faults: [FaultMode], endsWithParent: Bool
  ) throws(VirtualBoardError) {
    machine = try Machine(
      image: image, uniqueIdentifier: UniqueIdentifier(serial: serial), faults: faults)
    terminal = try Pseudoterminal(link: link, noise: LineNoise(faults))
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
    if isSilent { return ignoreHost() }
    while !ending.hasCome {
      exchange()
      switch machine.run(cycles: Self.sliceCycles) {
      case .budget:
        break
      case .reset:
        warn("the chip has reset")
      case .idle, .sleeping, .halted:
        exchange()
        sleepForHost()
      case .lineClosed:
        deliver()
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

  /// Gives the host a moment to take what was sent: closing a pseudoterminal discards the rest.
  ///
  /// The first looks prove nothing, since the kernel hands bytes on in its own time.
  private func deliver() {
    for look in 0..<Self.deliveryLooks {
      exchange()
      let isDelivered = look >= Self.blindLooks && unsent.isEmpty && terminal.unreadBytes == 0
      if ending.hasCome || isDelivered { return }
      ending.wait(milliseconds: Self.idleMilliseconds, line: -1)
    }
  }

  /// Moves bytes between the machine and the host without waiting.
  private func exchange() {
    machine.setHostBaud(terminal.hostBaud)
    terminal.deliver()
    let arrived = terminal.read(limit: min(machine.serialSpace, 4096))
    if !arrived.isEmpty { _ = machine.receive(arrived) }
    if noise != nil {
      send(noise: machine.takeSent().count)
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
    ending.wait(
      milliseconds: Self.idleMilliseconds,
      line: machine.serialSpace > 0 ? terminal.controller : -1)
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let hertz = machine.coreHertz
    let nanoseconds = UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    machine.advance(cycles: nanoseconds * hertz / 1_000_000_000)
    send(noise: Self.noiseBytes)
  }

  private func send(noise count: Int) {
    guard let bytes = noise?.bytes(count: count) else { return }
    _ = terminal.write(bytes[...])
  }

  /// Says why nothing more will happen, delivers what was sent, and waits to be ended.
  private func rest(_ reason: String) {
    warn(reason)
    while !unsent.isEmpty || terminal.undelivered > 0, !ending.hasCome {
      exchange()
      ending.wait(milliseconds: Self.idleMilliseconds, line: -1)
    }
    ignoreHost()
  }

  /// Hears and forgets what the host sends until it is time to end.
  private func ignoreHost() {
    while !ending.hasCome {
      _ = terminal.read(limit: 4096)
      ending.wait(milliseconds: -1, line: terminal.controller)
    }
  }

  private func warn(_ text: String) {
    let line = Array("mcubench-vboard: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
