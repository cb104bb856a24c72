import Foundation
import MCUBenchTestSupport
import Testing

/// `evaluate` as a process, on the digits of `examples/`.
@Suite struct EvaluateCommandTests {
  private let folder = URL(filePath: Example.model).deletingLastPathComponent().path

  private var onDigits: [String] {
    [
      "evaluate", Example.model, "--data", folder + "/digits.bin", "--type", "int8", "--labels",
      folder + "/labels.bin",
    ]
  }

  @Test func hostAndVirtualBoardGiveTheSameAnswers() async throws {
    try await Sandbox.with { home in
      let (csv, json) = (home.directory + "/answers.csv", home.directory + "/answers.json")
      let outcome = try await home.run(
        onDigits + [
          "--board", "stm32f746g", "--on", "simulator", "--limit", "3", "--csv", csv, "--json",
          json,
        ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("  Host      19 of 20 right, top-1 95.0 %"))
      #expect(outcome.output.contains("  Board     stm32f746g: 2 of 3 right"))
      #expect(outcome.output.contains("3 of 3 equal the host's bit for bit (100.0 %; 30 B"))
      #expect(outcome.output.contains("  Evidence  simulated: a virtual board"))

      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
      let classes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/classes.bin")))
      #expect(rows.map { $0["prediction"] } == classes.map(String.init))
      #expect(
        rows.map { $0["board_prediction"] }
          == classes.enumerated().map { $0 < 3 ? String($1) : "" })
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
          as? [String: Any])
      #expect(document["schema"] as? String == "mcubench.evaluation/1")
      let board = try #require(document["board"] as? [String: Any])
      #expect(board["agreement"] as? Double == 1)
      #expect(board["evidence"] as? String == "simulated")
      #expect(!FileManager.default.fileExists(atPath: home.store))
      await home.expectNoSurvivors()
    }
  }

  @Test func keepsTheAccuracyOfHostAndBoardBesideTheModel() async throws {
    try await Sandbox.with { home in
      func shown() async throws -> [[String: Any]] {
        let outcome = try await home.run(["models", "show", "--json", "cnn_separable_int8"])
        let document = try #require(
          try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
          "\(outcome.errors)")
        return try #require(document["accuracies"] as? [[String: Any]])
          .sorted { "\($0["ran_on"] ?? "")" < "\($1["ran_on"] ?? "")" }
      }
      let first = try await home.run(onDigits + ["--save"])
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.errors.contains("on digits.bin, by host"))
      let host = try await shown()
      #expect(host.map { $0["ran_on"] as? String } == ["host"])
      #expect(host.first?["value"] as? Double == 95)
      #expect(host.first?["n"] as? Int == 20)
      #expect(host.first?["source"] as? String == "evaluated")

      // The second takes the place of the first, and the board stands beside the host.
      let second = try await home.run(
        onDigits + ["--save", "--board", "stm32f746g", "--on", "simulator", "--limit", "3"])
      #expect(second.status == 0, "\(second.errors)")
      let both = try await shown()
      #expect(both.map { $0["ran_on"] as? String } == ["host", "stm32f746g:simulated"])
      #expect(both.map { $0["dataset"] as? String } == ["digits.bin", "digits.bin"])
      #expect(both.map { $0["n"] as? Int } == [20, 3])
      // Of the two, the host's is the one of more samples.
      let listed = try await home.run(["models", "list", "--where", "accuracy>=95"])
      #expect(listed.output.contains("cnn_separable_int8"))

      let named = try await home.run(onDigits + ["--save", "--dataset", "digits28"])
      #expect(named.status == 0, "\(named.errors)")
      #expect(try await shown().count == 3)
      let page = try await home.run(["models", "show", "cnn_separable_int8"])
      #expect(page.output.contains("95.00 %"))
      #expect(page.output.contains("digits28"))
    }
  }

  @Test func tellsTheFiguresEvenWhereTheStoreTakesNothing() async throws {
    try await Sandbox.with { home in
      let store = try home.write(Array("this is no database, but a letter".utf8), to: "letter.txt")
      let outcome = try await home.run(onDigits + ["--save", "--store", store])
      #expect(outcome.status != 0)
      #expect(outcome.output.contains("  Host      19 of 20 right, top-1 95.0 %"))
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(!outcome.errors.contains("stored"))
      let unnamed = try await home.run(onDigits + ["--save", "--dataset", "two\nlines"])
      #expect(unnamed.status == 2)
      #expect(unnamed.errors.contains("is no name of a data set"))
      #expect(unnamed.output == "")
      let pointless = try await home.run(onDigits + ["--dataset", "digits28"])
      #expect(pointless.status != 0)
      #expect(pointless.errors.contains("--save"))
    }
  }

  @Test func aBoardThatComputesSomethingElseIsStatusOne() async throws {
    try await Sandbox.with { home in
      let broken = try BrokenKernel.returning.home(in: home)
      let outcome = try await home.run(
        onDigits + ["--board", "stm32f746g", "--on", "simulator", "--limit", "2"],
        environment: ["MCUBENCH_HOME": broken])
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("0 of 2 equal the host's bit for bit (0.0 %"))
      #expect(
        outcome.errors.contains("error: stm32f746g: the outputs of image 0 are not the host's"))
      #expect(outcome.errors.contains("1 more images differ"))
      #expect(outcome.errors.contains("\ntry: "))
    }
  }

  @Test func refusesSetsThatAreNotForTheModel() async throws {
    try await Sandbox.with { home in
      let digits = [UInt8](try Data(contentsOf: URL(filePath: folder + "/digits.bin")))
      let labels = try home.write(Array(repeating: 10, count: 20), to: "labels.bin")
      let short = try home.write(digits.dropLast(), to: "short.bin")
      let archive = try home.write([0x50, 0x4b, 3, 4] + digits.prefix(99), to: "cut.npz")
      let csv = home.directory + "/answers.csv"
      let own = folder + "/labels.bin"
      for (arguments, words) in [
        (
          ["--data", folder + "/digits.bin", "--type", "int8", "--labels", labels], "has 10 classes"
        ),
        (["--data", folder + "/digits.bin", "--type", "int8"], "no labels"),
        (["--data", folder + "/digits.bin", "--labels", own], "does not say what"),
        (["--data", short, "--type", "int8", "--labels", own], "no multiple of the 784 B"),
        (["--data", archive], "not a readable .npz file"),
        (["--data", folder], "neither a labels.csv nor folders"),
        (["--data", home.directory + "/none"], "cannot read it"),
      ] {
        let outcome = try await home.run(["evaluate", Example.model, "--csv", csv] + arguments)
        #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.errors.contains("\ntry: "))
        #expect(outcome.output == "")
        #expect(!FileManager.default.fileExists(atPath: csv))
      }
    }
  }
}
