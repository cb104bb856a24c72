package import BoardProfiles
package import Hardware

/// The way to one board: its probe, and what else is known of it.
package struct SelectedProbe: Hashable, Sendable {
  package let route: ProbeRoute
  /// The serial port that a flag or the rig file names; else it is one of the probe's own.
  package let port: String?
  /// What the rig file says of the board.
  package let rigBoard: RigBoard?

  package init(route: ProbeRoute, port: String? = nil, rigBoard: RigBoard? = nil) {
    self.route = route
    self.port = port
    self.rigBoard = rigBoard
  }

  /// What the chip's unique id must be, lower-case hexadecimal.
  var expectedUniqueID: String? { rigBoard?.uniqueID?.lowercased() }

  /// The serial ports that the board may be behind.
  package var ports: [String] {
    if let port { return [port] }
    switch route {
    case .usb(let probe): return probe.ports
    case .serialPort(let path): return [path]
    case .server, .jLink: return []
    }
  }
}

extension Probe {
  /// Whether it can flash the boards of `profile`.
  package func fits(_ profile: BoardProfile) -> Bool {
    switch profile.flashing.tool {
    case .openocd, .esptool: fits(profile.flashing.probe)
    case .picoboot, .uf2: kind == .rp2040Boot
    }
  }

  private func fits(_ family: BoardProfile.FlashSetting.ProbeFamily) -> Bool {
    switch family {
    case .stLink: kind.isSTLink
    case .cmsisDAP: kind == .cmsisDAP
    case .serialBridge: kind == .serialBridge
    }
  }

  /// One line for people: kind, serial, place, ports and state.
  package var line: String {
    let serial = serial.map { "serial \($0.text)" } ?? "no serial"
    let ports = ports.isEmpty ? "no serial port" : ports.joined(separator: " ")
    let state = ProbeTrouble(self)?.reason ?? "ready"
    return "\(kind.rawValue), \(serial), USB \(usbPath), \(ports), \(state)"
  }
}
