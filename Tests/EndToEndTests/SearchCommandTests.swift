import Foundation
import MCUBenchTestSupport
import Testing

/// `search` as a process: its explanations, files, and what it refuses.
@Suite struct SearchCommandTests {
  @Test func explainsItsStepsAndWritesTheBest() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/found"
      let file = home.directory + "/search.json"
      let found = try await home.run([
        "search", "mobilenetv1", "--resolution", "32", "--budget", "ram=20KB,rom=60KB,file=66KB",
        "--tries", "30", "--json", file, "-o", folder, "--save",
      ])
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output.contains("too much at try"))
      #expect(found.output.contains("most of it in "))
      #expect(found.output.contains("Pareto front"))
      let line = try #require(
        found.output.split(separator: "\n").first { $0.hasPrefix("best: ") })
      let name = try #require(line.dropFirst(6).split(separator: ",").first)
      let path = "\(folder)/\(name).tflite"
      let analysed = try await home.run([
        "analyze", path, "--budget", "ram=20KB,rom=60KB,file=66KB", "--json",
      ])
      #expect(analysed.status == 0, "\(analysed.errors)")
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
          as? [String: Any])
      #expect(document["schema"] as? String == "mcubench.search/1")
      let best = try #require(document["best"] as? [String: Any])
      let inFile = best["file_bytes"] as? Int
      #expect(try Data(contentsOf: URL(filePath: path)).count == inFile)
      let parameters = best["training_parameters"] as? Int
      let saved = try await home.run(["models", "show", String(name), "--json"])
      #expect(saved.status == 0, "\(saved.errors)")
      #expect(saved.output.contains(": \(try #require(parameters))"), "\(saved.output)")
      // The words of a budget mean the same in both commands.
      let analysis = try #require(
        try JSONSerialization.jsonObject(with: Data(analysed.output.utf8)) as? [String: Any])
      let model = try #require((analysis["models"] as? [[String: Any]])?.first)
      for key in ["file_bytes", "rom_bytes", "peak_ram_bytes", "macs"] {
        #expect(best[key] as? Int == model[key] as? Int, "\(key)")
      }
    }
  }

  @Test func saysWhatCannotBeKept() async throws {
    try await Sandbox.with { home in
      let found = try await home.run([
        "search", "shufflenetv1", "--budget", "ram=10KB,rom=250KB", "-o", home.directory + "/none",
      ])
      #expect(found.status == 3)
      #expect(found.errors.contains("keeps the budget; the nearest, shufflenetv1_"))
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/none"))
    }
  }

  @Test func saysThatTheTriesRanOut() async throws {
    try await Sandbox.with { home in
      let file = home.directory + "/search.json"
      let found = try await home.run([
        "search", "mobilenetv1", "--resolution", "32", "--budget", "ram=20KB,params=60k", "--tries",
        "1", "--json", file,
      ])
      #expect(found.status == 3)
      #expect(found.errors.contains("then the tries ran out; the nearest, mobilenetv1_"))
      #expect(found.errors.contains("try: give it more --tries"))
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains(#""tries_spent""#))
    }
  }

  @Test func predictsTheLatencyThatIsLimited() async throws {
    try await Sandbox.with { home in
      let found = try await home.run([
        "search", "mobilenetv1", "--resolution", "32", "--tries", "12", "--budget",
        "rom=100KB,latency=5ms@stm32f746g",
      ])
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output.contains("stm32f746g ms, predicted"))
    }
  }

  @Test(arguments: [
    (["resnet", "--budget", "rom=1KB"], "is none of mobilenetv1"),
    (["mobilenetv1", "--budget", "rom=x"], "cannot read \"rom=x\" in the budget"),
    (["mobilenetv1", "--budget", "latency=5ms"], "names no board"),
    (["mobilenetv1", "--budget", "rom=1KB,rom=2KB"], "limits what the budget limits already"),
    (["mobilenetv1", "--budget", "rom=1KB", "--tries", "0"], "--tries has to be at least 1"),
    (["mobilenetv1", "--budget", "rom=1KB", "--loop", "1-3"], "give one value of each"),
    (["mobilenetv1", "--budget", "rom=1KB", "--front"], "name a directory with --output"),
  ])
  func refusesWhatItCannotDo(arguments: [String], part: String) async throws {
    try await Sandbox.with { home in
      let refused = try await home.run(["search"] + arguments)
      #expect(refused.status == 2)
      #expect(refused.errors.contains(part), "\(refused.errors)")
    }
  }
}
