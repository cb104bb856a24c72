extension Measurement {
  /// The share of the clean pass above which a residue that nothing explains degrades a run, in
  /// percent either way.
  package static let residueLimitPercent = 1.0

  /// Everything a reader must know: what the run reported, then what its facts and samples show.
  package var issues: [Issue] {
    reportedIssues + originIssues + outputIssues + registerIssues + sampleIssues + residueIssues
  }

  /// Whether the figures may be used.
  ///
  /// A wrong output outweighs everything else.
  package var validity: Validity {
    if !outputCheck.mismatches.isEmpty { return .invalidOutput }
    let severities = Set(issues.map(\.severity))
    if severities.contains(.invalid) { return .invalid }
    return severities.contains(.degraded) ? .degraded : .valid
  }

  /// What a reader must know about how the figures got here.
  private var originIssues: [Issue] {
    var found: [Issue] = []
    if let origin = provenance.imported {
      found.append(
        Issue(
          code: "imported", severity: .degraded,
          text: "\(origin.tool) took the figures and no output was held against the host"
            + " reference; board, clock and evidence are what the importer named"))
    }
    if let dropped = samplesDropped {
      found.append(
        Issue(
          code: "samples_dropped", severity: .information,
          text: "the raw samples were dropped at \(dropped); the figures are what they gave"))
    }
    return found
  }

  private var outputIssues: [Issue] {
    guard outputCheck.vectorCount > 0 || isForeign || evidence == .predicted else {
      return [
        Issue(
          code: "output_unchecked", severity: .invalid,
          text: "no output was held against the host reference")
      ]
    }
    return outputCheck.mismatches.map { mismatch in
      Issue(
        code: "output_mismatch", severity: .invalid,
        text: "output \(mismatch.output) of vector \(mismatch.vector) differs from the host"
          + " reference in \(mismatch.differingElements) of \(mismatch.elementCount) elements,"
          + " first at \(mismatch.firstElement)")
    }
  }

  private var registerIssues: [Issue] {
    (chipState?.registers ?? []).filter { !$0.isAsExpected }.map { register in
      Issue(
        code: "register_read_back", severity: .invalid,
        text: "\(register.name) reads 0x\(String(register.value, radix: 16)), the profile expects"
          + " 0x\(String(register.expected ?? 0, radix: 16)) under mask"
          + " 0x\(String(register.mask ?? 0, radix: 16))")
    }
  }

  private var sampleIssues: [Issue] {
    guard evidence != .predicted else { return [] }
    var found: [Issue] = []
    // The profiler of another tool knows layers alone.
    if clean == nil, !isForeign || pass(.layer) == nil {
      found.append(
        Issue(
          code: "no_clean_pass", severity: .invalid,
          text: "no clean pass with a usable sample: there is no headline figure"))
    }
    if pass(.layer) != nil {
      found += layers.indices.filter { layers[$0].window != nil && timing(ofLayer: $0) == nil }
        .map { layer in
          Issue(
            code: "layer_untimed", severity: .degraded, layer: layer,
            text: "layer \(layer) has no usable sample")
        }
    }
    for pass in passes where pass.kind != .probe {
      if let totals = pass.totals, totals.rejectedCount > 0 {
        let reasons = Rejection.allCases.compactMap { reason in
          totals.rejected[reason].map { "\($0) \(reason.rawValue)" }
        }
        found.append(
          Issue(
            code: "samples_rejected", severity: .information,
            text: "\(totals.rejectedCount) of \(pass.runCount) runs of the"
              + " \(pass.kind.rawValue) pass hold samples that no working counter gives:"
              + " \(reasons.joined(separator: ", "))"))
      }
      if evidence == .simulated, !isForeign { found += varying(pass) }
    }
    return found
  }

  /// What is wrong where runs of a virtual board differ.
  private func varying(_ pass: PassSamples) -> [Issue] {
    let isOneCoreEqual = pass.kind != .layer || cores?.singleCore?.allRunsAreEqual ?? true
    if pass.allRunsAreEqual, isOneCoreEqual { return [] }
    return [
      Issue(
        code: "simulation_varies", severity: .invalid,
        text: "runs of the \(pass.kind.rawValue) pass differ on a virtual board, which is"
          + " deterministic")
    ]
  }

  /// Of a prediction the residue is the table's own overhead of the layers.
  private var residueIssues: [Issue] {
    guard evidence != .predicted, let unexplainedCycles, let residueLimitCycles,
      let clean = clean?.median, clean > 0,
      abs(unexplainedCycles) > residueLimitCycles
    else { return [] }
    let percent = abs(unexplainedCycles) / clean * 100
    let hundredths = Int(min(percent * 100, 1e12).rounded())
    let fraction = hundredths % 100
    let sum =
      frameCycles.map { "the layers' sum and the \(Self.text($0)) cycles around them lie" }
      ?? "the layers' sum lies"
    return [
      Issue(
        code: "residue_high", severity: .degraded,
        text: "\(sum) \(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
          + " \(unexplainedCycles > 0 ? "above" : "below") the clean pass;"
          + " \(Int(min(residueLimitCycles, 1e15).rounded())) cycles are allowed for")
    ]
  }

  private static func text(_ range: ClosedRange<UInt64>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
