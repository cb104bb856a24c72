package import Jobs
import Measurements

/// Something that happened to a job, as a lab's stream tells of it.
package struct LabEvent: Hashable, Sendable {
  package let sequence: Int
  /// RFC 3339, UTC.
  package let time: String
  package let kind: JobEvent.Kind
  /// The daemon's own document, on one line.
  package let text: String
}

/// The data of an event under the API's names.
struct LabEventData: Decodable {
  let sequence: Int
  let time: String
  let state: JobState?
  let attempt: Int?
  let stage: String?
  let seconds: Double?
  let detail: String?
  let layer: Int?
  let operatorName: String?
  let layerName: String?
  let cycles: UInt64?
  let evidence: Evidence?
  let text: String?
  let failure: LabFailure?
  let runID: RunID?

  private enum CodingKeys: String, CodingKey {
    case sequence, time, state, attempt, stage, seconds, detail, cycles, evidence, text, failure
    case layer = "layer_index"
    case operatorName = "op"
    case layerName = "layer_name"
    case runID = "run_id"
  }

  /// The event of this name, or `nil` for one that a later daemon added.
  func kind(named name: String) -> JobEvent.Kind? {
    switch name {
    case "state":
      if let state, let attempt { return .state(state, attempt: attempt) }
    case "stage_began":
      if let stage { return .stageBegan(stage) }
    case "stage_ended":
      if let stage, let seconds {
        return .stageEnded(stage, seconds: seconds, detail: detail ?? "")
      }
    case "layer":
      if let layer, let operatorName, let cycles, let evidence {
        return .layer(
          index: layer, operatorName: operatorName, name: layerName ?? "", cycles: cycles,
          evidence: evidence)
      }
    case "notice": return text.map { .notice($0) }
    case "log": return text.map { .log($0) }
    case "failed": return failure.map { .failed($0.value) }
    case "stored": return runID.map { .stored($0) }
    default: break
    }
    return nil
  }
}
