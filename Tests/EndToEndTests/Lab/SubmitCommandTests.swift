import ContentHash
import Foundation
import Jobs
import MCUBenchTestSupport
import Testing

/// `mcubench submit`, `jobs`, `watch` and `cancel` against a daemon of this build.
@Suite struct SubmitCommandTests {
  private static let boards = LabHome.virtual(1)

  /// The server that the daemon says it is, once it listens.
  private static func server(of daemon: ProgramRun) async throws -> String {
    "http://127.0.0.1:\(try await LabHome.port(of: daemon))"
  }

  /// Rows of a CSV under their columns' names, but for the run's own and the two boards' ids.
  private static func rows(_ text: String) -> [[String: String]] {
    CSVReader.rows(text).map { row in row.filter { !["run_id", "board_uid"].contains($0.key) } }
  }

  @Test func givesTheSameTableAsARunHere() async throws {
    try await LabHome.with(boards: Self.boards) { lab in
      let daemon = try lab.start()
      let server = try await Self.server(of: daemon)
      let work = ["--board", "stm32f746g", "--runs", "4", "--warmup", "2"]
      let there = try await lab.home.run(
        ["submit", LabHome.modelPath, "--wait", "--csv", "-", "--server", server] + work)
      #expect(there.status == 0, "\(there.errors)")
      let here = try await lab.home.run(
        ["run", LabHome.modelPath, "--on", "simulator", "--csv", "-"] + work,
        environment: ["MCUBENCH_STORE": lab.home.directory + "/other.sqlite"])
      #expect(here.status == 0, "\(here.errors)")
      let (theirs, ours) = (Self.rows(there.output), Self.rows(here.output))
      #expect(theirs == ours)
      #expect(!ours.isEmpty)

      let listed = try await lab.home.run(["jobs", "--server", server])
      #expect(listed.output.contains("done"))
      #expect(listed.output.contains("block_hswish_conv"))
      let row = try #require(listed.output.split(separator: "\n").dropFirst().first)
      let job = String(row.prefix(8))
      let watched = try await lab.home.run(["watch", job, "--server", server])
      #expect(watched.status == 0, "\(watched.errors)")
      #expect(watched.output.contains("stored as run"))
      let cancelled = try await lab.home.run(["cancel", job, "--server", server])
      #expect(cancelled.status == 2)
      #expect(cancelled.errors.contains("is done already"), "\(cancelled.errors)")
      await lab.stop(daemon)
    }
  }

  /// Submits the model and waits for it in a process of its own, once the lab has the job.
  private static func submitting(
    to server: String, in lab: LabHome
  ) async throws -> ProgramRun {
    let client = try ProgramRun(
      "mcubench",
      [
        "submit", LabHome.modelPath, "--board", "stm32f746g", "--wait", "--csv", "-", "--server",
        server,
      ], in: lab.home.directory, environment: lab.home.environment)
    #expect(try await lab.wait(within: .seconds(60)) { !$0.filter { $0.value > 0 }.isEmpty })
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline, !client.errorsSoFar.contains("job ") {
      try await Task.sleep(for: .milliseconds(20))
    }
    return client
  }

