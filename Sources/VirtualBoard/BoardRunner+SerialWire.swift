// SPDX-License-Identifier: GPL-2.0-or-later

/// A J-Link on the serial wire of a board whose chip has several debug ports.
extension BoardRunner {
  static func jLinkServer(
    of machine: any VirtualMachine, _ settings: BoardSettings
  ) throws(VirtualBoardError) -> JLinkServer? {
    guard let port = settings.jLinkPort, let target = machine as? any DebugTarget else {
      return nil
    }
    guard let serial = settings.jLinkNumber else {
      throw VirtualBoardError(reason: .unusableSerial(settings.serial))
    }
    let cores: [any DebugTarget] = [target, ParkedCore(beside: target)]
    let ports = cores.enumerated().map { number, core in
      DebugPortOnWire(
        targetID: DebugIdentity.rp2040Target, instance: UInt32(number), target: core)
    }
    let wiring = settings.wiring
    return try JLinkServer(
      wire: SerialWire(ports: ports, isSilent: wiring.isSilent || !wiring.isPowered),
      target: target,
      serial: serial, port: port, wiring: wiring, delay: settings.probeDelay,
      trigger: settings.unplugTrigger,
      log: settings.isVerbose ? { Self.warn($0) } : { _ in })
  }
}
