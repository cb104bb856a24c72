package import MLPerfTiny

/// `results.txt` of an MLPerf Tiny session, with the lines that the suite's checker looks for.
package enum MLPerfResultsText {
  /// A paragraph a window, then the median, and the quality where it is known.
  package static func text(_ report: TinyReport) -> String {
    var lines: [String] = []
    for (place, window) in report.windows.enumerated() {
      let answer = window.answer
      let seconds = NumberText.fixed(Double(answer.microseconds) / 1e6, digits: 3)
      lines += [
        "ulp-mlperf: Performance results for window \(place + 1):",
        "ulp-mlperf:   # Inferences : \(padded(String(answer.inferences), 13))",
        "ulp-mlperf:   Runtime      : \(padded(seconds, 13)) sec.",
        "ulp-mlperf:   Throughput   : \(rate(window.throughput)) inf./sec.",
      ]
      if answer.microseconds
        >= WindowRules.full(report.benchmark, isSimulated: false)
        .minimumMicroseconds
      {
        lines.append("ulp-mlperf: Runtime requirements have been met.")
      }
    }
    if let median = report.medianThroughput {
      lines.append("ulp-mlperf: Median throughput is \(rate(median)) inf./sec.")
    }
    if let accuracy = report.accuracy {
      switch accuracy.target.metric {
      case .top1:
        lines.append("ulp-mlperf: Top-1: \(NumberText.fixed(accuracy.value * 100, digits: 1))%")
      case .auc:
        lines.append("ulp-mlperf: AUC: \(NumberText.fixed(accuracy.value, digits: 3))")
      }
    }
    lines.append("mcubench: Evidence: \(MLPerfReport.evidence(report))")
    lines += report.notes.map { "mcubench: Note: \($0.code): \($0.text)" }
    return lines.map { TerminalText.escaping($0) + "\n" }.joined()
  }

  private static func rate(_ throughput: Double) -> String {
    padded(NumberText.fixed(throughput, digits: 3), 10)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
