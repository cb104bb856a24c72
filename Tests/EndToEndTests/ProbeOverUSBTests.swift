import Foundation
import MCUBenchTestSupport
import Testing

/// Other people's programs use a virtual board's probe over USB, unchanged.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"), .timeLimit(.minutes(5)))
struct ProbeOverUSBTests {
  private static let image = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/firmware/echo.bin").path

  private static func program(_ image: String) -> String {
    "program \(image) 0x08000000 verify reset exit"
  }

  @Test(
    .enabled(if: TestPrograms.hasOnPath("openocd"), "openocd is not installed"),
    arguments: ["board/stm32f746g-disco.cfg", "board/stm32f7discovery.cfg"])
  func openocdFlashesTheBoard(configuration: String) async throws {
    try await VirtualBench.with { bench, _ in
      let outcome = try await bench.run(
        "openocd", ["-f", configuration, "-c", Self.program(Self.image)])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("** Verified OK **"))
    }
  }

  @Test(
    .enabled(if: TestPrograms.hasOnPath("openocd"), "openocd is not installed"),
    arguments: ["V2J37S7", "V3J10"])
  func everyGenerationIsFlashedByBothOfItsDrivers(version: String) async throws {
    let wish = VirtualBench.Wish(["--probe-version", version], hasPort: version.hasPrefix("V3"))
    try await VirtualBench.with([wish]) { bench, _ in
      for driver in [
        ["-f", "interface/stlink.cfg"],
        ["-f", "interface/stlink-dap.cfg", "-c", "transport select dapdirect_swd"],
      ] {
        let outcome = try await bench.run(
          "openocd", driver + ["-f", "target/stm32f7x.cfg", "-c", Self.program(Self.image)])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("STLINK \(version)"))
        #expect(outcome.errors.contains("** Verified OK **"))
      }
    }
  }

  @Test(.enabled(if: TestPrograms.hasOnPath("openocd"), "openocd is not installed"))
  func serialChoosesBetweenTwoBoards() async throws {
    let wishes = ["066FAA", "066FBB"].map { VirtualBench.Wish(["--serial", $0]) }
    try await VirtualBench.with(wishes) { bench, _ in
      func read(_ serial: String) async throws -> ProgramOutcome {
        // The words of the chip's unique id.
        try await bench.run(
          "openocd",
          [
            "-f", "board/stm32f746g-disco.cfg", "-c", "adapter serial \(serial)", "-c", "init",
            "-c", "mdw 0x1ff0f420 3", "-c", "exit",
          ])
      }
      let first = try await read("066FAA")
      let second = try await read("066FBB")
      let third = try await read("066FCC")
      func unit(_ outcome: ProgramOutcome) throws -> Substring {
        try #require(
          outcome.errors.split(separator: "\n").first { $0.hasPrefix("0x1ff0f420: ") },
          "\(outcome.errors)")
      }
      #expect(try unit(first) != unit(second))
      #expect(third.status != 0)
      #expect(third.errors.contains("open failed"))
    }
  }

  @Test(.enabled(if: TestPrograms.hasOnPath("st-flash"), "stlink-tools are not installed"))
  func stlinkToolsWriteAndReadBack() async throws {
    try await VirtualBench.with { bench, directory in
      let info = try await bench.run("st-info", ["--probe"])
      #expect(info.output.contains("serial:     \(bench.boards[0].ready.serial)\n"))
      #expect(info.output.contains("chipid:     0x0449\n"))
      // More than one transfer of libusb's, in more than one sector, and no whole number of words.
      var noise = SplitMix(state: 7)
      let bytes = Data((0..<70_002).map { _ in UInt8(truncatingIfNeeded: noise.next()) })
      try bytes.write(to: URL(filePath: directory + "/written.bin"))
      let write = try await bench.run(
        "st-flash", ["--reset", "write", "written.bin", "0x08000000"])
      #expect(write.status == 0, "\(write.errors)")
      #expect(write.errors.contains("Flash written and verified! jolly good!"))
      let read = try await bench.run("st-flash", ["read", "read.bin", "0x08000000", "70004"])
      #expect(read.status == 0, "\(read.errors)")
      let back = try Data(contentsOf: URL(filePath: directory + "/read.bin"))
      #expect(back.prefix(bytes.count) == bytes)
    }
  }

  @Test(.enabled(if: TestPrograms.hasOnPath("openocd"), "openocd is not installed"))
  func probeThatVanishesWhileProgrammingEndsTheTool() async throws {
    let wish = VirtualBench.Wish(["--fault", "probe-gone-at=program"])
    try await VirtualBench.with([wish]) { bench, directory in
      let script = """
        openocd -f board/stm32f746g-disco.cfg -c "$0"; echo "openocd $?"
        ls /sys/bus/usb/devices /sys/class/tty; ls /dev/ttyACM0; touch gone
        until test -e /sys/class/tty/ttyACM0; do sleep 0.01; done
        openocd -f board/stm32f746g-disco.cfg -c "$0"; echo "openocd $?"
        """
      let run = try bench.start("/bin/sh", ["-c", script, Self.program(Self.image)])
      try await USBBusTests.wait(for: directory + "/gone")
      try bench.boards[0].powerCycle()
      let outcome = await run.outcome(within: .seconds(60))
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.first == "openocd 1", "\(outcome.errors)")
      #expect(lines.last == "openocd 0", "\(outcome.errors)")
      #expect(lines.contains("usb1"))
      #expect(!lines.contains("1-1"))
      #expect(!lines.contains("ttyACM0"))
    }
  }
}
