import Foundation
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// Cores and placement of a lab's jobs: the flags of `submit`, and the keys of a suite.
@Suite struct ChosenBoardTests {
  private static let choices = ["--cores", "2", "--placement", "weights=ram"]

  /// Rows of a CSV under their columns' names, but for the run's own and the two boards' ids.
  private static func rows(_ text: String) -> [[String: String]] {
    CSVReader.rows(text).map { row in
      var row = row.filter { !["run_id", "board_uid"].contains($0.key) }
      row["issue_codes"] = row["issue_codes"]?.split(separator: ";")
        .filter { $0 != "frames_lost" }.joined(separator: ";")
      return row
    }
  }

  @Test func aJobGivesTheTableOfARunHere() async throws {
    try await LabHome.with(boards: LabHome.virtual(1), profile: "pico") { lab in
      let daemon = try lab.start()
      let server = "http://127.0.0.1:\(try await LabHome.port(of: daemon))"
      let work = ["--board", "pico", "--runs", "2"] + Self.choices
      let there = try await lab.home.run(
        ["submit", LabHome.modelPath, "--wait", "--csv", "-", "--server", server] + work,
        within: .seconds(300))
      #expect(there.status == 0, "\(there.errors)")
      let here = try await lab.home.run(
        ["run", LabHome.modelPath, "--on", "simulator", "--csv", "-"] + work,
        environment: ["MCUBENCH_STORE": lab.home.directory + "/other.sqlite"],
        within: .seconds(300))
      #expect(here.status == 0, "\(here.errors)")
      #expect(Self.rows(there.output) == Self.rows(here.output))
      #expect(Set(Self.rows(there.output).map { $0["cores"] }) == ["2"])

      let jobs = try await lab.home.run(["jobs", "--server", server])
      #expect(jobs.output.contains("v1, 2 cores, code=ram,weights=ram"), "\(jobs.output)")
      // The profile's own way is no other work than none.
      let first = try await lab.home.run(
        [
          "submit", LabHome.modelPath, "--board", "pico", "--server", server, "--cores", "1",
          "--placement", "weights=flash,code=ram",
        ])
      #expect(first.status == 0, "\(first.errors)")
      let known = try lab.withStore { store in
        try store.jobs().map(\.specification).map { [$0.cores.map(String.init), $0.placement] }
      }
      #expect(known == [[nil, nil], ["2", "code=ram,weights=ram"]])
      await lab.stop(daemon)
    }
  }

  @Test(arguments: [
    (["--cores", "2"], "stm32f746g: --cores asks for 2, its profile offers one core"),
    (
      ["--placement", "code=ram"], "stm32f746g: its code and weights lie where its profile has them"
    ),
  ])
  func refusesWhatABoardHasNotAsARunDoes(flags: [String], summary: String) async throws {
    try await LabHome.with(boards: LabHome.virtual(1)) { lab in
      let daemon = try lab.start()
      let server = "http://127.0.0.1:\(try await LabHome.port(of: daemon))"
      let work = [LabHome.modelPath, "--board", "stm32f746g"] + flags
      let there = try await lab.home.run(["submit", "--server", server] + work)
      let here = try await lab.home.run(["run", "--on", "simulator"] + work)
      #expect(there.status == 2)
      #expect(here.status == 2)
      #expect(here.errors.contains("error: \(summary)"), "\(here.errors)")
      #expect(there.errors == here.errors)
      #expect(try lab.counts().values.allSatisfy { $0 == 0 })
      await lab.stop(daemon)
    }
  }

  private static func suite(_ more: String) -> String {
    """
    suites:
      - {name: ci, models: ["\(LabHome.modelPath)"], boards: [v1], runs: 2, \(more)}
    """
  }

  @Test func aSuiteMeasuresWithWhatItNames() async throws {
    let keys = "cores: 2, placement: \"code=flash\""
    try await LabHome.with(
      boards: LabHome.virtual(1), profile: "pico", more: Self.suite(keys)
    ) { lab in
      let night = try await lab.home.run(["nightly", lab.rig], within: .seconds(300))
      #expect(night.status == 0, "\(night.errors)")
      #expect(night.output.contains("v1 (pico), 2 cores, code=flash,weights=flash"))
      let run = try #require(try lab.withStore { try $0.runs().first })
      #expect(run.cores == 2)
      #expect(run.placement?.flag == "code=flash,weights=flash")
    }
  }

  @Test(arguments: [
    ("cores: 2", "error: suite ci: stm32f746g: --cores asks for 2, its profile offers one core"),
    ("placement: \"code=ram\"", "error: suite ci: stm32f746g: its code and weights lie where"),
  ])
  func aSuiteThatNamesWhatABoardHasNotIsRefusedAtTheStart(
    keys: String, error: String
  ) async throws {
    try await LabHome.with(boards: LabHome.virtual(1), more: Self.suite(keys)) { lab in
      let night = try await lab.home.run(["nightly", lab.rig])
      #expect(night.status == 2)
      #expect(night.errors.contains(error), "\(night.errors)")
      let daemon = try lab.start(["--check"])
      let outcome = await daemon.end(within: .seconds(60))
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(error), "\(outcome.errors)")
    }
  }
}
