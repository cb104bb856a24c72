import Measurements
import Reports

/// What figures are worth, in the words that stand with them.
struct Worth: Hashable, Sendable {
  /// Beside a title: `simulated (m7 v2), within 5 %, checked`.
  let text: String
  /// Across a plot: `SIMULATED`.
  let watermark: String

  init(_ evidence: Evidence, _ model: TimingModel?, validity: Validity? = nil) {
    let isUsable = validity?.isUsable ?? true
    let claim =
      evidence == .measured || model?.claim == nil ? "" : ", " + EvidenceText.shortClaim(model)
    text =
      EvidenceText.short(evidence, model) + (model == nil ? "" : claim)
      + (isUsable ? "" : ", INVALID: not to be used")
    watermark = evidence.rawValue.uppercased() + (isUsable ? "" : " · INVALID")
  }

  init(_ run: Measurement) { self.init(run.evidence, run.timingModel, validity: run.validity) }

  init(_ run: ComparedRun) { self.init(run.evidence, run.timingModel, validity: run.validity) }
}
