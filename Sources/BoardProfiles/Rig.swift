/// The boards of a bench, from the user's rig file: names for them, and what belongs together.
package struct Rig: Hashable, Sendable, Codable {
  package let boards: [RigBoard]

  package init(boards: [RigBoard]) {
    self.boards = boards
  }

  /// No rig file: nothing is known.
  package static let empty = Rig(boards: [])
}

/// A board of a rig.
package struct RigBoard: Hashable, Sendable, Codable {
  /// What `--probe` calls it.
  package let name: String
  /// The board profile's name.
  package let board: String
  /// The probe's serial as `mcubench probes` shows it, or `tcp:PORT`.
  package let probe: String?
  /// Where the probe is plugged in: `1-2.3`.
  package let usbPath: String?
  /// The serial port, where it is not the probe's own.
  package let port: String?
  /// The chip's 96 bits, 24 hexadecimal digits.
  package let uniqueID: String?
  /// A command and its arguments that take the board's power away and give it back.
  package let powerCycle: [String]?

  package init(
    name: String, board: String, probe: String? = nil, usbPath: String? = nil,
    port: String? = nil, uniqueID: String? = nil, powerCycle: [String]? = nil
  ) {
    self.name = name
    self.board = board
    self.probe = probe
    self.usbPath = usbPath
    self.port = port
    self.uniqueID = uniqueID
    self.powerCycle = powerCycle
  }
}
