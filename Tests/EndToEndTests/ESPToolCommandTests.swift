import MCUBenchTestSupport
import Testing

/// `mcubench flash` with an esptool that is a script.
@Suite struct ESPToolCommandTests {
  private func flash(
    _ body: String, version: String = "esptool v5.2.0",
    _ check: (_ outcome: ProgramOutcome) throws -> Void
  ) async throws {
    try await Sandbox.with { home in
      let tool = try home.writeScript(
        "case \"$*\" in version) echo \"\(version)\"; exit;; esac\n" + body, to: "esptool script")
      let image = try home.write(PlausibleImage.esp32(), to: "image.bin")
      try check(
        try await home.run(
          ["flash", image, "--board", "esp32", "--probe", "/dev/ttyNONE7"],
          environment: ["MCUBENCH_ESPTOOL": tool]))
      await home.expectNoSurvivors()
    }
  }

  @Test(arguments: ["esptool v5.2.0", "esptool.py v4.7.0"])
  func isToldPortAndPlacesInItsOwnSpelling(version: String) async throws {
    let word = version.contains("v5") ? "write-flash" : "write_flash"
    let body = """
      case "$*" in *"--chip esp32 --port /dev/ttyNONE7 "*"--no-stub \(word) "*" 0x1000 part0.bin") ;;
      *) echo "wrong arguments: $*"; exit 3;; esac
      echo 'Wrote 4 bytes at 0x00001000'; echo 'Hash of data verified.'
      """
    try await flash(body, version: version) { outcome in
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("image.bin is on esp32 at /dev/ttyNONE7"))
      #expect(outcome.output.contains("  Tool      \(version)\n"))
    }
  }

  @Test(arguments: [
    (
      "could not open port /dev/ttyNONE7: [Errno 2] No such file or directory: '/dev/ttyNONE7'",
      "there is no serial port /dev/ttyNONE7", "plug the board in"
    ),
    (
      "[Errno 13] could not open port /dev/ttyNONE7: Permission denied", "may not be opened",
      "mcubench doctor"
    ),
    (
      "A fatal error occurred: Failed to connect to ESP32: No serial data received.",
      "the chip's loader does not answer", "BOOT button"
    ),
    (
      "A fatal error occurred: This chip is ESP32-S2, not ESP32. Wrong --chip argument?",
      "the chip is an ESP32-S2", "mcubench boards"
    ),
    (
      "A fatal error occurred: MD5 of file does not match data in flash!",
      "what the flash holds is not what was written", "run again"
    ),
    (
      "Wrote 4 bytes at 0x00001000\\nA serial exception error occurred: device disconnected",
      "the connection was lost while verifying", "cable"
    ),
  ])
  func aFailureSaysWhatAndWhatToDo(said: String, cause: String, remedy: String) async throws {
    try await flash("printf '%b\\n' \"\(said)\"; exit 2") { outcome in
      #expect(outcome.status != 0)
      #expect(outcome.output == "")
      #expect(outcome.errors.contains(cause), "\(outcome.errors)")
      #expect(outcome.errors.contains("try: "))
      #expect(outcome.errors.contains(remedy), "\(outcome.errors)")
    }
  }

  /// A tool that ends well without having found its own bytes in the flash has proved nothing.
  @Test func successWithoutVerificationIsAFailure() async throws {
    try await flash("echo 'Wrote 4 bytes at 0x00001000'") { outcome in
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("the flashing tool failed (exit status 0)"))
    }
  }

  @Test func aToolThatIsTooOldIsRefused() async throws {
    try await flash("", version: "esptool.py v2.8") { outcome in
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("the tool is esptool.py v2.8; esptool 4 or newer is needed"))
    }
  }
}
