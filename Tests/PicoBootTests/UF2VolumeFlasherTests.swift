import BoardProfiles
import Foundation
import Hardware
import MCUBenchTestSupport
import Testing
import UF2Files

@testable import PicoBoot

/// A file on the boot ROM's volume, in directories that stand in for the machine's.
@Suite(.timeLimit(.minutes(1)))
struct UF2VolumeFlasherTests {
  /// A machine with one board in its boot ROM at 1-2.3, behind a hub that has a disk of its own.
  private struct FakeMachine {
    let root: String
    var places: UF2VolumeFlasher.Places {
      var places = UF2VolumeFlasher.Places()
      places.tree = root + "/sys"
      places.devices = "/dev"
      places.mounts = root + "/mountinfo"
      return places
    }
    /// Its name has what the table of mounts writes as an escape.
    var volume: String { root + "/RPI RP2" }
    private var device: String { root + "/sys/devices/usb1/1-2/1-2.3" }

    init(_ root: String) throws {
      self.root = root
      try write("0003", device + "/idProduct")
      try write("7", device + "/devnum")
      try write("8:0", device + "/1-2.3:1.0/host6/target6:0:0/6:0:0:0/block/sdb/dev")
      try write("8:17", device + "/1-2.3:1.0/host6/target6:0:0/6:0:0:0/block/sdb/sdb1/dev")
      try write("1", device + "/1-2.3:1.0/host6/target6:0:0/6:0:0:0/block/sdb/sdb1/partition")
      // What hangs below the board's place and is no part of it.
      try write("8:33", device + "/1-2.3.1/1-2.3.1:1.0/host7/block/sda/dev")
      try link("bus/usb/devices/1-2.3", to: device)
      let block = device + "/1-2.3:1.0/host6/target6:0:0/6:0:0:0/block"
      try link("class/block/sda", to: device + "/1-2.3.1/1-2.3.1:1.0/host7/block/sda")
      try link("class/block/sdb", to: block + "/sdb")
      try link("class/block/sdb1", to: block + "/sdb/sdb1")
      try write("UF2 Bootloader v2.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2", informationFile)
      try mount("8:17", options: "rw,relatime")
    }

    var informationFile: String { volume + "/INFO_UF2.TXT" }
    var copy: String { volume + "/MCUBENCH.UF2" }

    func mount(_ number: String, options: String) throws {
      let place = volume.replacing(" ", with: "\\040")
      try write(
        "21 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
          + "36 21 \(number) / \(place) \(options) shared:1 - vfat /dev/sdb1 rw",
        root + "/mountinfo")
    }

    func write(_ text: String, _ path: String) throws {
      let url = URL(filePath: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((text + "\n").utf8).write(to: url)
    }

    func depart() throws { try FileManager.default.removeItem(atPath: device + "/devnum") }

    private func link(_ name: String, to target: String) throws {
      let url = URL(filePath: root + "/sys/" + name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: url.path, withDestinationPath: target)
    }
  }

  private static let probe = Probe(
    kind: .rp2040Boot, vendorID: 0x2E8A, productID: 3,
    serial: ProbeSerial(bytes: Array("E0C9125B0D9B".utf8)), usbPath: "1-2.3", busNumber: 1,
    deviceNumber: 7)

  private static let profile = """
    name: pico
    title: Raspberry Pi Pico
    chip: RP2040
    core: { name: cortex-m0plus }
    clock: { coreHertz: 125000000, source: crystal, readBack: [] }
    memory:
      - { name: sram, origin: 0x20000000, bytes: 204800, kind: arena, reservedBytes: 4096 }
      - { name: flash, origin: 0x10000000, bytes: 2097152, kind: flash, reservedBytes: 0 }
    serial: { baud: 921600, fallbackBauds: [], dtr: keep, rts: keep, route: an adapter }
    flashing:
      tool: uf2
      probe: cmsis-dap
      target: target/rp2040.cfg
      limitSeconds: 60
      restores: []
    """

