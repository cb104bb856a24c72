import Foundation
import FoundationNetworking
import Jobs
import MCUBenchTestSupport
import Measurements
import Regression
import ResultStore
import Testing

/// Boards on USB that come and go while a daemon runs.
@Suite(.enabled(if: VirtualBench.isAvailable, "umockdev is not installed"), .timeLimit(.minutes(6)))
struct HotPlugTests {
  private static let serials = ["066FAA", "066FBB"]
  private static let boards = [
    "left, probe: \"066FAA\"", "right, probe: \"066FBB\"",
  ]

  /// Runs `work` with a lab whose two boards hang on a bus of their own.
  private static func with(
    more: String = "",
    _ work: (_ lab: LabHome, _ bench: VirtualBench, _ daemon: ProgramRun) async throws -> Void
  ) async throws {
    try await LabHome.with(boards: boards, more: more) { lab in
      let bench = try VirtualBench(
        serials.map { VirtualBench.Wish(["--serial", $0]) }, in: lab.home.directory)
      defer { bench.end() }
      let daemon = try bench.start(
        "mcubenchd", ["--rig", lab.rig], environment: lab.home.environment)
      // From here on it has both boards on its bus.
      _ = try await LabHome.port(of: daemon)
      try await work(lab, bench, daemon)
    }
  }

  /// Plugs the board in again whose server has ended: the bus asks for it at the same port.
  private static func plugIn(
    _ place: Int, _ bench: VirtualBench, _ lab: LabHome
  ) throws -> VirtualBoardRun {
    let gone = bench.boards[place]
    return try VirtualBoardRun(
      [
        "--serial", serials[place], "--stlink-tcp", String(gone.ready.stlinkTCP), "--link",
        gone.link,
      ], in: lab.home.directory)
  }

  private static func heard(_ text: String, from daemon: ProgramRun) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline, !daemon.errorsSoFar.contains(text) {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(daemon.errorsSoFar.contains(text), "\(daemon.errorsSoFar)")
  }

  /// The states of the boards, as the daemon's page shows them.
  private static func states(_ daemon: ProgramRun) async throws -> [String: String] {
    struct Document: Decodable {
      struct Board: Decodable {
        let name: String
        let state: String
      }
      let boards: [Board]
    }
    let port = try await LabHome.port(of: daemon)
    let address = try #require(URL(string: "http://127.0.0.1:\(port)/api/v1/boards"))
    let (data, _) = try await URLSession.shared.data(from: address)
    let document = try JSONDecoder().decode(Document.self, from: data)
    return Dictionary(
      document.boards.map { ($0.name, $0.state) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func aJobWaitsForItsBoardWhichComesBack() async throws {
    try await Self.with { lab, bench, daemon in
      let first = try lab.submit(1, boardName: "left")
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(180)))
      #expect(try await Self.states(daemon)["left"] == "idle")

      bench.boards[0].end()
      try await Self.heard("board left: its probe is not attached, its jobs wait", from: daemon)
      #expect(try await Self.states(daemon) == ["left": "missing", "right": "idle"])
      let waiting = try lab.submit(1, from: 1, boardName: "left")
      let other = try lab.submit(1, from: 2, boardName: "right")
      #expect(try await lab.wait(within: .seconds(180)) { $0[.done] == 2 })
      #expect(try lab.job(other[0]).state == .done)
      #expect(try lab.job(waiting[0]).state == .queued)
      #expect(try lab.job(waiting[0]).attempt == 0)

      let back = try Self.plugIn(0, bench, lab)
      try await Self.heard("board left: it is there again", from: daemon)
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(180)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(first + waiting + other)
      #expect(try lab.job(waiting[0]).boardName == "left")
      back.end()
    }
  }

  @Test func aBoardThatGoesInTheMiddleOfAJobLeavesItToItsTwin() async throws {
    try await Self.with { lab, bench, daemon in
      let jobs = try lab.submit(1)
      #expect(
        try await lab.wait(within: .seconds(180)) {
          $0[.flashing, default: 0] + $0[.measuring, default: 0] > 0
        })
      let name = try #require(try lab.job(jobs[0]).boardName)
      bench.boards[name == "left" ? 0 : 1].end()
      try await Self.heard("board \(name): its probe is not attached", from: daemon)
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(240)))
      await lab.stop(daemon)
      try lab.expectAllDoneOnce(jobs)
      let job = try lab.job(jobs[0])
      #expect(job.boardName != name)
      #expect(job.attempt == 2)
    }
  }

  @Test func aSuitesJobFailsOnceItsBoardStaysAway() async throws {
    let suite = """
      suites:
        - {name: s, models: ["\(LabHome.modelPath)"], boards: [left, right], wait: 2}
      """
    try await Self.with(more: suite) { lab, bench, daemon in
      bench.boards[1].end()
      try await Self.heard("board right: its probe is not attached", from: daemon)
      let port = try await LabHome.port(of: daemon)
      var request = URLRequest(
        url: try #require(URL(string: "http://127.0.0.1:\(port)/api/v1/nights?suite=s")))
      request.httpMethod = "POST"
      _ = try await URLSession.shared.data(for: request)
      let deadline = ContinuousClock.now + .seconds(240)
      while ContinuousClock.now < deadline, try lab.withStore({ try $0.latestNight() }) == nil {
        try await Task.sleep(for: .milliseconds(100))
      }
      await lab.stop(daemon)
      let night = try #require(try lab.withStore { try $0.latestNight(suite: "s") })
      let missing = try #require(night.entries.first { $0.boardName == "right" })
      #expect(missing.outcome == .failed)
      #expect(missing.runID == nil)
      #expect(missing.failure?.contains("its probe is not attached") == true)
      #expect(night.entries.first { $0.boardName == "left" }?.outcome == .baseline)
    }
  }
}
