package import Measurements

/// What a figure is worth, in words.
package enum EvidenceText {
  /// A whole line: `simulated: virtual board, timing model "m7" v1, parameters 0123456789ab`.
  package static func sentence(_ run: Measurement) -> String {
    switch run.evidence {
    case .measured:
      "measured: counted by the chip" + (run.board.uniqueID.map { " with unique id \($0)" } ?? "")
    case .simulated: "simulated: virtual board, \(model(run.timingModel))"
    case .predicted: "predicted: nothing ran; " + table(of: run)
    }
  }

  /// Of corrected figures, a whole line: `corrected: simulated, times the ratio of a measured to a
  /// simulated table; ...`.
  package static func sentence(_ correction: CorrectionRecord) -> String {
    "\(correction.evidence.rawValue): neither measured nor simulated, but simulated cycles times the"
      + " ratio of what two tables say of each layer: \(table(correction.measured)); and"
      + " \(table(correction.simulated))"
  }

  private static func table(of run: Measurement) -> String {
    guard let table = run.prediction?.table else { return model(run.timingModel) }
    return self.table(table, run.timingModel)
  }

  private static func table(
    _ table: PredictionRecord.Table, _ timingModel: TimingModel? = nil
  ) -> String {
    let origin = timingModel.map { ", \(model($0))" } ?? ""
    return "table of \(NumberText.grouped(table.shapeCount)) layer shapes,"
      + " \(table.evidence.rawValue)\(origin), kernels \(table.kernelHash)"
      + (table.isStale ? " (not today's)" : "") + ", of \(table.created)"
  }

  /// A word for a column: `simulated`, with the model's name where there is one.
  package static func short(_ evidence: Evidence, _ model: TimingModel?) -> String {
    model.map { "\(evidence.rawValue) (\($0.name) v\($0.version))" } ?? evidence.rawValue
  }

  /// What figures that are not silicon's may claim: `simulated (checked against silicon): total within
  /// 5 %, a layer within 10 %; ...`, or `nil` for silicon's.
  package static func claim(_ run: Measurement) -> String? {
    guard run.evidence != .measured else { return nil }
    guard let claim = run.timingModel?.claim else {
      guard let table = run.prediction?.table else { return "none was recorded; not silicon" }
      return "the intervals beside the figures"
        + (table.evidence == .measured ? "" : ", towards the virtual board; not silicon")
    }
    return "\(claim.label.rawValue): \(bounds(claim)); \(claim.text)"
  }

  /// The claim in few words for a column: `within 5 %, checked`.
  package static func shortClaim(_ model: TimingModel?) -> String {
    guard let claim = model?.claim else { return "-" }
    let bound = claim.totalErrorPercent.map { "within \(NumberText.plain($0)) %" }
    switch claim.label {
    case .checked: return "\(bound ?? "no bound"), checked"
    case .simulated: return bound ?? "no bound"
    case .estimate: return bound.map { "estimate, \($0)" } ?? "estimate"
    }
  }

  private static func bounds(_ claim: AccuracyClaim) -> String {
    let bounds = [("total", claim.totalErrorPercent), ("a layer", claim.layerErrorPercent)]
      .compactMap { name, percent in percent.map { "\(name) within \(NumberText.plain($0)) %" } }
    return bounds.isEmpty ? "no error is claimed" : bounds.joined(separator: ", ")
  }

  private static func model(_ model: TimingModel?) -> String {
    guard let model else { return "timing model unknown" }
    return "timing model \"\(model.name)\" v\(model.version)"
      + (model.parameterHash.map { ", parameters \($0)" } ?? "")
  }
}
