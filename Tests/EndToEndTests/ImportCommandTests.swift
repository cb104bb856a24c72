import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `export --bundle`, `import` and `prune` as processes.
@Suite struct ImportCommandTests {
  /// A run in the home's store, by its id.
  private func run(in home: Sandbox, kind: String = "") async throws -> String {
    let folder = URL(filePath: home.store).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let writer = try ProgramRun(
      TestPrograms.buildDirectory.appending(path: "StoreWriter").path, [home.store, "1", kind],
      in: home.directory)
    let outcome = await writer.outcome(within: .seconds(30))
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test func carriesARunToAnotherStoreAndBackByteForByte() async throws {
    try await Sandbox.with { home in
      let run = try await run(in: home, kind: "other-parameters")
      let (first, second) = (home.directory + "/a.tar", home.directory + "/b.tar")
      let other = home.directory + "/other/r.sqlite"
      #expect(try await home.run(["export", run, "--bundle", first]).status == 0)
      let imported = try await home.run(["import", first, "--store", other])
      #expect(imported.status == 0, "\(imported.errors)")
      #expect(
        imported.output.hasPrefix("imported run \(run.prefix(8)): two_layers on stm32f746g\n"))
      let again = try await home.run(["export", run, "--bundle", second, "--store", other])
      #expect(again.status == 0)
      #expect(try bytes(first) == bytes(second))
      let shown = try await home.run(["show", run, "--store", other])
      #expect(shown.output.contains("Imported  from a bundle, \(first)"))
      #expect(shown.output.contains("timing model \"m7\" v2, parameters 0123456789ab"))
      let twice = try await home.run(["import", first, "--store", other])
      #expect(twice.status == 0)
      #expect(twice.output.hasPrefix("already there:"))
      #expect(twice.errors.contains("in the store already; nothing was changed"))
      // Where it was measured it is no import.
      _ = try await home.run(["import", first])
      #expect(try await !home.run(["show", run]).output.contains("Imported"))
    }
  }

  @Test func takesAFolderAndFindsWhatWasDoneToIt() async throws {
    try await Sandbox.with { home in
      let run = try await run(in: home)
      let folder = home.directory + "/bundle"
      #expect(try await home.run(["export", run, "--bundle", folder + "/"]).status == 0)
      let kept = try await home.run(["export", run, "--bundle", folder])
      #expect(kept.status == 1)
      #expect(kept.errors.contains("error: \(folder): cannot write"))
      let other = home.directory + "/other.sqlite"
      let steps: [(spoil: String, words: String)] = [
        ("ln -s /etc/passwd \(folder)/model.tflite", "model.tflite is a link"),
        ("rm \(folder)/model.tflite; mkfifo \(folder)/model.tflite", "model.tflite is not a plain"),
        ("rm \(folder)/model.tflite; touch \(folder)/more", "more is in the bundle and not in its"),
        (
          "rm \(folder)/more; touch \(folder)/model.tflite", "model.tflite is in the bundle and not"
        ),
        (
          "rm \(folder)/model.tflite; truncate -s 70M \(folder)/layers.csv",
          "layers.csv is larger than"
        ),
        ("truncate -s 10 \(folder)/layers.csv", "layers.csv has 10 bytes where its manifest says"),
        ("rm \(folder)/layers.csv", "layers.csv is missing"),
        ("rm \(folder)/manifest.json", "there is no manifest.json"),
      ]
      for (spoil, words) in steps {
        let script = try home.writeScript(spoil, to: "spoil")
        #expect(try await home.runProgram(script, [], within: .seconds(10)).status == 0)
        let outcome = try await home.run(["import", folder, "--store", other])
        #expect(outcome.status == 2, "\(words)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.errors.contains("\ntry: "))
      }
      let listed = try await home.run(["history", "--store", other, "--json"])
      #expect(!listed.output.contains("run_id"))
    }
  }

