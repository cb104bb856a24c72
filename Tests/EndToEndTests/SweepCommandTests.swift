import Foundation
import MCUBenchTestSupport
import Testing

/// `sweep` as a process: its order, its budget, and that it goes on where it was stopped.
@Suite struct SweepCommandTests {
  private static func arguments(_ folder: String, _ more: [String]) -> [String] {
    [
      "sweep", "mobilenetv1", "--alpha", "0.05,0.1", "--loop", "1-2", "--resolution", "32", "-o",
      folder,
    ] + more
  }

  @Test func putsWhatKeepsTheBudgetFirstAndTheLargestOnTop() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      // The two of alpha 0.1 have more than 10,000 parameters each, the others fewer.
      let swept = try await home.run(
        Self.arguments(folder, ["--budget", "params=20k", "--csv", folder + ".csv"]))
      #expect(swept.status == 0, "\(swept.errors)")
      let csv = try String(contentsOf: URL(filePath: folder + ".csv"), encoding: .utf8)
      let rows = csv.split(separator: "\r\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      #expect(rows.count == 4)
      let verdicts = rows.map { $0[11].isEmpty }
      #expect(verdicts == verdicts.sorted { $0 && !$1 })
      #expect(verdicts.contains(true) && verdicts.contains(false), "\(csv)")
      let fitting = rows.filter { $0[11].isEmpty }.compactMap { Int($0[3]) }
      #expect(fitting == fitting.sorted(by: >))
      #expect(swept.output.contains("\(fitting.count) of 4 keep the budget"))
    }
  }

  @Test func goesOnWhereItWasStopped() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let first = try await home.run(Self.arguments(folder, ["--json"]))
      #expect(first.status == 0, "\(first.errors)")
      let changed = folder + "/mobilenetv1_0.05_32_c3_o2_l1.tflite"
      try Data("no model".utf8).write(to: URL(filePath: changed))
      let second = try await home.run(Self.arguments(folder, ["--json"]))
      #expect(second.errors.contains("3 of 4 were made before"))
      #expect(second.output == first.output)
    }
  }

  @Test func saysByItsStatusThatNothingFits() async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(
        Self.arguments(home.directory + "/swept", ["--budget", "macs=1"]))
      #expect(outcome.status == 3)
      #expect(outcome.output.contains("FAIL macs"))
      #expect(outcome.errors.contains("error: none of 4 variations keeps the budget"))
    }
  }

  @Test func refusesALatencyWithoutABoard() async throws {
    try await Sandbox.with { home in
      let folder = home.directory + "/swept"
      let outcome = try await home.run(Self.arguments(folder, ["--budget", "latency=5ms"]))
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("a limit of latency needs --board"))
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }
}
