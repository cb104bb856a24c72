package import Measurements

/// What a figure is worth, in words.
package enum EvidenceText {
  /// A whole line: `simulated: virtual board, timing model "instructions" v1 — one cycle per
  /// instruction, not silicon`.
  package static func sentence(_ run: Measurement) -> String {
    switch run.evidence {
    case .measured:
      "measured: counted by the chip" + (run.board.uniqueID.map { " with unique id \($0)" } ?? "")
    case .simulated: "simulated: virtual board, \(model(run.timingModel))"
    case .predicted: "predicted: nothing ran, \(model(run.timingModel))"
    }
  }

  /// A word for a column: `simulated`, with the model's name where there is one.
  package static func short(_ evidence: Evidence, _ model: TimingModel?) -> String {
    model.map { "\(evidence.rawValue) (\($0.name) v\($0.version))" } ?? evidence.rawValue
  }

  private static func model(_ model: TimingModel?) -> String {
    guard let model else { return "timing model unknown, not silicon" }
    let name = "timing model \"\(model.name)\" v\(model.version) — "
    if model.name == "instructions" { return name + "one cycle per instruction, not silicon" }
    guard let error = model.claimedErrorPercent else {
      return name + "claims no error, not silicon"
    }
    return name + "claims an error of at most \(NumberText.plain(error)) %, not silicon"
  }
}
