package import Measurements
package import ModelCatalog

/// Models as JSON; what is unknown is left out.
package enum ModelDocument {
  package static let schema = "mcubench.models/1"

  package static func text(_ entries: [ModelEntry]) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("models", .array(entries.map { json($0) })),
    ]).text
  }

  /// One model with its runs.
  package static func text(_ entry: ModelEntry, runs: [RunSummary]) -> String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("models", .array([json(entry, runs: runs)])),
    ]).text
  }

  private static func json(_ entry: ModelEntry, runs: [RunSummary]? = nil) -> JSONValue {
    let (costs, training, factors) = (entry.costs, entry.training, entry.factors)
    return .object(known: [
      ("sha256", .string(entry.sha256)),
      ("name", .string(entry.name)),
      ("names", .array(entry.names.map { .string($0) })),
      ("origin", .string(entry.origin.rawValue)),
      ("created", .string(entry.created.description)),
      ("path", entry.path.map { .string($0) }),
      ("architecture", factors.architecture.map { .string($0) }),
      ("alpha", factors.alpha.map { .number($0) }),
      ("resolution", factors.resolution.map { .integer($0) }),
      ("channels", factors.channels.map { .integer($0) }),
      ("classes", factors.classes.map { .integer($0) }),
      ("variation", factors.variation.map { .string($0) }),
      ("input_shape", entry.inputShape.map { .array($0.map { .integer($0) }) }),
      ("output_shape", entry.outputShape.map { .array($0.map { .integer($0) }) }),
      ("file_bytes", costs.fileBytes.map { .integer($0) }),
      ("params", costs.parameterCount.map { .integer($0) }),
      ("macs", costs.macCount.map { .integer($0) }),
      ("bytes_per_param", costs.bytesPerParameter.map { .number($0) }),
      ("peak_ram_bytes", costs.peakBytes.map { .integer($0) }),
      ("lowest_peak_ram_bytes", costs.lowestPeakBytes.map { .integer($0) }),
      ("training_params", training.total.map { .integer($0) }),
      ("trainable_params", training.trainable.map { .integer($0) }),
      ("non_trainable_params", training.nonTrainable.map { .integer($0) }),
      ("tags", .array(entry.tags.map { .string($0) })),
      ("notes", entry.note.map { .string($0) }),
      ("accuracies", .array(entry.accuracies.map(json))),
      ("figures", .array(entry.figures.map(json))),
      ("runs", .integer(entry.runCount)),
      ("latencies", .array(entry.latencies.map(json))),
      ("run_list", runs.map { .array($0.map(HistoryReport.json)) }),
    ])
  }

  private static func json(_ accuracy: AccuracyRecord) -> JSONValue {
    .object(known: [
      ("metric", .string(accuracy.metric.rawValue)),
      ("value", .number(accuracy.value)),
      ("unit", .string(accuracy.metric.isPercent ? "percent" : "1")),
      ("dataset", accuracy.dataSet.map { .string($0) }),
      ("n", accuracy.sampleCount.map { .integer($0) }),
      ("ran_on", .string(accuracy.place.text)),
      ("source", .string(accuracy.source.rawValue)),
      ("date", .string(accuracy.noted.description)),
    ])
  }

  private static func json(_ figure: ModelFigure) -> JSONValue {
    .object(known: [
      ("name", .string(figure.name)), ("value", .string(figure.value)),
      ("source", .string(figure.source.rawValue)), ("date", .string(figure.noted.description)),
    ])
  }

  private static func json(_ latency: ModelLatency) -> JSONValue {
    let run = latency.newest
    return .object(known: [
      ("label", .string(latency.label)), ("board", .string(run.board)),
      ("evidence", .string(run.evidence.rawValue)),
      ("timing_model", run.timingModel.map { .string($0.name) }),
      ("timing_model_version", run.timingModel.map { .string($0.version) }),
      ("latency_us", run.cleanMicroseconds.map { .number($0) }),
      ("run_id", .string(run.runID.rawValue)), ("created", .string(run.created.description)),
      ("runs", .integer(latency.runCount)),
    ])
  }
}