  @Test func marksWhatOtherToolsMeasured() async throws {
    try await Sandbox.with { home in
      let table = try home.write(
        Array("\"Event\",\"Tag\",\"Ticks\"\r\n0,CONV_2D,1200\r\n1,SOFTMAX,34\r\n".utf8),
        to: "t.csv")
      let unnamed = try await home.run(["import", table])
      #expect(unnamed.status == 2)
      #expect(unnamed.errors.contains("--evidence, --board and --clock"))
      #expect(!FileManager.default.fileExists(atPath: home.store))
      let arguments = [
        "import", table, "--evidence", "measured", "--board", "nucleo", "--clock", "80000000",
      ]
      #expect(try await home.run(arguments).status == 0)
      #expect(try await home.run(arguments).output.hasPrefix("already there:"))
      let line = try #require(try await home.history().first)
      #expect(line["imported"] as? String == "tflm")
      #expect(line["evidence"] as? String == "measured")
      #expect(line["validity"] as? String == "degraded")
      #expect(line["model_sha256"] == nil)
      let run = try #require(line["run_id"] as? String)
      let csv = try await home.run(["export", run, "--csv", "-"])
      let rows = CSVReader.rows(csv.output)
      #expect(rows.count == 2)
      for name in ["model_sha256", "macs", "params", "weight_bytes", "code_path", "is_peak"] {
        #expect(rows.allSatisfy { $0[name] == "" }, "\(name)")
      }
      #expect(rows.map { $0["cycles_median"] } == ["1200", "34"])
      let report = try await home.run(["report", run, "-o", "page.html"])
      #expect(report.status == 0, "\(report.errors)")
      let page = try String(contentsOfFile: home.directory + "/page.html", encoding: .utf8)
      for words in [
        "MACs: not known of any layer", "Parameters: not known of any layer",
        "RAM alive: not known of any layer", "Nothing is known of the memory", "MEASURED",
      ] {
        #expect(page.contains(words), "\(words)")
      }
      // Nobody knows of a zero; the only one is the spread of a single run.
      let operators = try #require(page.firstRange(of: #"id="operators""#)).upperBound
      let end = try #require(page[operators...].firstRange(of: "</section>")).lowerBound
      #expect(!page[operators..<end].contains(#"<td class="n">0</td>"#))
      // Nothing of it is set against simulated cycles.
      let own = try await self.run(in: home)
      let compared = try await home.run(["compare", own, run])
      #expect(compared.status == 2)
      #expect(compared.errors.contains("evidence differs"))
      let bundle = home.directory + "/t.tar"
      #expect(try await home.run(["export", run, "--bundle", bundle]).status == 0)
      let moved = try await home.run(["import", bundle, "--store", home.directory + "/o.sqlite"])
      #expect(moved.status == 0, "\(moved.errors)")
    }
  }

  @Test func saysThatNothingCouldBeWritten() async throws {
    try await Sandbox.with { home in
      let run = try await run(in: home)
      let bundle = home.directory + "/a.tar"
      #expect(try await home.run(["export", run, "--bundle", bundle]).status == 0)
      for place in ["/proc/none/bundle", "/proc/none/b.tar"] {
        let outcome = try await home.run(["export", run, "--bundle", place])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains("\ntry: "))
      }
      let outcome = try await home.run(["import", bundle, "--store", "/proc/none/r.sqlite"])
      #expect(outcome.status == 1)
      let missing = try await home.run(["import", home.directory + "/none.tar"])
      #expect(missing.status == 1)
      #expect(missing.errors.contains("No such file"))
    }
  }

  @Test(.enabled(if: DiskFaultTests.canMount, "needs root to mount"))
  func keepsAFullDiskAsItWas() async throws {
    try await Sandbox.with { home in
      let run = try await run(in: home)
      #expect(
        try await home.run(["export", run, "--bundle", home.directory + "/a.tar"]).status == 0)
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let script = try home.writeScript(
        """
        mkdir full
        mount -t tmpfs -o size=64k tmpfs full
        '\(program)' import a.tar --store full/r.sqlite
        echo "import $?"
        dd if=/dev/zero of=full/filler bs=1k 2>/dev/null
        '\(program)' export \(run) --bundle full/b
        echo "export $?"
        ls full
        """, to: "full.sh")
      let outcome = try await home.runProgram(
        "/usr/bin/unshare", ["-m", script], within: .seconds(60))
      #expect(outcome.output.contains("import 1\n"), "\(outcome)")
      #expect(outcome.output.contains("export 1\n"), "\(outcome)")
      #expect(!outcome.output.contains("part"), "\(outcome)")
      #expect(outcome.errors.contains("full") || outcome.errors.contains("No space left"))
    }
  }

  @Test func prunesOnlyWhatItIsTold() async throws {
    try await Sandbox.with { home in
      _ = try await run(in: home)
      let untold = try await home.run(["prune"])
      #expect(untold.status == 2)
      let planned = try await home.run(["prune", "--run-days", "1", "--dry-run", "--json"])
      #expect(planned.status == 0)
      #expect(planned.output.contains("\"dry_run\": true"))
      // The example's run lies in the past or the future of this machine; it is the last of its series.
      #expect(planned.output.contains("\"runs_removed\": 0"))
      #expect(try await home.history().count == 1)
    }
  }
}
