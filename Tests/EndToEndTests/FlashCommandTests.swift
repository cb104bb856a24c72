import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `mcubench flash` with an OpenOCD that is a script.
@Suite struct FlashCommandTests {
  private static let version = """
    case "$*" in --version) echo "Open On-Chip Debugger 0.12.0"; exit;; esac
    """

  /// A home with an image and a script in OpenOCD's place.
  private func withTool(
    _ body: String,
    _ check: (_ home: Sandbox, _ flash: [String], _ environment: [String: String?]) async throws
      -> Void
  ) async throws {
    try await Sandbox.with { home in
      let tool = try home.writeScript(Self.version + "\n" + body, to: "openocd script")
      let image = try home.write(PlausibleImage.stm32(), to: "image [1] {.bin")
      try await check(
        home, ["flash", image, "--board", "stm32f746g", "--probe", "tcp:7184"],
        ["MCUBENCH_OPENOCD": tool])
      await home.expectNoSurvivors()
    }
  }

  private static let success = """
    echo 'Info : Target voltage: 3.243'
    for step in erasing programming verifying resetting finished; do echo "mcubench: $step"; done
    """

  @Test func tellsToolTimeAndSupply() async throws {
    try await withTool(Self.success) { home, flash, environment in
      let outcome = try await home.run(flash, environment: environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.first?.hasSuffix("image [1] {.bin is on stm32f746g at tcp:7184") == true)
      #expect(outcome.output.contains("  Tool      Open On-Chip Debugger 0.12.0\n"))
      #expect(outcome.output.contains("  Image     not known to be whole"))
      #expect(outcome.output.contains("  Verified  yes"))
      #expect(!outcome.output.contains("it runs,"))
      #expect(outcome.output.contains("  Supply    3.24 V"))
      let printed = try await home.run(
        flash + ["--json", "--method", "mass-erase"], environment: environment)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any])
      #expect(object["schema"] as? String == "mcubench.flash/1")
      #expect(object["method"] as? String == "mass-erase")
      #expect(object["target_millivolts"] as? Int == 3243)
      #expect(object["verified"] as? Bool == true)
    }
  }

  @Test func aFailureHasItsClassAndTheToolsLastLines() async throws {
    let body = "echo 'Error: init mode failed (unable to connect to the target)'; exit 1"
    try await withTool(body) { home, flash, environment in
      let outcome = try await home.run(flash, environment: environment)
      #expect(outcome.status == 1)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains("error: stm32f746g on tcp:7184: the probe answers, the chip"))
      #expect(outcome.errors.contains("\n  Error: init mode failed"))
      #expect(outcome.errors.contains("\nclass: flash\n"))
      #expect(outcome.errors.contains("\ntry: "))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func noToolOutlivesTheProgram(signal: Int32) async throws {
    let body = "echo started >\"$(dirname \"$0\")/started\"; trap '' TERM INT HUP; sleep 1000"
    try await withTool(body) { home, flash, environment in
      let run = try home.start(flash, environment: environment)
      let deadline = ContinuousClock.now + .seconds(30)
      while !FileManager.default.fileExists(atPath: home.directory + "/started"),
        ContinuousClock.now < deadline
      {
        try await Task.sleep(for: .milliseconds(5))
      }
      run.send(signal: signal)
      let outcome = await run.outcome(within: .seconds(10))
      #expect(!outcome.isOverdue)
      #expect(outcome.status == (signal == SIGKILL ? -SIGKILL : 1))
    }
  }

  @Test func refusesWhatIsNoImageBeforeItTouchesTheBoard() async throws {
    let body = "echo touched >\"$(dirname \"$0\")/touched\""
    try await withTool(body) { home, flash, environment in
      let text = try home.write(Array("no image\n".utf8), to: "notes.txt")
      let large = try home.write([UInt8](repeating: 0, count: 1 << 20 + 1), to: "large.bin")
      for (image, words) in [
        (text, "cannot be read as an image"), (large, "does not fit the flash"),
        (home.directory, "cannot be read as an image"),
        (home.directory + "/none.elf", "cannot be read as an image"),
        ("/bin/sh", "\"/bin/sh\" is an ELF file for "),
      ] {
        let outcome = try await home.run(
          ["flash", image] + flash.dropFirst(2), environment: environment)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(words))
      }
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/touched"))
    }
  }
}
