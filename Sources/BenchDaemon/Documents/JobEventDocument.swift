import Jobs
import Measurements
import Reports

/// What happens to a job, as a stream of server-sent events carries it.
enum JobEventDocument {
  /// The event's name in the stream, and its data.
  static func event(_ event: JobEvent) -> (name: String, data: JSONValue) {
    let (name, members) = members(of: event.kind)
    return (
      name,
      .object(
        known: [
          ("job_id", .string(event.job.rawValue)), ("sequence", .integer(event.sequence)),
          ("time", .string(event.time.description)),
        ] + members)
    )
  }

  /// The event as it crosses the line; JSON text has no line breaks of its own.
  static func text(_ event: JobEvent) -> String {
    let (name, data) = self.event(event)
    return "id: \(event.sequence)\nevent: \(name)\ndata: \(data.compactText)\n\n"
  }

  private static func members(of kind: JobEvent.Kind) -> (String, [(String, JSONValue?)]) {
    switch kind {
    case .state(let state, let attempt):
      ("state", [("state", .string(state.rawValue)), ("attempt", .integer(attempt))])
    case .stageBegan(let stage): ("stage_began", [("stage", .string(stage))])
    case .stageEnded(let stage, let seconds, let detail):
      (
        "stage_ended",
        [("stage", .string(stage)), ("seconds", .number(seconds)), ("detail", .string(detail))]
      )
    case .layer(let index, let operatorName, let name, let cycles, let evidence):
      (
        "layer",
        [
          ("layer_index", .integer(index)), ("op", .string(operatorName)),
          ("layer_name", .string(name)), ("cycles", .unsigned(cycles)),
          ("evidence", .string(evidence.rawValue)),
        ]
      )
    case .notice(let text): ("notice", [("text", .string(text))])
    case .log(let line): ("log", [("text", .string(line))])
    case .failed(let failure): ("failed", [("failure", JobDocument.json(failure))])
    case .stored(let run): ("stored", [("run_id", .string(run.rawValue))])
    }
  }
}
