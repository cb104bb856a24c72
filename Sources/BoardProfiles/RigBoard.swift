/// A board of a rig.
package struct RigBoard: Hashable, Sendable, Codable {
  /// What `--probe` calls it.
  package let name: String
  /// The board profile's name.
  package let board: String
  /// The probe's serial as `mcubench probes` shows it, `tcp:PORT`, or `jlink:SERIAL`.
  package let probe: String?
  /// Where the probe is plugged in: `1-2.3`.
  package let usbPath: String?
  /// The serial port, where it is not the probe's own.
  package let port: String?
  /// The chip's 96 bits, 24 hexadecimal digits.
  package let uniqueID: String?
  /// A command and its arguments that take the board's power away and give it back.
  package let powerCycle: [String]?
  /// Whether it is an `mcubench-vboard` of its own serial; never a stand-in for a real board.
  package let isVirtual: Bool
  /// The serial of a virtual board, which its unique id follows; its name where none is given.
  package let serial: String?
  /// Ways in which a virtual board is to misbehave, for tests.
  package let faults: [String]?

  /// Whether its probe is looked for by another program, so that nothing on USB says if it is there.
  package var isBehindServer: Bool {
    probe?.hasPrefix("tcp:") == true || probe?.hasPrefix("jlink:") == true
  }

  package init(
    name: String, board: String, probe: String? = nil, usbPath: String? = nil,
    port: String? = nil, uniqueID: String? = nil, powerCycle: [String]? = nil,
    isVirtual: Bool = false, serial: String? = nil, faults: [String]? = nil
  ) {
    self.name = name
    self.board = board
    self.probe = probe
    self.usbPath = usbPath
    self.port = port
    self.uniqueID = uniqueID
    self.powerCycle = powerCycle
    self.isVirtual = isVirtual
    self.serial = serial
    self.faults = faults
  }

  private enum CodingKeys: String, CodingKey {
    case name, board, probe, usbPath, port, uniqueID, powerCycle, serial, faults
    case isVirtual = "virtual"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try values.decode(String.self, forKey: .name),
      board: try values.decode(String.self, forKey: .board),
      probe: try values.decodeIfPresent(String.self, forKey: .probe),
      usbPath: try values.decodeIfPresent(String.self, forKey: .usbPath),
      port: try values.decodeIfPresent(String.self, forKey: .port),
      uniqueID: try values.decodeIfPresent(String.self, forKey: .uniqueID),
      powerCycle: try values.decodeIfPresent([String].self, forKey: .powerCycle),
      isVirtual: try values.decodeIfPresent(Bool.self, forKey: .isVirtual) ?? false,
      serial: try values.decodeIfPresent(String.self, forKey: .serial),
      faults: try values.decodeIfPresent([String].self, forKey: .faults))
  }
}
