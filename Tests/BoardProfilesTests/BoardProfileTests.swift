import BoardProfiles
import Failures
import Foundation
import MCUBenchTestSupport
import Testing

/// Profiles as files: the right ones load, and the wrong ones say where they are wrong.
@Suite struct BoardProfileTests {
  static let directory =
    URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/boards"

  private let text: String

  init() throws {
    text = try String(contentsOfFile: Self.directory + "/stm32f746g.yaml", encoding: .utf8)
  }

  @Test func everyProfileOfTheProjectLoads() throws {
    let profiles = try BoardProfile.all(in: Self.directory)
    #expect(profiles.map(\.name).contains("stm32f746g"))
  }

  @Test func theDiscoveryBoardHasTheMemoryOfItsManual() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "stm32f746g")
    #expect(board.clock.coreHertz == 216_000_000)
    #expect(board.arenaRegions.map(\.name) == ["dtcm", "sram1"])
    #expect(board.arenaRegions.map(\.availableBytes) == [60 * 1024, 240 * 1024])
    #expect(board.flash?.origin == 0x0800_0000)
    #expect(board.flash?.bytes == 1 << 20)
  }

  @Test func theClockRegistersGiveTheCoreClock() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "stm32f746g")
    let pll = try #require(board.clock.readBack.first { $0.name == "RCC_PLLCFGR" }).value
    let divider = Int(pll & 0x3f)
    let multiplier = Int(pll >> 6 & 0x1ff)
    let output = Int(pll >> 16 & 3) * 2 + 2
    #expect(25_000_000 / divider * multiplier / output == board.clock.coreHertz)
    #expect(25_000_000 / divider * multiplier / Int(pll >> 24 & 15) == 48_000_000)
  }

  /// Two profiles of one board: what is mended in one must be mended in the other.
  @Test func theFasterESP32IsTheSameBoardInAllButItsClock() throws {
    let slow = try BoardProfile.load(from: Self.directory, named: "esp32")
    let fast = try BoardProfile.load(from: Self.directory, named: "esp32-240mhz")
    #expect(fast.clock.coreHertz == 6 * slow.clock.coreHertz)
    #expect(fast.chip == slow.chip)
    #expect(fast.core == slow.core)
    #expect(fast.memory == slow.memory)
    #expect(fast.serial == slow.serial)
    #expect(fast.flashing == slow.flashing)
    #expect(fast.toolchain == slow.toolchain)
    #expect(fast.firmware?.startup == slow.firmware?.startup)
    #expect(fast.firmware?.linkerScript == slow.firmware?.linkerScript)
    let unchanged = slow.clock.readBack.filter { $0.name != "RTC_CNTL_CLK_CONF" }
    #expect(unchanged.allSatisfy(fast.clock.readBack.contains))
  }

  @Test func everyNumberNamesItsSource() {
    let lines = text.split(separator: "\n").map(String.init)
    for line in lines
    where ["origin:", "address:", "coreHertz:", "baud:"].contains(where: {
      line.contains($0)
    }) {
      #expect(line.contains("  # "), "no source in: \(line)")
    }
  }

  @Test func theNucleoBoardRunsImagesOnly() throws {
    let board = try BoardProfile.load(from: Self.directory, named: "nucleo-g0b1re")
    #expect(board.runsImagesOnly)
    #expect(board.clock.coreHertz == 64_000_000)
    #expect(board.flash?.bytes == 512 * 1024)
    #expect(board.arenaRegions.map(\.availableBytes) == [144 * 1024])
    let pll = try #require(board.clock.readBack.first { $0.name == "RCC_PLLCFGR" }).value
    let (divider, multiplier) = (Int(pll >> 4 & 7) + 1, Int(pll >> 8 & 0x7f))
    #expect(16_000_000 / divider * multiplier / (Int(pll >> 29) + 1) == board.clock.coreHertz)
    #expect(try !BoardProfile.load(from: Self.directory, named: "stm32f746g").runsImagesOnly)
  }

  /// A profile has a toolchain and a firmware, or neither.
  @Test(arguments: ["toolchain", "firmware"]) func halfAFirmwareIsRefused(missing: String) throws {
    var isInside = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if !line.hasPrefix(" ") { isInside = line.hasPrefix(missing + ":") }
      return !isInside
    }
    let error = #expect(throws: ProfileError.self) {
      try BoardProfile.parse(lines.joined(separator: "\n"), path: "boards/x.yaml")
    }
    guard case .wrongKey(let found, _) = error?.reason else {
      Issue.record("not a wrong key: \(String(describing: error))")
      return
    }
    #expect(found == missing)
  }

  @Test func anUnknownBoardListsTheKnown() throws {
    let error = #expect(throws: ProfileError.self) {
      try BoardProfile.load(from: Self.directory, named: "../secret")
    }
    #expect(error?.remedy?.contains("stm32f746g") == true)
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test(arguments: [
    ("bytes: 245760", "bytes: lots", "memory.1.bytes"),
    ("bytes: 245760", "bytes: -1", "memory.1.bytes"),
    ("origin: 0x20010000", "origin: 0x20000010", "memory.1.origin"),
    ("kind: flash", "kind: rom", "memory.3.kind"),
    ("baud: 921600", "baud: 0", "serial.baud"),
    ("baud: 921600", "bauds: 921600", "serial.baud"),
    ("  route:", "  colour: red\n  route:", "serial.colour"),
    ("linkerScript: stm32f746g.ld", "linkerScript: ../x.ld", "firmware.linkerScript"),
    ("prefix: arm-none-eabi-", "prefix: /tmp/x", "toolchain.prefix"),
    ("name: sram2", "name: Sram2", "memory.2.name"),
    ("name: sram2", "name: sram1", "memory.2.name"),
    ("stackBytes: 4096", "stackBytes: 4095", "firmware.stackBytes"),
    ("coreHertz: 216000000", "coreHertz: 99999999999999999999", "clock.coreHertz"),
  ])
  func aWrongValueNamesItsKey(right: String, wrong: String, key: String) throws {
    #expect(text.contains(right))
    let broken = text.replacingOccurrences(of: right, with: wrong)
    let error = #expect(throws: ProfileError.self) {
      try BoardProfile.parse(broken, path: "boards/x.yaml")
    }
    guard case .wrongKey(let found, _) = error?.reason else {
      Issue.record("not a wrong key: \(String(describing: error))")
      return
    }
    #expect(found == key)
    #expect(error?.summary.hasPrefix("boards/x.yaml: ") == true)
  }

  @Test(arguments: ["", "- 1\n- 2", "name: [", "a: &x [*x]", "\u{0}\u{1}", "name: 5\nname: 6"])
  func textThatIsNoProfileIsRefused(text: String) {
    #expect(throws: ProfileError.self) { try BoardProfile.parse(text, path: "x.yaml") }
  }

  @Test func aProfileUnderAnotherNameIsRefused() async throws {
    try await withTemporaryDirectory { directory in
      try text.write(toFile: directory + "/other.yaml", atomically: true, encoding: .utf8)
      let error = #expect(throws: ProfileError.self) {
        try BoardProfile.load(from: directory, named: "other")
      }
      #expect(error?.path == directory + "/other.yaml")
    }
  }

  @Test func aMissingFolderIsRefused() {
    #expect(throws: ProfileError.self) { try BoardProfile.all(in: "/nonexistent/boards") }
  }
}
