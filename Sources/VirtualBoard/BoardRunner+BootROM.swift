// SPDX-License-Identifier: GPL-2.0-or-later

/// A board whose chip waits in its boot ROM for a host on USB.
extension BoardRunner {
  /// The boot ROM's end of USB, shut at first.
  static func bootServer(
    of target: any BootTarget, on port: UInt16, _ settings: BoardSettings
  ) throws(VirtualBoardError) -> PicoBootServer {
    try PicoBootServer(
      engine: PicoBootEngine(flash: target, faults: PicoBootFaults(settings.faults)),
      serial: bootSerial, port: port, delay: settings.probeDelay, goneAt: settings.goneAt,
      log: settings.isVerbose ? { Self.warn($0) } : { _ in })
  }

  /// What kernel logs show of an RP2040 B2: the ROM has no unique number to make a serial of, and puts
  /// together two revisions of its sources (`usb_boot_device_init`).
  private static let bootSerial = "E0C9125B0D9B"

  /// The chip is in its boot ROM: its USB device appears.
  func enterBootROM(_ why: String) {
    Self.warn(why)
    restartsAt = nil
    state = .inBootROM
    if let boot, !boot.open() {
      Self.warn("the boot ROM does not appear: another program listens on port \(boot.port)")
    }
  }

  /// Answers the host, and starts the image when the host has asked for it and its time has come.
  func serveBootROM() {
    guard let boot else { return }
    switch boot.serve() {
    case .goesOn: break
    case .restarts(let delay): restartsAt = restartsAt ?? ContinuousClock.now + delay
    case .unplugs: return unplug()
    }
    guard let due = restartsAt, ContinuousClock.now >= due else { return }
    shutBootROM()
    bootTarget?.restart(holdsBootsel: false)
    state = .running
  }

  /// The USB device goes.
  func shutBootROM() {
    boot?.shut()
    restartsAt = nil
  }
}
