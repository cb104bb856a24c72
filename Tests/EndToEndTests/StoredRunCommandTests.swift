import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `history`, `show` and `export` as processes, over a store that another process wrote.
@Suite struct StoredRunCommandTests {
  /// Fills the home's store with a few runs and gives their ids, newest first as listed.
  private func fill(_ home: Sandbox) async throws -> [String] {
    let folder = URL(filePath: home.store).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let writer = try ProgramRun(
      TestPrograms.buildDirectory.appending(path: "StoreWriter").path, [home.store],
      in: home.directory)
    var count = 0
    while count < 3 {
      try await Task.sleep(for: .milliseconds(20))
      count = try await home.history().count
    }
    writer.send(signal: SIGKILL)
    _ = await writer.outcome(within: .seconds(10))
    return try await home.history().compactMap { $0["run_id"] as? String }
  }

  @Test func showsAndExportsAStoredRun() async throws {
    try await Sandbox.with { home in
      let runs = try await fill(home)
      let run = try #require(runs.first)
      let shown = try await home.run(["show", run])
      #expect(shown.status == 0)
      #expect(shown.errors == "")
      #expect(shown.output.contains("CONV_2D"))
      #expect(shown.output.contains("not silicon"))

      let exported = try await home.run([
        "export", run, "--csv", home.directory + "/layers.csv", "--json", "-",
      ])
      #expect(exported.status == 0)
      let document = try JSONSerialization.jsonObject(with: Data(exported.output.utf8))
      #expect((document as? [String: Any])?["run_id"] as? String == run)
      let csv = try String(contentsOfFile: home.directory + "/layers.csv", encoding: .utf8)
      #expect(csv.hasPrefix("run_id,model_sha256,"))
      #expect(csv.contains("\r\n\(run),"))

      let samples = try await home.run(["export", run, "--samples", "-"])
      #expect(samples.output.contains(#""schema":"mcubench.samples/1""#))
    }
  }

  @Test func listsNothingAndSaysWhatToDoWithoutAStore() async throws {
    try await Sandbox.with { home in
      for arguments in [["history"], ["show", "a"], ["export", "a", "--csv", "-"]] {
        let outcome = try await home.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("error: there is no result store at \(home.store)"))
        #expect(outcome.errors.contains("\ntry: "))
      }
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/data"))
    }
  }

  @Test func saysWhichRunItCannotFind() async throws {
    try await Sandbox.with { home in
      let runs = try await fill(home)
      let missing = try #require(
        "0123456789abcdef".map { "\($0)0000000000000" }.first { prefix in
          !runs.contains { $0.hasPrefix(prefix) }
        })
      for (name, words) in [
        (missing, "no run in"), ("", "a run is named by"), ("xyz", "a run is named by"),
      ] {
        let outcome = try await home.run(["show", "--", name])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains(words))
        #expect(outcome.errors.contains("\ntry: list the runs with 'mcubench history'"))
      }
    }
  }

  @Test func leavesAFileOfAnotherKindAlone() async throws {
    try await Sandbox.with { home in
      let text = Array(String(repeating: "not a store ", count: 1_000).utf8)
      let path = try home.write(text, to: "notes.txt")
      let outcome = try await home.run(["history", "--store", path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("damaged or no database"))
      #expect(FileManager.default.contents(atPath: path) == Data(text))
    }
  }

  @Test func writesNoPartOfAFileThatCannotBeWrittenWhole() async throws {
    try await Sandbox.with { home in
      let run = try #require(try await fill(home).first)
      let full = try await home.run(["export", run, "--json", "/dev/full"])
      #expect(full.status == 1)
      #expect(full.errors.contains("error: cannot write /dev/full: No space left on device"))
      let missing = try await home.run(["export", run, "--csv", home.directory + "/none/x.csv"])
      #expect(missing.status == 1)
      #expect(missing.errors.contains("try: make the directory first"))
      let names = try FileManager.default.contentsOfDirectory(atPath: home.directory)
      #expect(!names.contains { $0.hasSuffix(".part") })
    }
  }
}
