import Foundation
import FoundationXML
import MCUBenchTestSupport
import Testing

/// `report` as a process, over a store that another process wrote.
@Suite struct ReportCommandTests {
  /// Saves a run of that kind and gives its id.
  private func save(_ kind: String, in home: Sandbox) async throws -> String {
    let folder = URL(filePath: home.store).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let outcome = try await ProgramRun(
      TestPrograms.buildDirectory.appending(path: "StoreWriter").path, [home.store, "1", kind],
      in: home.directory
    ).outcome(within: .seconds(30))
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func page(_ name: String, in home: Sandbox) throws -> String {
    try String(contentsOfFile: home.directory + "/" + name, encoding: .utf8)
  }

  @Test func writesOneFileThatNeedsNothingElse() async throws {
    try await Sandbox.with { home in
      let run = try await save("", in: home)
      let outcome = try await home.run(["report", run, "-o", "run.html"])
      #expect(outcome.status == 0)
      #expect(outcome.output == "" && outcome.errors == "")
      let page = try page("run.html", in: home)
      #expect(page.hasPrefix("<!DOCTYPE html>"))
      #expect(XMLParser(data: Data(page.utf8)).parse())
      for words in ["http:", "https:", "<script", "src=", "@import"] {
        #expect(!page.contains(words), "\(words)")
      }
      #expect(page.contains("SIMULATED"))
      #expect(page.contains("two_layers"))
    }
  }

  @Test func leavesAHostileModelNameText() async throws {
    try await Sandbox.with { home in
      let run = try await save("hostile", in: home)
      let outcome = try await home.run(["report", run, "--output", "run.html"])
      #expect(outcome.status == 0)
      let page = try page("run.html", in: home)
      #expect(XMLParser(data: Data(page.utf8)).parse())
      #expect(!page.contains("<script"))
      #expect(!page.unicodeScalars.contains("\u{202E}"))
      #expect(page.utf8.count < 200_000)
    }
  }

  @Test func saysByItsStatusThatABudgetIsExceeded() async throws {
    try await Sandbox.with { home in
      let run = try await save("", in: home)
      let kept = try await home.run(["report", run, "-o", "a.html", "--budget", "latency=1s"])
      #expect(kept.status == 0)
      let exceeded = try await home.run([
        "report", run, "-o", "b.html", "--budget", "latency=1us,ram=1KB",
      ])
      #expect(exceeded.status == 3)
      #expect(exceeded.errors.contains("exceeds its budget: latency 100.00 µs of 1.00 µs: FAIL"))
      #expect(try page("b.html", in: home).contains("✗ exceeded by "))
      let unread = try await home.run(["report", run, "-o", "c.html", "--budget", "latency=fast"])
      #expect(unread.status == 2)
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/c.html"))
    }
  }

  @Test func holdsTwoRunsAgainstEachOther() async throws {
    try await Sandbox.with { home in
      let before = try await save("", in: home)
      let after = try await save("slower", in: home)
      let slower = try await home.run(["report", before, after, "-o", "pair.html"])
      #expect(slower.status == 3)
      #expect(try page("pair.html", in: home).contains("▲ slower"))
      let silicon = try await save("measured", in: home)
      let blocked = try await home.run(["report", before, silicon, "-o", "none.html"])
      #expect(blocked.status == 2)
      #expect(blocked.errors.contains("cannot be compared"))
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/none.html"))
    }
  }

  @Test func drawsTheSeriesOfAModel() async throws {
    try await Sandbox.with { home in
      _ = try await save("", in: home)
      let run = try await save("", in: home)
      let outcome = try await home.run([
        "report", "--series", "two_layers", "--layer", "0", "-o", "series.html",
      ])
      #expect(outcome.status == 0)
      let page = try page("series.html", in: home)
      #expect(page.contains(run.prefix(8)))
      #expect(page.contains("Cycles, layer 0"))
      let missing = try await home.run(["report", "--series", "none", "-o", "x.html"])
      #expect(missing.status == 2)
      #expect(missing.errors.contains("no series of a model 'none'"))
      let night = try await home.run(["report", "--suite", "nightly", "-o", "x.html"])
      #expect(night.status == 2)
      #expect(night.errors.contains("no night of a suite 'nightly'"))
    }
  }
}
