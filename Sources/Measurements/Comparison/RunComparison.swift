/// Two runs side by side: what changed by how much, and whether that says anything.
package struct RunComparison: Hashable, Sendable {
  package let baseline: ComparedRun
  package let candidate: ComparedRun
  /// What blocks the comparison, and what its reader must know.
  package let findings: [ComparabilityFinding]
  /// Figures of the whole network that both runs have, in the order of their names.
  package let totals: [TotalPair]
  /// Layers that stand for each other, in the baseline's order.
  package let layers: [LayerPair]
  package let onlyInBaseline: [ComparedLayer]
  package let onlyInCandidate: [ComparedLayer]

  /// A figure of the whole network in both runs.
  package struct TotalPair: Hashable, Sendable {
    package let total: ComparedRun.Total
    package let test: PairTest
  }

  package init(
    _ baseline: ComparedRun, _ candidate: ComparedRun, thresholds: Thresholds = .standard
  ) {
    self.baseline = baseline
    self.candidate = candidate
    totals = ComparedRun.Total.allCases.compactMap { total in
      guard let before = baseline.totals[total], let after = candidate.totals[total] else {
        return nil
      }
      return TotalPair(total: total, test: PairTest(before, after, thresholds: thresholds))
    }
    let matching = LayerMatching(baseline.layers, candidate.layers, thresholds: thresholds)
    layers = matching.pairs
    onlyInBaseline = matching.onlyInBaseline
    onlyInCandidate = matching.onlyInCandidate
    findings =
      Comparability(
        baseline: baseline, candidate: candidate, totals: totals, matching: matching
      ).findings
  }

  /// What the comparison comes to.
  package enum Outcome: Hashable, Sendable {
    /// There is none.
    case blocked
    /// The runs stand side by side; neither is a change of the other.
    case sideBySide
    case judged(PairTest.Verdict)
  }

  /// Whether the runs are of one model on two boards: they stand side by side, layer by layer.
  package var isAcrossBoards: Bool {
    let codes = Set(findings.map(\.code))
    return codes.contains(.differentBoard) && !codes.contains(.differentModel)
  }

  /// What the comparison comes to; `isForced` overrides the findings that may be overridden.
  ///
  /// A verdict needs the same model and input, and nothing that blocks: a figure of another board or
  /// clock is no regression of this one's.
  package func outcome(isForced: Bool = false) -> Outcome {
    guard blocks(isForced: isForced).isEmpty else { return .blocked }
    let codes = Set(findings.map(\.code))
    let isForcedThrough = codes.contains { $0.effect == .blocksUnlessForced }
    guard !isForcedThrough, codes.isDisjoint(with: Self.notJudged) else {
      return .sideBySide
    }
    let verdicts = Set(totals.filter(\.total.isJudged).map(\.test.verdict))
    if verdicts.contains(.slower) { return .judged(.slower) }
    return .judged(verdicts.contains(.faster) ? .faster : .unchanged)
  }

  /// What lets runs stand side by side, and no more.
  private static let notJudged: Set<ComparabilityFinding.Code> = [
    .differentModel, .differentInput, .predictedBesideRun,
  ]

  /// What stands in the way of the comparison.
  package func blocks(isForced: Bool = false) -> [ComparabilityFinding] {
    findings.filter { finding in
      switch finding.code.effect {
      case .blocks: true
      case .blocksUnlessForced:
        !isForced && !(isAcrossBoards && Self.followingFromTheBoard.contains(finding.code))
      case .warns: false
      }
    }
  }

  /// What another board brings with it.
  private static let followingFromTheBoard: Set<ComparabilityFinding.Code> = [
    .differentBoard, .differentClock, .differentTimingModel, .differentTimingParameters,
  ]

  /// The layers of a pair test that found them slower or faster.
  package func layers(that verdict: PairTest.Verdict) -> [LayerPair] {
    layers.filter { $0.verdict == verdict }
  }
}
