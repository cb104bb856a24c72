/// The model that gave simulated or predicted cycles.
package struct TimingModel: Hashable, Sendable, Codable {
  /// Its name: `m7`.
  package let name: String
  package let version: String
  /// The first twelve hexadecimal digits of the SHA-256 over its parameters, or `nil` when it states
  /// none.
  package let parameterHash: String?
  /// What its cycles may claim for what was run, or `nil` in records of versions that did not say.
  package let claim: AccuracyClaim?

  package init(
    name: String, version: String, parameterHash: String? = nil, claim: AccuracyClaim? = nil
  ) {
    self.name = name
    self.version = version
    self.parameterHash = parameterHash
    self.claim = claim
  }

  /// Whether both count the same: name, version and parameters.
  package func counts(as other: TimingModel) -> Bool {
    name == other.name && version == other.version && parameterHash == other.parameterHash
  }
}

/// How far cycles that are not silicon's may lie from silicon's, and why.
package struct AccuracyClaim: Hashable, Sendable, Codable {
  /// The claim's name in the board's profile, or `nil` when nothing is claimed.
  package let row: String?
  /// What it rests on, or why nothing is claimed.
  package let text: String
  package let label: Label
  /// The largest error of the whole network's cycles, in percent, or `nil` for no bound.
  package let totalErrorPercent: Double?
  /// The largest error of one layer's cycles, in percent, or `nil` for no bound.
  package let layerErrorPercent: Double?
  /// Two figures that differ by less, in percent, are not to be ranked; `nil` when no two are.
  package let rankingLimitPercent: Double?

  /// What a figure under the claim is to be called.
  package enum Label: String, Hashable, Sendable, Codable, CaseIterable {
    case checked = "simulated (checked against silicon)"
    case simulated
    case estimate
  }

  package init(
    row: String?, text: String, label: Label, totalErrorPercent: Double? = nil,
    layerErrorPercent: Double? = nil, rankingLimitPercent: Double? = nil
  ) {
    self.row = row
    self.text = text
    self.label = label
    self.totalErrorPercent = totalErrorPercent
    self.layerErrorPercent = layerErrorPercent
    self.rankingLimitPercent = rankingLimitPercent
  }

  /// No claim at all, and why.
  package static func nothing(_ text: String) -> AccuracyClaim {
    AccuracyClaim(row: nil, text: text, label: .estimate)
  }
}
