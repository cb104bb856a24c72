import Measurements

extension Investigation {
  /// Takes the run whose code lies elsewhere: where the leading figure is off by half of what it is
  /// out of line, its place alone can make such changes.
  mutating func takeMoved(_ run: ComparedRun, by bytes: Int) {
    let leading = leadingSuspicion
    guard run.validity.isUsable, let moved = run.figure(of: leading.layer)?.medianCycles,
      let here = judge.candidate.figure(of: leading.layer)?.medianCycles, here > 0
    else {
      return takeMovedFailure(
        "run \(run.runID.short) is \(run.validity.rawValue)",
        boardName: run.boardName ?? run.board, runID: run.runID, bytes: bytes)
    }
    let percent = (moved - here) / here * 100
    place =
      abs(moved - here) * 2 >= leading.size
      ? .matters(percent: percent) : .doesNotMatter(percent: percent)
    noteMoved(
      run.runID, boardName: run.boardName ?? run.board,
      agrees: abs(moved - here) * 2 < leading.size,
      bytes: bytes)
    accept()
  }

  /// Takes that the run whose code lies elsewhere could not be had: the suspicion stands.
  mutating func takeMovedFailure(
    _ failure: String, boardName: String, runID: RunID?, bytes: Int
  ) {
    noteMoved(runID, boardName: boardName, agrees: nil, bytes: bytes)
    troubles.append("the run with its code moved by \(bytes) B gave nothing to go by: \(failure)")
    accept()
  }

  private mutating func noteMoved(
    _ runID: RunID?, boardName: String, agrees: Bool?, bytes: Int
  ) {
    note(
      NightEntry.Confirmation(
        runID: runID, boardName: boardName, isTwin: false, agrees: agrees, codePaddingBytes: bytes))
  }

  /// What the code's place turned out to do, in a sentence.
  var placeNote: String? {
    switch place {
    case .unknown: nil
    case .matters(let percent):
      "with its code moved by \(Self.codePaddingBytes) B it moves by "
        + "\(Self.text(percent)) %: its place makes the difference"
    case .doesNotMatter(let percent):
      "with its code moved by \(Self.codePaddingBytes) B it moves by "
        + "\(Self.text(percent)) % only: its place does not explain it"
    }
  }

  private static func text(_ percent: Double) -> String {
    let hundredths = Int((percent * 100).rounded())
    let sign = hundredths < 0 ? "-" : "+"
    let digits = abs(hundredths) % 100
    return "\(sign)\(abs(hundredths) / 100).\(digits < 10 ? "0" : "")\(digits)"
  }
}
