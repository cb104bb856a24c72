import Hardware
package import MLPerfTiny

/// An MLPerf Tiny run as `mcubench mlperf` prints it: a line a window, then what they come to.
package enum MLPerfReport {
  /// The whole text, each line with its newline and text from the device escaped.
  ///
  /// `folder` is where the session's files are.
  package static func text(_ report: TinyReport, folder: String?) -> String {
    let title = "\(report.benchmark.modelName) on \(report.device.name ?? "a nameless device")"
    var text = TerminalText.escaping("\(title) at \(report.port), \(report.baud) baud") + "\n\n"
    text += windows(report).text + "\n"
    for (name, value) in facts(report, folder: folder) {
      let padding = String(repeating: " ", count: max(0, 9 - name.count))
      text += "  \(name)\(padding) \(TerminalText.escaping(value))\n"
    }
    return text
  }

  private static func windows(_ report: TinyReport) -> TextTable {
    var table = TextTable(columns: [
      .number("window"), .text("input"), .number("inferences"), .number("T0 µs"),
      .number("T1 µs"), .number("seconds"), .number("inf./s"),
    ])
    for (place, window) in report.windows.enumerated() {
      let answer = window.answer
      table.append([
        String(place + 1), input(window, place), NumberText.grouped(answer.inferences),
        String(answer.start), String(answer.end),
        NumberText.fixed(Double(answer.microseconds) / 1e6, digits: 3),
        NumberText.fixed(window.throughput, digits: 3),
      ])
    }
    return table
  }

  static func input(_ window: TinyReport.Window, _ place: Int) -> String {
    window.sample?.file ?? "synthetic \(place)"
  }

  private static func facts(
    _ report: TinyReport, folder: String?
  ) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let median = report.medianThroughput, let latency = report.latencyMilliseconds {
      let count = report.windows.count == 1 ? "1 window" : "\(report.windows.count) windows"
      facts.append(
        (
          "Latency",
          "\(NumberText.fixed(latency, digits: 3)) ms, by the median throughput of "
            + "\(NumberText.fixed(median, digits: 3)) inf./s over \(count)"
        ))
    }
    if let accuracy = report.accuracy { facts.append(("Quality", quality(accuracy))) }
    facts.append(("Model", report.device.model ?? "not said"))
    facts.append(("Firmware", firmware(report.device)))
    facts.append(("Inputs", inputs(report)))
    facts.append(("Evidence", evidence(report)))
    facts += report.notes.map { ("Note", "\($0.code): \($0.text)") }
    if let folder { facts.append(("Session", folder)) }
    return facts
  }

  private static func firmware(_ device: DeviceIdentity) -> String {
    let profile = device.profile ?? "not said"
    guard let own = device.own else { return profile }
    return profile + (own.board.map { ", built by mcubench for \($0)" } ?? "")
      + (own.buildID.map { ", build \($0.prefix(12))" } ?? "")
  }

  private static func quality(_ accuracy: Accuracy) -> String {
    let target = accuracy.target
    let verdict = accuracy.isMet ? "met" : "NOT met"
    switch target.metric {
    case .top1:
      return "top-1 \(NumberText.fixed(accuracy.value * 100, digits: 1)) % of "
        + "\(accuracy.sampleCount) samples, target \(NumberText.plain(target.value * 100)) % "
        + verdict
    case .auc:
      return "AUC \(NumberText.fixed(accuracy.value, digits: 3)) over "
        + "\(accuracy.sampleCount) samples, target \(NumberText.plain(target.value)) \(verdict)"
    }
  }

  private static func inputs(_ report: TinyReport) -> String {
    switch report.inputs {
    case .synthetic: "synthetic"
    case .dataSet(let directory): "data set \(directory)"
    }
  }

  /// What the times are worth, in words.
  package static func evidence(_ report: TinyReport) -> String {
    switch report.origin {
    case .device:
      return "measured: by the device's clock"
    case .pseudoTerminal:
      return "simulated: behind a pseudo-terminal, timing model unstated, not silicon"
    case .simulator(let model, let version, let parameters):
      return "simulated: virtual board, timing model \"\(model)\" v\(version)"
        + (parameters.map { ", parameters \($0)" } ?? "")
        + "; an estimate: no error is claimed of an image that was not built here to be measured"
    }
  }
}
