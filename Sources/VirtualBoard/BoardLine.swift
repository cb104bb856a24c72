// SPDX-License-Identifier: GPL-2.0-or-later

/// The board's serial line: moves bytes between the machine and a pseudoterminal.
final class BoardLine {
  private let link: String?
  private let faults: [FaultMode]
  private let isMute: Bool
  private var terminal: Pseudoterminal
  private var noise: NoiseSource?
  private var unsent: ArraySlice<UInt8> = []

  private static let noiseBytes = 64

  /// Makes a pseudoterminal, and a symbolic link to it at `link`; a mute line carries nothing.
  init(link: String?, faults: [FaultMode], isMute: Bool) throws(VirtualBoardError) {
    self.link = link
    self.faults = faults
    self.isMute = isMute
    terminal = try Pseudoterminal(link: link, noise: LineNoise(faults))
    noise = faults.contains(.garbage) ? NoiseSource(seed: 1) : nil
  }

  /// The host's end.
  var path: String { terminal.path }
  /// Readable once the host has closed its end.
  var closingDescriptor: Int32 { terminal.closings }
  /// Readable once the host has sent something; -1 when the line is closed.
  var descriptor: Int32 { terminal.controller }
  /// Whether the host has been handed everything that the chip has sent.
  var isHandedOver: Bool { unsent.isEmpty && terminal.undelivered == 0 }
  /// Whether the host has read everything that the chip has sent.
  var isRead: Bool { unsent.isEmpty && terminal.unreadBytes == 0 }

  /// Moves bytes both ways without waiting; whether the host had sent any.
  @discardableResult func exchange(with machine: any VirtualMachine) -> Bool {
    machine.setHostBaud(terminal.hostBaud)
    if terminal.takeClosing() { machine.hostLeft() }
    terminal.deliver()
    let arrived = terminal.read(limit: min(machine.serialSpace, 4096))
    if !arrived.isEmpty, !isMute { _ = machine.receive(arrived) }
    if isMute {
      _ = machine.takeSent()
    } else if noise != nil {
      send(noise: machine.takeSent().count)
    } else {
      if unsent.isEmpty { unsent = machine.takeSent()[...] }
      if !unsent.isEmpty { unsent = unsent.dropFirst(terminal.write(unsent)) }
    }
    return !arrived.isEmpty
  }

  /// Noise on a line where nothing happens.
  func rustle() {
    send(noise: Self.noiseBytes)
  }

  private func send(noise count: Int) {
    guard let bytes = noise?.bytes(count: count) else { return }
    _ = terminal.write(bytes[...])
  }

  /// Hears and forgets what the host sends.
  func discard() {
    _ = terminal.read(limit: 4096)
  }

  func close() {
    unsent = []
    terminal.close()
  }

  /// Makes a new pseudoterminal in the old one's place; its path may differ.
  func reopen() throws(VirtualBoardError) {
    close()
    terminal = try Pseudoterminal(link: link, noise: LineNoise(faults))
  }
}
