package import Measurements

extension SeriesKey {
  /// The series that a run's clean pass belongs to, or that of one of its layers.
  ///
  /// `nil` where the run's figures must not be used, where another program took them, where it is
  /// not known what was built, and where its code was moved to see what that does.
  package init?(_ run: Measurement, layer: Int? = nil) {
    guard run.validity.isUsable, !run.isForeign, let kernelSet = run.kernelSetName,
      run.provenance.lab?.codePaddingBytes == nil
    else { return nil }
    self.init(
      modelSHA256: run.model.sha256, layer: layer, board: run.board.profile,
      kernelSet: kernelSet, evidence: run.evidence,
      timingModel: run.timingModel.map { Self.tag(of: $0) })
  }

  /// Name, version and parameters of a timing model as one text: `m7/2/0123456789ab`.
  ///
  /// Different ones give different texts, whatever a board calls its model.
  package static func tag(of model: TimingModel) -> String {
    [model.name, model.version, model.parameterHash ?? "-"].map(escaping).joined(separator: "/")
  }

  private static func escaping(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "/": escaped += "%2F"
      case "%": escaped += "%25"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }

  /// The same series for another layer, or for the whole network.
  package func with(layer: Int?) -> SeriesKey {
    var key = self
    key.layer = layer
    return key
  }
}
