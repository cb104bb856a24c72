// SPDX-License-Identifier: GPL-2.0-or-later

/// A probe on the serial wire of a board whose chip has several debug ports.
extension BoardRunner {
  enum WireProbe {
    case jLink(JLinkServer)
    case cmsisDAP(CMSISDAPServer)

    var front: any ProbeFront {
      switch self {
      case .jLink(let server): server
      case .cmsisDAP(let server): server
      }
    }

    var jLinkPort: UInt16? { if case .jLink(let server) = self { server.port } else { nil } }
    var cmsisDAPPort: UInt16? { if case .cmsisDAP(let server) = self { server.port } else { nil } }
  }

  static func wireProbe(
    of machine: any VirtualMachine, _ settings: BoardSettings
  ) throws(VirtualBoardError) -> WireProbe? {
    guard let target = machine as? any DebugTarget else { return nil }
    let log: (String) -> Void = settings.isVerbose ? { Self.warn($0) } : { _ in }
    if let port = settings.jLinkPort {
      guard let serial = settings.jLinkNumber else {
        throw VirtualBoardError(reason: .unusableJLinkSerial(settings.serial))
      }
      return .jLink(
        try JLinkServer(
          wire: wire(to: target, settings.wiring), target: target, serial: serial, port: port,
          wiring: settings.wiring, delay: settings.probeDelay, trigger: settings.unplugTrigger,
          log: log))
    }
    guard let port = settings.cmsisDAPPort else { return nil }
    return .cmsisDAP(
      try CMSISDAPServer(
        wire: wire(to: target, settings.wiring), target: target, serial: settings.serial,
        port: port, delay: settings.probeDelay, trigger: settings.unplugTrigger, log: log))
  }

  /// The wire with a debug port for each core, of which one only is started.
  private static func wire(to target: any DebugTarget, _ wiring: ProbeWiring) -> SerialWire {
    let cores: [any DebugTarget] = [target, ParkedCore(beside: target)]
    let ports = cores.enumerated().map { number, core in
      DebugPortOnWire(
        targetID: DebugIdentity.rp2040Target, instance: UInt32(number), target: core)
    }
    return SerialWire(ports: ports, isSilent: wiring.isSilent || !wiring.isPowered)
  }
}