  private func flash(
    _ machine: FakeMachine, probe: Probe = probe, image: [UInt8]? = nil,
    limit: Duration = .seconds(30)
  ) async throws -> FlashReport {
    try machine.write(Self.profile, machine.root + "/boards/pico.yaml")
    let path = machine.root + "/image.bin"
    try Data(image ?? Self.image).write(to: URL(filePath: path))
    let job = FlashJob(
      board: try BoardProfile.load(from: machine.root + "/boards", named: "pico"),
      imagePath: path, route: .usb(probe), timeLimit: limit)
    return try await UF2VolumeFlasher(
      lockDirectory: machine.root + "/locks", places: machine.places
    ).flash(job)
  }

  /// A boot block whose checksum holds, and some bytes.
  private static let image: [UInt8] = {
    let code = [UInt8](0..<252)
    let sum = BootBlock.checksum(code)
    return code + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: sum >> $0) }
      + [UInt8](repeating: 7, count: 5000)
  }()

  private func reason(
    _ machine: FakeMachine, probe: Probe = probe, image: [UInt8]? = nil
  ) async throws -> FlashError.Reason {
    try #require(
      await #expect(throws: FlashError.self) {
        _ = try await flash(machine, probe: probe, image: image)
      }
    ).reason
  }

  @Test func copiesTheFileAndWaitsUntilTheBoardHasLeft() async throws {
    try await withTemporaryDirectory { root in
      let machine = try FakeMachine(root)
      let expected = UF2File.bytes(
        of: try SectorImage(
          [SectorImage.Segment(address: 0x1000_0000, bytes: Self.image)],
          flash: 0x1000_0000..<0x1020_0000))
      async let board: Void = {
        // The boot ROM starts the image once it has the last block.
        while FileManager.default.contents(atPath: machine.copy)?.count != expected.count {
          try Task.checkCancellation()
          await Task.yield()
        }
        try machine.depart()
      }()
      let report = try await flash(machine)
      try await board
      #expect(FileManager.default.contents(atPath: machine.copy).map(Array.init) == expected)
      #expect(!report.isVerified)
      #expect(report.lastLines == ["copied \(expected.count) B to \(machine.volume)"])
    }
  }

  @Test func saysWhatKeepsTheFileFromTheBoard() async throws {
    try await withTemporaryDirectory { root in
      let machine = try FakeMachine(root)
      #expect(try await reason(machine, image: [1, 2, 3]) == .notBootable)
      try machine.mount("8:17", options: "ro,relatime")
      #expect(try await reason(machine) == .volumeNotMounted(node: "/dev/sdb1"))
      try machine.mount("8:18", options: "rw")
      #expect(try await reason(machine) == .volumeNotMounted(node: "/dev/sdb1"))
      try machine.mount("8:17", options: "rw")
      try machine.write("Board-ID: SAMD51", machine.informationFile)
      guard case .toolFailed(let ending) = try await reason(machine) else {
        Issue.record("another board's volume was taken")
        return
      }
      #expect(ending == "\(machine.volume) has no INFO_UF2.TXT of an RPI-RP2")
      try machine.depart()
      #expect(try await reason(machine) == .notInBootMode)
      #expect(!FileManager.default.fileExists(atPath: machine.copy))
    }
  }

  @Test func takesNoOtherKindOfProbe() async throws {
    try await withTemporaryDirectory { root in
      let machine = try FakeMachine(root)
      let probe = Probe(
        kind: .cmsisDAP, vendorID: 0x2E8A, productID: 0xC, serial: nil, usbPath: "1-2.3",
        busNumber: 1, deviceNumber: 7)
      #expect(try await reason(machine, probe: probe) == .unsuitableProbe(.cmsisDAP))
    }
  }

  @Test func aBoardThatStaysIsAFailure() async throws {
    try await withTemporaryDirectory { root in
      let machine = try FakeMachine(root)
      let error = try #require(
        await #expect(throws: FlashError.self) {
          _ = try await flash(machine, limit: .milliseconds(300))
        })
      #expect(error.reason == .timedOut(during: .resetting, limit: .milliseconds(300)))
      #expect(error.summary.hasPrefix("pico on E0C9125B0D9B: "))
    }
  }
}
