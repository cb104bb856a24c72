import Foundation
import MCUBenchTestSupport
import Testing

/// `scorecard` as a process: where it has its accuracy and its training parameters from.
@Suite struct ScorecardCommandTests {
  private static let name = "mobilenetv1_0.05_32_c3_o2_l1"

  /// Words of a text whose lines the terminal's width broke.
  private static func words(_ text: String) -> String {
    text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
  }

  @Test func countsTrainingParametersByANameThatIsTrue() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/made"
      #expect(try await home.run(["make", Self.name, "-o", folder]).status == 0)
      let card = try await home.run(["scorecard", "\(folder)/\(Self.name).tflite"])
      #expect(card.status == 0, "\(card.errors)")
      #expect(Self.words(card.output).contains("8 139, batch norm included; by its name"))
      // The name of another network says nothing of this one.
      let lie = folder + "/mobilenetv1_0.05_32_c3_o2_l2.tflite"
      try FileManager.default.moveItem(atPath: "\(folder)/\(Self.name).tflite", toPath: lie)
      let lied = try await home.run(["scorecard", lie])
      #expect(lied.output.contains("not known: the file holds them"))
      let told = try await home.run(["scorecard", lie, "--training-parameters", "9000"])
      #expect(told.output.contains("9 000, batch norm included"))
    }
  }

  @Test func takesFromTheModelDatabaseWhatIsNotTold() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/made"
      #expect(try await home.run(["make", Self.name, "--save", "-o", folder]).status == 0)
      let set = try await home.run([
        "models", "set", Self.name, "accuracy=85.4", "--dataset", "vww", "-n", "1000", "--ran-on",
        "training",
      ])
      #expect(set.status == 0, "\(set.errors)")
      // Its hash tells which model it is, whatever the file is called.
      let file = folder + "/unnamed.tflite"
      try FileManager.default.moveItem(atPath: "\(folder)/\(Self.name).tflite", toPath: file)
      let card = Self.words(try await home.run(["scorecard", file]).output)
      #expect(card.contains("8 139, batch norm included; from the model database"), "\(card)")
      #expect(card.contains("85.4 %"))
      #expect(
        card.contains("from the model database: typed, in training, vww, 1 000 samples"), "\(card)")
      let told = Self.words(
        try await home.run(["scorecard", file, "--accuracy", "70"]).output)
      #expect(told.contains("70.0 % as told") && !told.contains("85.4"))
    }
  }
}
