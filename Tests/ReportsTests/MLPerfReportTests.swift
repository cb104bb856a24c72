import Hardware
import MCUBenchTestSupport
import MLPerfTiny
import Reports
import Testing

@Suite struct MLPerfReportTests {
  private func report(
    _ benchmark: TinyBenchmark, _ origin: BoardConnection.Origin, accuracy: [Accuracy.Scored]? = nil
  ) -> TinyReport {
    var report = TinyReport(
      device: DeviceIdentity(name: "a\u{1B}b", profile: "P", model: benchmark.modelName),
      benchmark: benchmark, port: "/dev/x", baud: 9600, origin: origin, inputs: .synthetic,
      rules: .full(benchmark, isSimulated: origin != .device))
    for number in 0..<5 {
      let start = 1_000_000 + UInt64(number) * 20_000_000
      let elapsed = 10_000_000 + UInt64(number) * 100_000
      report.windows.append(
        TinyReport.Window(
          sample: nil,
          answer: InferenceAnswer(
            inferences: 175, warmups: 5, start: start, end: start + elapsed,
            microseconds: elapsed, hostBetween: .seconds(10), hostTotal: .seconds(11),
            results: [0.5, 0.25])))
    }
    if let accuracy {
      report.accuracy = Accuracy(benchmark.target, scored: accuracy, inferenceCount: 4)
    }
    return report
  }

  @Test func printsAWindowALine() {
    let text = MLPerfReport.text(report(.vww, .device), folder: "/s")
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "vww01 on a\\u{1B}b at /dev/x, 9600 baud")
    #expect(lines.contains("     3  synthetic 2         175  41000000  51200000   10.200  17.157"))
    #expect(lines.contains("  Evidence  measured: by the device's clock"))
    #expect(text.contains("Latency   58.286 ms, by the median throughput of 17.157 inf./s over 5"))
    #expect(lines.last == "  Session   /s")
  }

  @Test func saysWhichModelCounted() {
    let text = MLPerfReport.evidence(
      report(.vww, .simulator(timingModel: "m7", version: "1", parameters: "0123456789ab")))
    #expect(
      text.hasPrefix("simulated: virtual board, timing model \"m7\" v1, parameters 0123456789ab"))
    let document = MLPerfDocument.text(
      report(.vww, .simulator(timingModel: "m7", version: "1", parameters: "0123456789ab")),
      folder: nil)
    #expect(document.contains("\"parameter_hash\": \"0123456789ab\""))
    #expect(!document.contains("\"measured\""))
    #expect(MLPerfDocument.text(report(.vww, .device), folder: nil).contains("\"measured\""))
  }

  @Test(arguments: [
    (
      TinyBenchmark.vww, [0, 0, 0, 0], "top-1 100.0 % of 4 samples, target 80 % met",
      "Top-1: 100.0%"
    ),
    (.vww, [0, 1, 0, 1], "top-1 50.0 % of 4 samples, target 80 % NOT met", "Top-1: 50.0%"),
    (.ad, [1, 0, 0, 0], "AUC 0.500 over 4 samples, target 0.85 NOT met", "AUC: 0.500"),
  ])
  func tellsTheQuality(benchmark: TinyBenchmark, labels: [Int], line: String, result: String) {
    let scored = labels.map { Accuracy.Scored(label: $0, scores: [0.9, 0.1]) }
    let report = report(benchmark, .device, accuracy: scored)
    #expect(MLPerfReport.text(report, folder: nil).contains("  Quality   \(line)\n"))
    #expect(MLPerfResultsText.text(report).contains("ulp-mlperf: \(result)\n"))
  }

  @Test func writesTheLinesThatTheSuitesCheckerLooksFor() {
    let text = MLPerfResultsText.text(report(.vww, .device))
    #expect(text.contains("Median throughput is     17.157 inf./sec.\n"))
    #expect(text.split(separator: "\n").count { $0.contains("requirements have been met") } == 5)
  }
}
