import Foundation
import FoundationXML
import Jobs
import MCUBenchTestSupport
import Measurements
import Regression
import ResultStore
import Testing

/// `mcubench nightly`: a suite in the foreground, as CI runs it.
@Suite struct NightlyCommandTests {
  private static func suite(_ boards: String, wait: Int = 300) -> String {
    """
    suites:
      - {name: ci, models: ["\(LabHome.modelPath)"], boards: [\(boards)], wait: \(wait)}
    """
  }

  @Test func aSecondNightIsHeldAgainstTheFirst() async throws {
    try await LabHome.with(boards: LabHome.virtual(2), more: Self.suite("v1, v2")) { lab in
      let first = try await lab.home.run(["nightly", lab.rig, "--commit", "c0ffee"])
      #expect(first.status == 0, "\(first.errors)")
      let files = ["junit.xml", "night.md"].map { "\(lab.home.directory)/\($0)" }
      let second = try await lab.home.run(
        [
          "nightly", lab.rig, "--suite", "ci", "--json", "--junit", files[0], "--markdown",
          files[1],
        ])
      #expect(second.status == 0, "\(second.errors)")
      #expect(second.output.contains("\"unchanged\""))
      let junit = try String(contentsOfFile: files[0], encoding: .utf8)
      #expect(junit.contains("<testsuite"))
      #expect(!junit.contains("<failure"))
      #expect(try String(contentsOfFile: files[1], encoding: .utf8).contains("block"))
      let nights = try lab.withStore { try $0.nights(suite: "ci") }
      #expect(nights.count == 2)
      #expect(nights.allSatisfy { $0.ended != nil && $0.entries.count == 2 })
      #expect(nights.last?.commit == "c0ffee")
      #expect(nights.last?.entries.allSatisfy { $0.outcome == .baseline } == true)
      #expect(nights.first?.entries.allSatisfy { $0.outcome == .unchanged } == true)
      try await Self.expectPages(of: try #require(nights.first), in: lab)
      await lab.home.expectNoSurvivors()
    }
  }

  @Test func aMissingBoardIsAFailureAndNotSimulated() async throws {
    try await LabHome.with(
      boards: ["v1, virtual: true", "left, usbPath: 9-9"], more: Self.suite("v1, left", wait: 1)
    ) { lab in
      let junit = lab.home.directory + "/junit.xml"
      let night = try await lab.home.run(["nightly", lab.rig, "--junit", junit])
      #expect(night.status == 1, "\(night.errors)")
      #expect(night.errors.contains("error: 1 of 2 were not measured"))
      #expect(night.errors.contains("its probe is not attached"))
      #expect(
        try String(contentsOfFile: junit, encoding: .utf8).contains("its probe is not attached"))
      #expect(try await lab.home.history().count == 1)
      let page = try await Self.report(["--suite", "ci"], in: lab)
      #expect(page.contains("✗ Not everything was measured"))
      #expect(page.contains("its probe is not attached"))
    }
  }

  /// Expects the night's page, and those of its runs, to show what the store has.
  private static func expectPages(of night: NightReport, in lab: LabHome) async throws {
    let page = try await report(["--suite", "ci"], in: lab)
    #expect(page.contains("✓ No confirmed regression"))
    for words in [night.id, "block_hswish_conv", "SIMULATED", ">v1<", ">v2<", "= unchanged"] {
      #expect(page.contains(words), "\(words)")
    }
    // One series of both boards' runs, each board with a mark of its own.
    #expect(page.components(separatedBy: #"class="point""#).count == 7)
    #expect(page.contains("a mark: a run&#39;s median") || page.contains("a mark: a run's median"))
    for entry in night.entries {
      let run = try #require(entry.runID)
      #expect(page.contains(run.short))
      let own = try await report([run.rawValue], in: lab)
      #expect(own.contains("block_hswish_conv"))
      #expect(own.contains(run.rawValue))
    }
  }

  /// The page that `report` writes, which is well-formed and needs no network.
  private static func report(_ arguments: [String], in lab: LabHome) async throws -> String {
    let outcome = try await lab.home.run(["report", "-o", "page.html"] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try String(contentsOfFile: lab.home.directory + "/page.html", encoding: .utf8)
    #expect(XMLParser(data: Data(page.utf8)).parse())
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"))
    return page
  }

  @Test func anInterruptLeavesNoJobBehind() async throws {
    try await LabHome.with(boards: LabHome.virtual(1), more: Self.suite("v1")) { lab in
      let night = try lab.home.start(["nightly", lab.rig])
      #expect(
        try await lab.wait(within: .seconds(60)) {
          $0.contains { $0.key.isRunning && $0.value > 0 }
        })
      night.send(signal: SIGINT)
      let outcome = await night.outcome(within: .seconds(60))
      #expect(outcome.status == 1)
      #expect(try lab.counts().allSatisfy { $0.key.isFinal || $0.value == 0 })
      await lab.home.expectNoSurvivors()
    }
  }

  @Test(arguments: [
    (["--suite", "other"], "no suite \"other\", but ci"), (["--commit", ""], "--commit takes"),
  ])
  func refusesWhatTheRigDoesNotHave(arguments: [String], error: String) async throws {
    try await LabHome.with(boards: LabHome.virtual(1), more: Self.suite("v1")) { lab in
      let outcome = try await lab.home.run(["nightly", lab.rig] + arguments)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(error), "\(outcome.errors)")
    }
  }
}
