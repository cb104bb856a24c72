import Failures
import Foundation
import MCUBenchTestSupport
import Measurements
import Reports
import Testing

/// Runs' files read back.
@Suite struct RunFileTests {
  typealias Run = Measurements.Measurement

  private static func read(_ text: String) throws -> ComparedRun {
    try RunFile.comparedRun(Array(text.utf8), path: "ci/run.json")
  }

  static let runs = [
    Run.example(timingModel: .exampleChecked), .example(),
    .example(evidence: .measured, clean: [20_000, 20_100, 20_050], layer: [21_604, 21_700]),
    .example(mismatches: [.example]), .example(clean: [0]),
    .example(modelName: "\u{0}\"\\\u{2028}"),
    .example(issues: [Issue(code: "x", severity: .degraded, text: "y")]),
  ]

  @Test(arguments: runs)
  func givesBackWhatAComparisonNeeds(_ run: Run) throws {
    var expected = ComparedRun(run)
    // The file has the layers' sum alone, not its scatter.
    expected.totals[.layerSum] = expected.totals[.layerSum].map {
      ComparedFigure(medianCycles: $0.medianCycles, deviationCycles: 0, count: 0)
    }
    expected.issues = expected.issues.map {
      Issue(code: $0.code, severity: $0.severity, text: $0.text)
    }
    #expect(try Self.read(RunDocument.text(run, includesLayers: true)) == expected)
    expected.layers = []
    #expect(try Self.read(RunDocument.text(run)) == expected)
  }

  @Test(arguments: [
    ("", "it is no JSON"), ("[]", "has a value of the wrong kind"), ("{}", "is missing"),
    ("\u{1B}[2J", "it is no JSON"), ("{\"schema\":\"mcubench.run/1\"}", "is missing"),
  ])
  func refusesWhatIsNoRun(text: String, problem: String) throws {
    let error = #expect(throws: RunFileError.self) { try Self.read(text) }
    #expect(error?.summary.hasPrefix("ci/run.json is no run: ") == true)
    #expect(error?.summary.contains(problem) == true)
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test(arguments: [
    ("\"schema\": \"mcubench.run/1\"", "\"schema\": \"mcubench.run/2\"", "its schema is not"),
    ("\"file_bytes\": 3000", "\"file_bytes\": -1", "model.fileBytes"),
    ("\"file_bytes\": 3000", "\"file_bytes\": 9223372036854775807", "model.fileBytes"),
    ("\"file_bytes\": 3000", "\"file_bytes\": 1e400", "JSON"),
    ("\"median_cycles\": 21600", "\"median_cycles\": -5", "timing.clean.medianCycles"),
    (
      "\"evidence\": \"simulated\",\n  \"timing", "\"evidence\": \"guessed\",\n  \"timing",
      "evidence"
    ),
    ("\"run_id\": \"00c0ffee00c0ffee\"", "\"run_id\": \"../..\"", "runId"),
    ("\"layer_index\": 0", "\"layer_index\": 99999999999999999999", "JSON"),
  ])
  func refusesValuesThatNoRunHas(right: String, wrong: String, place: String) throws {
    let text = RunDocument.text(.example(), includesLayers: true)
    try #require(text.contains(right))
    let error = #expect(throws: RunFileError.self) {
      try Self.read(text.replacingOccurrences(of: right, with: wrong))
    }
    #expect(error?.summary.contains(place) == true, "\(error?.summary ?? "")")
  }

  @Test func survivesEveryCut() {
    let bytes = Array(RunDocument.text(.example(), includesLayers: true).utf8)
    for length in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: RunFileError.self) {
        try RunFile.comparedRun(Array(bytes[..<length]), path: "x")
      }
    }
  }
}