  @Test func waitsForALabThatStartsAnew() async throws {
    try await LabHome.with(boards: Self.boards) { lab in
      let first = try lab.start()
      let port = try await LabHome.port(of: first)
      let client = try await Self.submitting(to: "http://127.0.0.1:\(port)", in: lab)
      first.send(signal: SIGKILL)
      _ = await first.end(within: .seconds(20))
      let second = try lab.start(["--listen", "127.0.0.1:\(port)"])
      let outcome = await client.end(within: .seconds(240))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!CSVReader.rows(outcome.output).isEmpty)
      await lab.stop(second)
    }
  }

  @Test func saysThatTheJobOutlivesWhoWaitsForIt() async throws {
    try await LabHome.with(boards: Self.boards) { lab in
      let daemon = try lab.start()
      let port = try await LabHome.port(of: daemon)
      let client = try await Self.submitting(to: "http://127.0.0.1:\(port)", in: lab)
      client.send(signal: SIGINT)
      let outcome = await client.end(within: .seconds(60))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("goes on in the lab"), "\(outcome.errors)")
      #expect(outcome.errors.contains("mcubench watch"))
      #expect(try await lab.waitUntilAllAreOver(within: .seconds(180)))
      #expect(try lab.counts()[.done] == 1)
      await lab.stop(daemon)
    }
  }

  @Test func saysWhatTheLabSays() async throws {
    try await LabHome.with(boards: Self.boards) { lab in
      let daemon = try lab.start()
      let server = try await Self.server(of: daemon)
      let junk = try lab.home.write(Array("no model at all".utf8), to: "junk.tflite")
      let refused = try await lab.home.run(
        ["submit", junk, "--board", "stm32f746g", "--server", server])
      #expect(refused.status == 2, "\(refused.errors)")
      #expect(refused.errors.contains("class: model"), "\(refused.errors)")
      let board = try await lab.home.run(
        ["submit", LabHome.modelPath, "--board", "nowhere", "--server", server])
      #expect(board.status == 2)
      #expect(board.errors.contains("nowhere"), "\(board.errors)")
      let job = try await lab.home.run(["watch", "0123", "--server", server])
      #expect(job.status == 2)
      #expect(job.errors.contains("there is no job '0123'"), "\(job.errors)")
      await lab.stop(daemon)
    }
  }

  @Test(arguments: [
    ("http://127.0.0.1:1", 1, "no mcubenchd listens at http://127.0.0.1:1"),
    ("ftp://lab", 2, "'ftp://lab' is no address of a server"),
    ("http://no-such-host.invalid", 1, "cannot reach http://no-such-host.invalid:8460"),
  ])
  func saysWhyThereIsNoLab(server: String, status: Int32, text: String) async throws {
    try await Sandbox.with { home in
      for command in [["jobs"], ["watch", "00"], ["cancel", "00"]] {
        let outcome = try await home.run(command, environment: ["MCUBENCH_SERVER": server])
        #expect(outcome.status == status)
        #expect(outcome.errors.contains("error: \(text)"), "\(outcome.errors)")
        #expect(outcome.errors.contains("try: "))
      }
    }
  }

  @Test func asksForATokenWhereTheLabWantsOne() async throws {
    let made = "mcub_" + String(repeating: "0", count: 64)
    let tokens = """
      service:
        listen: 127.0.0.1:0
        tokens: [{name: ci, role: submit, sha256: \(SHA256Digest(of: made.utf8).hexadecimal)}]
      """
    try await Sandbox.with { home in
      let rig = try home.write(
        Array("boards: [{name: v1, board: stm32f746g, virtual: true}]\n\(tokens)\n".utf8),
        to: "rig.yaml")
      let daemon = try ProgramRun(
        "mcubenchd", ["--rig", rig], in: home.directory, environment: home.environment)
      let server = try await Self.server(of: daemon)
      let without = try await home.run(["jobs", "--server", server])
      #expect(without.status == 2)
      #expect(without.errors.contains("--token-file"), "\(without.errors)")
      let wrong = try await home.run(
        ["jobs", "--server", server], environment: ["MCUBENCH_TOKEN": "mcub_wrong"])
      #expect(wrong.status == 2)
      let right = try await home.run(
        ["jobs", "--server", server, "--json"], environment: ["MCUBENCH_TOKEN": made])
      #expect(right.status == 0, "\(right.errors)")
      #expect(right.output.contains("mcubench.jobs/1"))
      let file = try home.write(Array("\(made)\n".utf8), to: "token")
      let named = try await home.run(["jobs", "--server", server, "--token-file", file])
      #expect(named.output == "no jobs\n")
      daemon.send(signal: SIGTERM)
      #expect(await daemon.outcome(within: .seconds(60)).status == 0)
    }
  }
}
