package import Measurements

/// `samples.jsonl`: every raw sample, one JSON object a line.
///
/// The first line says what the file is. Each further line is one run of one pass: the first run of a
/// pass has its `cycles`, a later one the differences from the run before as `delta`, unless its
/// windows differ in number. Nothing is subtracted and nothing is left out.
package enum SamplesDocument {
  package static let schema = "mcubench.samples/1"

  package static func text(_ run: Measurement) -> String {
    let head = JSONValue.object(known: [
      ("schema", .string(schema)),
      ("run_id", .string(run.runID.rawValue)),
      ("evidence", .string(run.evidence.rawValue)),
      ("timing_model", run.timingModel.map(RunDocument.json)),
      ("validity", .string(run.validity.rawValue)),
      ("samples_dropped", run.samplesDropped.map { .string($0.description) }),
      ("layer_windows", .array(run.layers.map { $0.window.map { .integer($0) } ?? .null })),
    ])
    let lines = run.passes.flatMap { pass in
      pass.runs.indices.map { line(run: $0, of: pass) }
    }
    return ([head] + lines).map { $0.compactText + "\n" }.joined()
  }

  private static func line(run: Int, of pass: PassSamples) -> JSONValue {
    let cycles = pass.runs[run]
    let before = run > 0 ? pass.runs[run - 1] : []
    let isDelta = run > 0 && before.count == cycles.count
    let values: [JSONValue] =
      isDelta
      ? zip(cycles, before).map { .integer(Int64(bitPattern: $0 &- $1)) }
      : cycles.map { .unsigned($0) }
    return .object(known: [
      ("pass", .string(pass.kind.rawValue)),
      ("run", .integer(run)),
      ("wrapped", pass.wrappedRuns.contains(run) ? .bool(true) : nil),
      (isDelta ? "delta" : "cycles", .array(values)),
    ])
  }
}
