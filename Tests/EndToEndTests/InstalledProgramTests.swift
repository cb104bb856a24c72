import Foundation
import MCUBenchTestSupport
import Testing

/// What `make install` lays below a prefix works by itself, and `make uninstall` takes it away.
struct InstalledProgramTests {
  private static let script = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "packaging/install.sh").path

  @Test func runsItsOwnExampleWithItsOwnFiles() async throws {
    try await Sandbox.with { home in
      let prefix = home.directory + "/prefix with a space"
      try await install(in: home, prefix: prefix)
      let program = prefix + "/bin/mcubench"
      let share = prefix + "/share/mcubench"

      #expect(FileManager.default.fileExists(atPath: share + "/udev/70-mcubench.rules"))
      let example = share + "/examples/cnn_separable_int8"
      let answers = home.directory + "/answers.bin"
      let outcome = try await home.runProgram(
        program,
        [
          "run", example + "/cnn_separable_int8.tflite", "--board", "stm32f746g", "--input",
          example + "/digits.bin", "--save-output", answers,
        ],
        within: .seconds(120))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let expected = try Data(contentsOf: URL(filePath: example + "/output_first5.bin"))
      let given = try Data(contentsOf: URL(filePath: answers))
      #expect(given.count == 200)
      #expect(given.prefix(expected.count) == expected)

      // The checkout is still there: what the program reads must be its own all the same.
      let boards = share + "/boards/stm32f746g.yaml"
      try FileManager.default.moveItem(atPath: boards, toPath: share + "/boards/other.yaml")
      let without = try await home.runProgram(
        program, ["build", Example.model, "--board", "stm32f746g", "-o", home.directory + "/fw"],
        within: .seconds(60))
      #expect(without.status == 2, "\(without.errors)")
    }
  }

  @Test(
    .enabled(if: TestPrograms.hasOnPath("systemd-analyze"), "systemd is not installed"),
    arguments: ["prefix", "prefix with a space"])
  func systemdTakesTheUnit(name: String) async throws {
    try await Sandbox.with { home in
      let prefix = "\(home.directory)/\(name)"
      try await install(in: home, prefix: prefix)
      let unit = prefix + "/share/mcubench/systemd/mcubenchd.service"
      let outcome = try await home.runProgram(
        "/usr/bin/env", ["systemd-analyze", "verify", "--man=no", unit], within: .seconds(60))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.errors.contains("mcubenchd.service"), "\(outcome.errors)")
    }
  }

  @Test func theInstalledDaemonFindsWhatItsExampleNames() async throws {
    try await Sandbox.with { home in
      let prefix = home.directory + "/prefix"
      try await install(in: home, prefix: prefix)
      let outcome = try await home.runProgram(
        prefix + "/bin/mcubenchd",
        ["--rig", prefix + "/share/mcubench/examples/rig.yaml", "--check"], within: .seconds(60))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("suite arrival: 30 jobs"), "\(outcome.output)")
      #expect(outcome.output.contains("service: 127.0.0.1 port 8460"), "\(outcome.output)")
    }
  }

  @Test func leavesNothingWhenItIsRemoved() async throws {
    try await Sandbox.with { home in
      let prefix = home.directory + "/prefix"
      try await install(in: home, prefix: prefix)
      let removal = try await home.runProgram(
        Self.script, ["uninstall", prefix], within: .seconds(60))
      #expect(removal.status == 0, "\(removal.errors)")
      let files = FileManager.default.enumerator(atPath: prefix)?.compactMap { $0 as? String } ?? []
      #expect(files.sorted() == ["bin", "share"])
    }
  }

  private func install(in home: Sandbox, prefix: String) async throws {
    let outcome = try await home.runProgram(
      Self.script, ["install", prefix],
      environment: ["MCUBENCH_BIN": TestPrograms.directory.path], within: .seconds(60))
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}
