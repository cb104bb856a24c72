import BoardProfiles
import Foundation
import Hardware
import MCUBenchTestSupport
import Testing

@testable import ProcessTools

/// How OpenOCD is called.
@Suite struct OpenOCDCommandTests {
  private func arguments(
    _ route: ProbeRoute, of profile: BoardProfile? = nil, method: FlashMethod = .plain,
    version: OpenOCDVersion = OpenOCDVersion(major: 0, minor: 12), elf: [UInt8]? = nil
  ) throws -> [String] {
    let board = try profile ?? TestBoard.stm32f746g()
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).bin")
    let whole = board.name == "pico" ? PlausibleImage.rp2040() : PlausibleImage.stm32()
    try Data(elf ?? whole).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return OpenOCDCommand(
      version: version, board: board, route: route, method: method,
      image: try FlashImage(path: path.path, for: board)
    ).arguments
  }

  @Test func opensNoPortsAndTakesTheBoardsTargetFile() throws {
    let arguments = try arguments(.server(port: 7190))
    #expect(arguments[1] == "gdb_port disabled; telnet_port disabled; tcl_port disabled")
    #expect(arguments.contains("interface/stlink.cfg"))
    #expect(arguments.contains("target/stm32f7x.cfg"))
    #expect(arguments[5].contains("hla_stlink_backend tcp 7190"))
    #expect(arguments[5].contains("st-link backend tcp 7190"))
  }

  @Test func namesAProbeByItsPlaceAndItsSerial() throws {
    let route = ProbeRoute.usb(TestBoard.probe)
    #expect(
      try arguments(route)[5].hasSuffix(
        "adapter usb location 1-2.3; adapter serial 066AFF494849887767175629"))
    let old = OpenOCDVersion(major: 0, minor: 11)
    #expect(try arguments(route, version: old)[5].hasSuffix("hla_serial 066AFF494849887767175629"))
  }

  @Test func namesACMSISDAPProbeByItsSerial() throws {
    let probe = TestBoard.probe(.cmsisDAP, serial: Array("E6614C775B3C8D2F".utf8))
    let arguments = try arguments(.usb(probe), of: TestBoard.pico())
    #expect(arguments.contains("interface/cmsis-dap.cfg"))
    #expect(arguments.contains("target/rp2040.cfg"))
    #expect(arguments[5] == "adapter speed 5000; adapter serial E6614C775B3C8D2F")
  }

  /// The RP2040's target file chooses the transport; others leave a J-Link its own, JTAG.
  @Test func namesAJLinkByItsNumber() throws {
    let pico = try arguments(.jLink(serial: 940_400_101), of: TestBoard.pico())
    #expect(pico.contains("interface/jlink.cfg"))
    #expect(pico[5] == "adapter speed 5000; adapter serial 940400101")
    let other = try arguments(.jLink(serial: 1))
    #expect(other[5] == "transport select swd; adapter speed 5000; adapter serial 1")
  }

  @Test(
    arguments: [
      (Array("a[exit]$b;{\"".utf8), "adapter serial a\\[exit\\]\\$b\\;\\{\\\""),
      ([0x30, 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "adapter serial 30FF00010203040506070809"),
      // OpenOCD does not see it as we do, and the place alone is certain.
      ([0x30, 0xff], "adapter usb location 1-2.3"),
    ] as [([UInt8], String)])
  func writesASerialAsOneWord(bytes: [UInt8], end: String) throws {
    let route = ProbeRoute.usb(TestBoard.probe(.stLinkV21, serial: bytes))
    #expect(try arguments(route)[5].hasSuffix(end))
  }

  @Test func holdsTheChipInResetOnlyWhereAsked() throws {
    #expect(try arguments(.server(port: 1)).last?.contains("reset_config none\n") == true)
    for method in [FlashMethod.underReset, .massErase] {
      let script = try #require(try arguments(.server(port: 1), method: method).last)
      #expect(script.contains("reset_config srst_only srst_nogate connect_assert_srst\n"))
      #expect(script.contains("mass_erase 0") == (method == .massErase))
      #expect(script.contains("flash erase_address") == (method != .massErase))
    }
  }

  @Test func leavesTheCoreWithoutADebugger() throws {
    let script = try #require(try arguments(.server(port: 1)).last)
    let lines = script.split(separator: "\n").map(String.init)
    let resume = try #require(lines.firstIndex(of: "resume"))
    #expect(
      lines[..<resume].suffix(7) == [
        "poll off", "reset halt", "foreach core [target names] {", "targets $core",
        "mww 0xe0002000 0x00000002", "mww 0xe0042004 0x0",
        "mww 0xe0042008 0x0",
      ])
    #expect(lines[resume + 1] == "mww 0xe000edf0 0xa05f0000")
    #expect(lines.last == "shutdown")
  }

  @Test(arguments: [
    ("Open On-Chip Debugger 0.12.0", 0, 12),
    ("Open On-Chip Debugger 0.12.0+dev-01514-g21fa2de70 (2024-02-07-19:18)", 0, 12),
    ("xPack Open On-Chip Debugger 0.11.0-4 (2022-08-28)", 0, 11),
    ("Open On-Chip Debugger v1.0", 1, 0),
  ])
  func readsReleases(line: String, major: Int, minor: Int) {
    #expect(OpenOCDVersion(line: line) == OpenOCDVersion(major: major, minor: minor))
  }

  @Test(arguments: ["", "Open On-Chip Debugger", "Open On-Chip Debugger snapshot", "0.12.0"])
  func takesNoOtherLineForARelease(line: String) {
    #expect(OpenOCDVersion(line: line) == nil)
  }
}
