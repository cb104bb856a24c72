import Foundation
import MCUBenchTestSupport
import Testing

/// Files that are no models, and models with hostile names.
@Suite struct ModelFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable ([UInt8]) -> [UInt8]
  }

  @Test(arguments: [
    Case(testDescription: "empty") { _ in [] },
    Case(testDescription: "one byte") { Array($0.prefix(1)) },
    Case(testDescription: "cut in half") { Array($0.prefix($0.count / 2)) },
    Case(testDescription: "last byte gone") { $0.dropLast() },
    Case(testDescription: "text") { _ in Array("this is not a model".utf8) },
    Case(testDescription: "zeros") { [UInt8](repeating: 0, count: $0.count) },
    Case(testDescription: "ones") { [UInt8](repeating: 0xFF, count: $0.count) },
    Case(testDescription: "root beyond the end") { [0xFF, 0xFF, 0xFF, 0x7F] + $0.dropFirst(4) },
  ])
  func refusesWhatIsNoModel(_ example: Case) async throws {
    try await Sandbox.with { home in
      let model = Array(try Data(contentsOf: URL(filePath: Example.model)))
      let file = try home.write(example.make(model), to: "model.tflite")
      for command in ["run", "build"] {
        var arguments = [command, file, "--board", "stm32f746g"]
        if command == "build" { arguments += ["-o", home.directory + "/out"] }
        let outcome = try await home.run(arguments)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains("\ntry: "))
        #expect(outcome.output == "")
      }
      #expect(!FileManager.default.fileExists(atPath: home.store))
    }
  }

  @Test func refusesAPathThatIsNoFile() async throws {
    try await Sandbox.with { home in
      for path in [home.directory, home.directory + "/none.tflite", "/dev/zero"] {
        let outcome = try await home.run(["run", path, "--board", "stm32f746g"])
        #expect(outcome.status == 2, "\(path): \(outcome.errors)")
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains("\ntry: "))
      }
    }
  }

  @Test func escapesHostileNamesWhereverTheyAppear() async throws {
    try await Sandbox.with { home in
      var model = Array(try Data(contentsOf: URL(filePath: Example.model)))
      let name = Array("sequential".utf8)
      let hostile = Array("\u{1B}[2J\"*/\n%s".utf8)
      try #require(name.count == hostile.count)
      var replaced = 0
      for start in 0...(model.count - name.count)
      where Array(model[start..<start + name.count]) == name {
        model.replaceSubrange(start..<start + name.count, with: hostile)
        replaced += 1
      }
      try #require(replaced > 0)
      let file = try home.write(model, to: "a\u{1B}[31m\"$(touch x)`.tflite")
      let csv = home.directory + "/layers.csv"
      let run = try await home.run([
        "run", file, "--board", "stm32f746g", "--on", "simulator", "--verbose", "--csv", csv,
      ])
      #expect(run.status == 0, "\(run.errors)")
      let history = try await home.run(["history"])
      let rows = CSVReader.rows(try String(contentsOfFile: csv, encoding: .utf8))
      #expect(rows.contains { $0["layer_name"]?.contains("\\u{1B}[2J\"*/\\u{A}%s") == true })
      for text in [run.output, run.errors, history.output] {
        #expect(!text.contains("\u{1B}"))
      }
      #expect(!FileManager.default.fileExists(atPath: home.directory + "/x"))
    }
  }
}
