import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `mcubench flash` and a virtual RP2040 in its boot ROM, with real libusb on a bus of the tests' own.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"), .timeLimit(.minutes(5)))
struct PicoFlashTests {
  /// What the board has sent, once it is `count` bytes or `limit` is over.
  private func sent(by pico: VirtualPico, _ count: Int = 2) -> String {
    let line = open(pico.link, O_RDONLY | O_NOCTTY | O_NONBLOCK)
    guard line >= 0 else { return "" }
    defer { close(line) }
    var received: [UInt8] = []
    let deadline = ContinuousClock.now + .seconds(10)
    while received.count < count, ContinuousClock.now < deadline {
      var watched = pollfd(fd: line, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 100) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: count)
      let got = read(line, &buffer, buffer.count)
      if got > 0 { received += buffer.prefix(got) }
    }
    return String(decoding: received, as: UTF8.self)
  }

  private func flash(
    _ home: PicoHome, _ arguments: [String] = [], image: String? = nil, on devices: [String]
  ) async throws -> ProgramOutcome {
    try await VirtualPico.run(
      "mcubench", home.flash(image ?? home.image, arguments), with: devices, in: home.directory,
      environment: home.environment)
  }

  @Test(arguments: [false, true]) func theImageIsWrittenReadBackAndRuns(isUF2: Bool) async throws {
    try await PicoHome.with { home in
      let pico = try VirtualPico(in: home.directory)
      defer { pico.end() }
      let outcome = try await flash(home, image: isUF2 ? home.uf2 : nil, on: pico.plug())
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("is on pico at E0C9125B0D9B\n  Tool      PICOBOOT, libusb"))
      #expect(outcome.output.contains("\n  Verified  yes"))
      #expect(sent(by: pico) == "OK")
      // After a power cycle it runs by itself, and again only the button brings the boot ROM back.
      try pico.powerCycle()
      #expect(sent(by: pico) == "OK")
      let absent = try await flash(home, on: pico.plug(["present=later"]))
      #expect(absent.status == 1)
      #expect(absent.errors.contains("try: hold BOOTSEL while you plug the board in"))
      try pico.powerCycle(holdingBootsel: true)
      let again = try await flash(home, on: pico.plug())
      #expect(again.status == 0, "\(again.errors)")
    }
  }

  /// A way in which the board, its flash or its cable fail, and what is said of it.
  struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let said: String
    let failureClass: String
  }

  static let faults = [
    Fault(
      testDescription: "probe-gone-at=erase", said: "the connection was lost while erasing",
      failureClass: "flash"),
    Fault(
      testDescription: "probe-gone-at=program", said: "the connection was lost while programming",
      failureClass: "flash"),
    Fault(
      testDescription: "probe-gone-at=verify", said: "the connection was lost while verifying",
      failureClass: "flash"),
    Fault(
      testDescription: "boot-stall=program", said: "the boot ROM refused to write flash",
      failureClass: "flash"),
    Fault(
      testDescription: "boot-short-read",
      said: "the boot ROM moved 4064 of 4096 B when told to read flash",
      failureClass: "flash"),
    Fault(
      testDescription: "weak-flash=always", said: "what the flash holds is not what was written",
      failureClass: "flash"),
  ]

  @Test(arguments: faults) func aFailureIsToldAndTheBoardIsNotLost(fault: Fault) async throws {
    try await PicoHome.with { home in
      let pico = try VirtualPico(["--fault", fault.testDescription], in: home.directory)
      defer { pico.end() }
      let outcome = try await flash(home, on: pico.plug())
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(fault.said), "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: \(fault.failureClass)\n"))
      #expect(outcome.errors.contains("\ntry: "))
      // PICOBOOT is no tool that has printed lines.
      #expect(!outcome.errors.contains("lines above"))
      #expect(
        fault.said.hasPrefix("the boot ROM")
          == outcome.errors.contains("\ntry: unplug the board, hold BOOTSEL while you plug it in"))
      // What was half written does not boot, so that nobody has to hold the button; what was written
      // and could not be read back may.
      guard fault.testDescription != "weak-flash=always" else { return }
      let isWritten = fault.said.contains("verifying") || fault.said.contains("read flash")
      try pico.powerCycle(holdingBootsel: isWritten)
      let again = try await flash(home, on: pico.plug())
      #expect(again.status == 0, "\(again.errors)")
      #expect(sent(by: pico) == "OK")
    }
  }

  @Test func boardsOfOneSerialAreToldApartByPlace() async throws {
    try await PicoHome.with { home in
      let picos = try (0..<2).map { _ in try VirtualPico(in: home.directory) }
      defer { for pico in picos { pico.end() } }
      let devices = picos[0].plug(["path=1-1"]) + picos[1].plug(["path=1-2.3"])
      // The boot ROM's serial is that of its version: all boards have it.
      let refused = try await flash(home, ["--probe", "E0C9125B0D9B"], on: devices)
      #expect(refused.status == 2)
      #expect(refused.errors.contains("several probes have the serial"))
      let unknown = try await flash(home, ["--probe", "E0C9125B0D9C"], on: devices)
      #expect(unknown.status == 2 && unknown.errors.contains("class: probe"))
      let chosen = try await flash(home, ["--probe", "usb:1-2.3"], on: devices)
      #expect(chosen.status == 0, "\(chosen.errors)")
      #expect(sent(by: picos[1]) == "OK")
      #expect(!picos[0].errorsSoFar.contains("another"))
      let rest = try await flash(home, on: picos[0].plug())
      #expect(rest.status == 0, "\(rest.errors)")
    }
  }

  @Test func aNodeThatMayNotBeOpenedIsSaid() async throws {
    try await PicoHome.with { home in
      let pico = try VirtualPico(in: home.directory)
      defer { pico.end() }
      let outcome = try await flash(home, on: pico.plug(["access=denied"]))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("may not be opened"), "\(outcome.errors)")
      #expect(outcome.errors.contains("'mcubench doctor --fix' installs the udev rules"))
    }
  }

  @Test func whatTheBootROMWouldNotStartIsNotWritten() async throws {
    try await PicoHome.with { home in
      let pico = try VirtualPico(in: home.directory)
      defer { pico.end() }
      var bytes = PicoHome.bytes
      bytes[3] ^= 1
      let broken = home.directory + "/broken.bin"
      try Data(bytes).write(to: URL(filePath: broken))
      let outcome = try await flash(home, image: broken, on: pico.plug())
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("the checksum of its first 256 B is wrong"))
      var file = [UInt8](try Data(contentsOf: URL(filePath: home.uf2)))
      file[28] ^= 1
      let foreign = home.directory + "/foreign.uf2"
      try Data(file).write(to: URL(filePath: foreign))
      let refused = try await flash(home, image: foreign, on: pico.plug())
      #expect(refused.status == 2)
      #expect(refused.errors.contains("47 of the 48 blocks"), "\(refused.errors)")
    }
  }

  @Test func theWayOfFlashingIsOneOfTheBoards() async throws {
    try await PicoHome.with { home in
      let pico = try VirtualPico(in: home.directory)
      defer { pico.end() }
      let other = try await flash(home, ["--flash-with", "openocd"], on: pico.plug())
      #expect(other.status == 2)
      #expect(other.errors.contains("pico cannot be flashed with openocd"))
      #expect(other.errors.contains("try: leave --flash-with away, or give picoboot, or uf2"))
      // This bus has no block devices.
      let volume = try await flash(home, ["--flash-with", "uf2"], on: pico.plug())
      #expect(volume.status == 1)
      #expect(volume.errors.contains("the board shows no volume"), "\(volume.errors)")
    }
  }
}
