import Measurements

extension Investigation {
  /// The least and most that all layers move by, in percent, when code or data only moved.
  private static let layoutPercent = 1.0...3.0
  /// Cycles from which on a layer's percents say anything.
  private static let readableCycles = 1000.0

  /// The entry where what is out of line is so.
  var conclusion: NightEntry {
    let leading = leadingSuspicion
    let verdict = leading.verdict
    let place = leading.firstChanged
    var entry: NightEntry
    if isSameImage, !confirmations.contains(where: { $0.isTwin && $0.agrees == true }) {
      entry = self.entry(
        .boardSuspect,
        "the image is the baseline's, bit for bit: what changed is the board, not the code")
    } else if isLayout, !isPlaceCleared {
      entry = self.entry(
        .layoutSuspect,
        "every layer moved by 1 to 3 % and the kernels' code is the baseline's: only its place"
          + " in memory changed")
    } else if verdict == .slower {
      entry = self.entry(leading.hasCrept ? .drift : .slower)
    } else {
      entry = self.entry(.faster)
    }
    entry.notes = confirmationNotes + [placeNote].compactMap(\.self) + entry.notes
    guard entry.outcome != .boardSuspect else { return entry }
    entry.levelStartRunID =
      entry.outcome == .drift ? judge.candidate.runID : leading.points[place].runID
    entry.suspect = suspect(leading)
    if leading.hasCrept { entry.notes.append(creepNote(leading)) }
    return entry
  }

  /// The entry where a confirmation did not show it.
  var disagreement: NightEntry {
    let twin = confirmations.last { $0.isTwin }
    guard let twin, twin.agrees == false else {
      return entry(.unconfirmed, "a second run on the same board is in line: noise")
    }
    guard confirmations.contains(where: { !$0.isTwin && $0.agrees == true }) else {
      return entry(.unconfirmed, "twin \(twin.boardName) is in line, and no second run says more")
    }
    return entry(
      .boardSuspect,
      "a second run shows it, too, and twin \(twin.boardName) does not: the board is to blame")
  }

  /// The clean pass where it is out of line, else the layer with the largest change, a slower one
  /// before a faster one.
  var leadingSuspicion: Suspicion {
    if let total = suspicions.first(where: { $0.layer == nil }) { return total }
    let slower = suspicions.filter { $0.verdict == .slower }
    let layers = slower.isEmpty ? suspicions : slower
    return layers.max { $0.size < $1.size } ?? suspicions[0]
  }

  /// An entry with what is out of line in it.
  func entry(_ outcome: NightEntry.Outcome, _ notes: String...) -> NightEntry {
    var entry = judge.entry(outcome, notes + troubles + judge.remarks)
    entry.confirmations = confirmations
    if let total = suspicions.first(where: { $0.layer == nil }) { entry.total = total.figure }
    entry.layers = suspicions.filter { $0.layer != nil }.sorted { $0.size > $1.size }
      .compactMap { suspicion in
        judge.candidate.layers.first { $0.index == suspicion.layer }.map { layer in
          NightEntry.ChangedLayer(
            index: layer.index, operatorName: layer.operatorName, name: layer.name,
            kernelSymbol: layer.kernelSymbol, figure: suspicion.figure)
        }
      }
    return entry
  }

  private var confirmationNotes: [String] {
    if !options.isConfirming { return ["it was not run again: confirmation is off"] }
    return options.hasTwin
      ? [] : ["no twin of the board could confirm it: only a second run on the same board did"]
  }

  /// Whether the image of the baseline's run is tonight's.
  private var isSameImage: Bool {
    judge.candidate.imageSHA256 != nil
      && judge.candidate.imageSHA256 == judge.baseline?.imageSHA256
  }

  /// Whether the code was tried at another place, and that changed nothing.
  private var isPlaceCleared: Bool {
    if case .doesNotMatter = place { true } else { false }
  }

  /// Whether every layer moved a little although the kernels did not change.
  private var isLayout: Bool {
    guard let code = judge.candidate.kernelCodeSHA256, code == judge.baseline?.kernelCodeSHA256
    else { return false }
    let moves = judge.candidate.layers.compactMap { layer -> Double? in
      guard let figure = layer.figure, figure.medianCycles >= Self.readableCycles,
        let baseline = judge.baseline(of: layer.index, boardName: judge.candidate.boardName)
      else { return nil }
      return PairTest(baseline.figure, figure).deltaPercent
    }
    return moves.count > 1 && moves.allSatisfy { Self.layoutPercent.contains(abs($0)) }
  }

  /// Between which commits it happened, where the runs tell.
  private func suspect(_ suspicion: Suspicion) -> NightEntry.Suspect? {
    let place = suspicion.firstChanged
    let bad = suspicion.points[place]
    let good = place > 0 ? suspicion.points[place - 1] : nil
    guard let commit = bad.commit, commit != good?.commit else { return nil }
    return NightEntry.Suspect(
      lastGoodCommit: good?.commit, firstBadCommit: commit, lastGoodRun: good?.runID,
      firstBadRun: bad.runID)
  }

  private func creepNote(_ suspicion: Suspicion) -> String {
    "it came by small steps over \(suspicion.points.count - 1) runs; the commit named is where it"
      + " was past half of the way"
  }
}

extension Suspicion {
  /// How many cycles it is about.
  var size: Double { abs(figure.cycles - figure.baselineCycles) }
}

extension Judge {
  /// What a reader of a change must know besides.
  var remarks: [String] {
    guard let comparison else { return [] }
    var remarks = comparison.findings.filter {
      $0.code != .degradedRun && $0.code != .layoutSuspect
    }
    .map(\.text)
    if let cold = comparison.totals.first(where: { $0.total == .cold }),
      cold.test.verdict != .unchanged
    {
      remarks.append(
        "with cold caches it is \(cold.test.verdict.rawValue), too, against the last run")
    }
    if let code = candidate.kernelCodeSHA256, let before = baseline?.kernelCodeSHA256 {
      remarks.append(
        code == before
          ? "the kernels' code is the baseline's" : "the kernels' code is not the baseline's")
    }
    return remarks
  }
}
