import Foundation
import MCUBenchTestSupport
import Testing

/// `models` as a process, from a file to a table and back.
@Suite struct ModelsCommandTests {
  /// The example's label: its file's name.
  private let name = "cnn_separable_int8"

  @Test func keepsAModelFromFileToTableAndBack() async throws {
    try await Sandbox.with { home in
      let added = try await home.run(["models", "add", Example.model, "--tag", "vww"])
      #expect(added.status == 0, "\(added.errors)")
      let listed = try await home.run(["models", "list", "--json", "--where", "tag=vww"])
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any])
      let entry = try #require((document["models"] as? [[String: Any]])?.first)
      #expect(entry["name"] as? String == name)
      let macs = try #require(entry["macs"] as? Int)
      #expect(macs > 0)
      #expect(entry["peak_ram_bytes"] as? Int ?? 0 >= entry["lowest_peak_ram_bytes"] as? Int ?? 1)

      let tagged = try await home.run(["models", "tag", name, "+new", "-vww"])
      #expect(tagged.output == "\(name): new\n", "\(tagged.errors)")
      let set = try await home.run([
        "models", "set", name, "accuracy=85.4", "--dataset", "vww", "-n", "1000", "--ran-on",
        "training",
      ])
      #expect(set.output.contains("85.40 %"), "\(set.errors)")

      let table = home.directory + "/models.csv"
      let exported = try await home.run([
        "models", "export", "--csv", table, "--where", "accuracy>=80",
      ])
      #expect(exported.status == 0, "\(exported.errors)")
      let other = ["--store", home.directory + "/other.sqlite"]
      let imported = try await home.run(["models", "import", table] + other)
      #expect(imported.output == "1 row taken in, 1 of models that are new here\n")
      let shown = try await home.run(["models", "show", name] + other)
      #expect(shown.output.contains("an imported table"), "\(shown.errors)")
      #expect(shown.output.contains("85.40 %"))

      // The other dialect goes into an empty store, too.
      let theirs = home.directory + "/theirs.csv"
      let third = ["--store", home.directory + "/third.sqlite"]
      let dialect = ["--dialect", "cnn-analyzer"]
      #expect(try await home.run(["models", "export", "--csv", theirs] + dialect).status == 0)
      let taken = try await home.run(["models", "import", theirs] + dialect + third)
      #expect(taken.output.contains("1 of models that are new here"), "\(taken.errors)")
      let taken85 = try await home.run(["models", "show", name] + third)
      #expect(taken85.output.contains("85.40 %"), "\(taken85.errors)")

      // A bad row changes nothing and names its line.
      let bad = try home.write(
        Array("name,accuracy\n\(name),90\nnobody,80\n".utf8), to: "bad.csv")
      let refused = try await home.run(["models", "import", bad])
      #expect(refused.status == 2)
      #expect(refused.errors.contains("line 3 names a model that is not here"))
      #expect(refused.errors.contains("\ntry: "))
      let after = try await home.run(["models", "show", name])
      #expect(!after.output.contains("90.00 %"))

      let removed = try await home.run(["models", "remove", name])
      #expect(removed.status == 0)
      #expect(try await home.run(["models", "list"]).output == "no models\n")
    }
  }

  @Test func aStoredPredictionBringsItsModelWithBothPeaks() async throws {
    try await Sandbox.with { home in
      let predicted = try await home.run([
        "predict", Example.model, "--board", "stm32f746g", "--save",
      ])
      #expect(predicted.status == 0, "\(predicted.errors)")
      let listed = try await home.run(["models", "list"])
      #expect(listed.output.contains("stm32f746g predicted"))
      let shown = try await home.run(["models", "show", "--json", name])
      #expect(shown.output.contains(#""origin": "analysed""#), "\(shown.errors)")
      #expect(shown.output.contains(#""peak_ram_bytes""#))
      let refused = try await home.run(["models", "remove", name])
      #expect(refused.status == 2)
      #expect(
        refused.errors.contains("1 stored run or prediction is of \(name); nothing was removed"))
    }
  }

  @Test func refusesWhatItCannotRead() async throws {
    try await Sandbox.with { home in
      let broken = try home.write([1, 2, 3], to: "broken.tflite")
      let add = try await home.run(["models", "add", Example.model, broken])
      #expect(add.status == 2)
      #expect(add.errors.contains("broken.tflite"))
      #expect(!FileManager.default.fileExists(atPath: home.store))
      #expect(try await home.run(["models", "add", Example.model]).status == 0)
      for (arguments, words) in [
        (["list", "--where", "macs<x"], "cannot read 'macs<x' as a condition"),
        (["tag", name, "+a b"], "'+a b' is no tag"),
        (["set", name, "accuracy=888"], "which is 0 to 100"),
        (["set", name, "macs=5"], "cannot set 'macs=5' of a model"),
        (["show", "nobody"], "is 'nobody'"),
      ] {
        let outcome = try await home.run(["models"] + arguments)
        #expect(outcome.status == 2, "\(arguments)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.errors.contains("try: "), "\(outcome.errors)")
      }
    }
  }
}
