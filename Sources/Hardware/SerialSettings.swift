package import BoardProfiles

/// How a serial line is opened.
package struct SerialSettings: Hashable, Sendable {
  /// Speeds to try, the one that the firmware starts at first.
  package let bauds: [Int]
  package let dtr: ModemLine
  package let rts: ModemLine

  /// What becomes of a modem line when the port is opened.
  package enum ModemLine: String, Hashable, Sendable, Codable {
    /// As the driver leaves it.
    case keep
    case on
    case off

    fileprivate init(_ line: BoardProfile.ModemLine) {
      switch line {
      case .keep: self = .keep
      case .on: self = .on
      case .off: self = .off
      }
    }
  }

  package init(bauds: [Int], dtr: ModemLine = .keep, rts: ModemLine = .keep) {
    self.bauds = bauds
    self.dtr = dtr
    self.rts = rts
  }

  /// The line of a board, as its profile has it.
  package init(_ link: BoardProfile.SerialLink) {
    self.init(
      bauds: link.bauds, dtr: ModemLine(link.dtr), rts: ModemLine(link.rts))
  }
}
