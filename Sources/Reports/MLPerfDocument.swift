import Hardware
package import MLPerfTiny

/// An MLPerf Tiny run as files and for programs.
package enum MLPerfDocument {
  /// The whole run: what ran where, what it came to, and the results below ``results(_:)``.
  package static func text(_ report: TinyReport, folder: String?) -> String {
    JSONValue.object(known: [
      ("schema", .string("mcubench.mlperf/1")),
      ("device", device(report)),
      ("benchmark", .string(report.benchmark.modelName)),
      ("evidence", .string(evidence(report))),
      ("timing_model", timingModel(report)),
      ("label", report.isSimulated ? .string("estimate") : nil),
      ("inputs", inputs(report)),
      ("windows", .integer(report.windows.count)),
      ("shortened", .bool(report.rules.isShortened)),
      ("median_throughput", report.medianThroughput.map { .number($0) } ?? .null),
      ("latency_ms", report.latencyMilliseconds.map { .number($0) } ?? .null),
      ("accuracy", report.accuracy.map(accuracy) ?? .null),
      ("notes", notes(report)),
      ("session", folder.map { .string($0) }),
      ("results", results(report)),
    ]).text
  }

  /// The list that the suite's own runner writes, an object an `infer`, with what the times are
  /// worth beside each.
  package static func resultsText(_ report: TinyReport) -> String { results(report).text }

  private static func results(_ report: TinyReport) -> JSONValue {
    let worth = evidence(report)
    var entries: [JSONValue] = []
    for (place, window) in report.windows.enumerated() {
      let name = MLPerfReport.input(window, place)
      entries.append(entry(window, name, mode: "p", worth))
    }
    for window in report.scored {
      entries.append(entry(window, window.sample?.file ?? "", mode: "a", worth))
    }
    return .array(entries)
  }

  /// The labels are text there: they come from a file of values with commas between.
  private static func entry(
    _ window: TinyReport.Window, _ file: String, mode: String, _ evidence: String
  ) -> JSONValue {
    let (sample, answer) = (window.sample, window.answer)
    func text(_ value: Int?) -> JSONValue { value.map { .string(String($0)) } ?? .null }
    return .object(known: [
      ("file", .string(file)), ("classes", text(sample?.classCount)),
      ("class", text(sample?.label)), ("bytes_to_send", text(sample?.sliding?.widthBytes)),
      ("stride", text(sample?.sliding?.strideBytes)), ("total_length", .null),
      (
        "infer",
        .object(known: [
          ("results", .array(answer.results.map { .number($0) })),
          ("start_time", .unsigned(answer.start)), ("end_time", .unsigned(answer.end)),
          ("elapsed_time", .unsigned(answer.microseconds)), ("total_inferences", .integer(1)),
          ("iterations", .integer(answer.inferences)), ("warmups", .integer(answer.warmups)),
          ("throughput", mode == "p" ? .number(window.throughput) : nil),
        ])
      ),
      ("mode", .string(mode)), ("evidence", .string(evidence)),
      ("latency_ms", .number(Double(answer.microseconds) / Double(answer.inferences) / 1000)),
    ])
  }

  private static func evidence(_ report: TinyReport) -> String {
    report.isSimulated ? "simulated" : "measured"
  }

  private static func device(_ report: TinyReport) -> JSONValue {
    let own = report.device.own
    return .object(known: [
      ("name", text(report.device.name)), ("profile", text(report.device.profile)),
      ("model", text(report.device.model)), ("port", .string(report.port)),
      ("baud", .integer(report.baud)), ("build", own?.buildID.map { .string($0) }),
      ("board", own?.board.map { .string($0) }),
      ("unique_id", own?.uniqueID.map { .string($0) }),
      ("core_hertz", own?.coreHertz.map { .integer($0) }),
    ])
  }

  private static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// Known where the virtual board itself was started here; `null` on silicon and where the line
  /// does not tell.
  private static func timingModel(_ report: TinyReport) -> JSONValue {
    guard case .simulator(let name, let version, let hash) = report.origin else { return .null }
    return .object(known: [
      ("name", .string(name)), ("version", .string(version)),
      ("parameter_hash", hash.map { .string($0) } ?? .null),
    ])
  }

  private static func inputs(_ report: TinyReport) -> JSONValue {
    switch report.inputs {
    case .synthetic: .string("synthetic")
    case .dataSet(let directory): .string(directory)
    }
  }

  private static func accuracy(_ accuracy: Accuracy) -> JSONValue {
    .object(known: [
      ("metric", .string(accuracy.target.metric.rawValue)), ("value", .number(accuracy.value)),
      ("target", .number(accuracy.target.value)), ("met", .bool(accuracy.isMet)),
      ("samples", .integer(accuracy.sampleCount)),
      ("inferences", .integer(accuracy.inferenceCount)),
    ])
  }

  private static func notes(_ report: TinyReport) -> JSONValue {
    .array(
      report.notes.map { note in
        .object(known: [("code", .string(note.code)), ("text", .string(note.text))])
      })
  }
}
