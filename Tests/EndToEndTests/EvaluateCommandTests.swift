import Foundation
import Glibc
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

  @Test func theVirtualPicoGivesTheHostsAnswers() async throws {
    try await expectTheHostsAnswers(of: "pico", to: 5)
  }

  @Test(.enabled(if: StockTool.xtensaCompiler != nil, "xtensa-lx106-elf-gcc is not installed"))
  func theVirtualESP32GivesTheHostsAnswers() async throws {
    try await expectTheHostsAnswers(of: "esp32", to: 20)
  }

  /// Expects that a virtual board answers the first of the example's digits as the host does.
  private func expectTheHostsAnswers(of board: String, to count: Int) async throws {
    try await Sandbox.with { home in
      let csv = home.directory + "/answers.csv"
      let outcome = try await home.run(
        onDigits + ["--board", board, "--on", "simulator", "--limit", "\(count)", "--csv", csv])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\(count) of \(count) equal the host's bit for bit (100.0 %"))
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8)).prefix(count)
      let classes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/classes.bin")))
      #expect(rows.map { $0["board_prediction"] } == classes.prefix(count).map(String.init))
      #expect(rows.map { $0["board_score"] } == rows.map { $0["score"] })
    }
  }

  @Test func holdsEachLayerAgainstTheFloatNetwork() async throws {
    try await Sandbox.with { home in
      let made = try await home.run([
        "make", "mobilenetv1_0.1_32_c1_o10_l1", "-o", home.directory, "--float",
      ])
      #expect(made.status == 0, "\(made.errors)")
      let model = home.directory + "/mobilenetv1_0.1_32_c1_o10_l1"
      let twins = ["evaluate", model + ".tflite", "--float", model + ".float32.tflite"]
      let (csv, json) = (home.directory + "/layers.csv", home.directory + "/check.json")
      let outcome = try await home.run(twins + ["--layers-csv", csv, "--json", json])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("in its real values, over 16 seeded inputs"))
      #expect(!outcome.output.contains("Only the"))
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
      #expect(rows.count > 20)
      #expect(rows.map { $0["layer"] } == rows.map { $0["float_layer"] })
      for row in rows {
        #expect(Double(row["cosine"] ?? "") ?? 0 > 0.8, "\(row)")
        #expect(Double(row["sqnr_db"] ?? "") ?? 0 > 3, "\(row)")
      }
      #expect(Double(rows[0]["sqnr_db"] ?? "") ?? 0 > 30)
      let again = try await home.run(twins + ["--json", "-"])
      #expect(again.output == (try String(contentsOfFile: json, encoding: .utf8)))

      // The same beside answers to a set, over its inputs.
      let images = try home.write(Array(repeating: 7, count: 3 * 1024), to: "images.bin")
      let labels = try home.write([0, 1, 2], to: "labels.bin")
      let both = try await home.run(
        twins + ["--data", images, "--type", "int8", "--labels", labels, "--json", json])
      #expect(both.status == 0, "\(both.errors)")
      #expect(both.output.contains("top-1 "))
      #expect(both.output.contains("over the first 3 inferences of \(images)"))
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: json)))
          as? [String: Any])
      let float = try #require(document["float"] as? [String: Any])
      #expect((float["layers"] as? [Any])?.count == rows.count)

      let pipe = home.directory + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      for (arguments, words) in [
        ([model + ".tflite"], "--data, or the network in float32 with --float"),
        ([model + ".tflite", "--float", model + ".tflite"], "cannot be run in float32"),
        ([Example.model, "--float", model + ".float32.tflite"], "the model takes 1x28x28"),
        (Array(twins.dropFirst()) + ["--save"], "need --data"),
        ([model + ".tflite", "--float", images], "images.bin: not a TFLite"),
        ([model + ".tflite", "--float", pipe], "pipe\": it is not a regular file"),
        (Array(twins.dropFirst()) + ["--layers-csv", csv, "--json", csv], "a file of their own"),
        (
          Array(twins.dropFirst())
            + ["--layers-csv", csv, "--json", home.directory + "/./" + "layers.csv"],
          "a file of their own"
        ),
        (
          Array(twins.dropFirst()) + ["--layers-csv", model + ".float32.tflite"],
          "float32.tflite, which is read"
        ),
      ] {
        let refused = try await home.run(["evaluate"] + arguments)
        #expect(refused.status == 2, "\(refused.errors)")
        #expect(refused.errors.contains(words), "\(refused.errors)")
        #expect(refused.errors.contains("\ntry: "))
        #expect(refused.output == "")
      }
    }
  }

  @Test func keepsTheAccuracyOfHostAndBoardBesideTheModel() async throws {
    try await Sandbox.with { home in
      func shown() async throws -> [[String: Any]] {
        let outcome = try await home.run(["models", "show", "--json", "cnn_separable_int8"])
        let document = try #require(
          try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
          "\(outcome.errors)")
        let models = try #require(document["models"] as? [[String: Any]])
        return try #require(models.first?["accuracies"] as? [[String: Any]])
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

  @Test(.enabled(if: DiskFaultTests.canMount, "needs root to mount"))
  func tellsTheFiguresEvenWhereTheStoresDiskIsFull() async throws {
    try await Sandbox.with { home in
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let words = (onDigits + ["--save"]).map { "'\($0)'" }.joined(separator: " ")
      let folder = URL(filePath: home.store).deletingLastPathComponent().path
      let script = try home.writeScript(
        """
        mkdir -p '\(folder)'
        mount -t tmpfs -o size=64k tmpfs '\(folder)'
        '\(program)' \(words)
        """, to: "full")
      let outcome = try await home.runProgram(
        "/usr/bin/unshare", ["-m", script], within: .seconds(60))
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("top-1 95.0 %"))
      #expect(outcome.errors.contains("full") || outcome.errors.contains("No space left"))
      #expect(outcome.errors.contains("\ntry: "), "\(outcome.errors)")
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

  /// A slip of a flag costs neither the data nor what was stored.
  @Test func aResultReplacesNothingThatIsReadOrKept() async throws {
    try await Sandbox.with { home in
      let digits = [UInt8](try Data(contentsOf: URL(filePath: folder + "/digits.bin")))
      let data = try home.write(digits, to: "data.bin")
      let labels = folder + "/labels.bin"
      let store = home.directory + "/kept.sqlite"
      let added = try await home.run(["models", "add", Example.model, "--store", store])
      #expect(added.status == 0)
      let link = home.directory + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: data)
      for (result, words) in [
        (data, "data.bin, which is read"), (link, "data.bin, which is read"),
        (store, "a result store or another database, which a result does not replace"),
      ] {
        let before = try Data(contentsOf: URL(filePath: result))
        let refused = try await home.run([
          "evaluate", Example.model, "--data", data, "--type", "int8", "--labels", labels, "--csv",
          result,
        ])
        #expect(refused.status == 2)
        #expect(refused.errors.contains(words), "\(refused.errors)")
        #expect(try Data(contentsOf: URL(filePath: result)) == before)
      }
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
      let noNumbers = try home.write(
        Array(repeating: 0xFF, count: 4 * 784), to: "nan.bin")
      let single = try home.write([1], to: "one.bin")
      let pipe = home.directory + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
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
        (["--data", pipe, "--type", "int8", "--labels", own], "it is no regular file"),
        (
          ["--data", noNumbers, "--type", "float32", "--labels", single],
          "image 0 has a value that is infinite or no number"
        ),
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
