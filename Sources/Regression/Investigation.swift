package import Measurements

/// What a night does about one run until it knows what to say of it.
///
/// Whoever drives it does what ``step`` says, and brings what came of it with ``take(_:)`` or
/// ``takeFailure(_:boardName:)``, until the step is an entry of the night's report.
package struct Investigation: Sendable {
  /// What is to be done next.
  package enum Step: Hashable, Sendable {
    /// Nothing: this is what it comes to.
    case accept(NightEntry)
    /// Run the same once more on the same board.
    case measureAgain
    /// Run the same on another board of the same profile.
    case measureOnTwin
    /// Run the same on the same board, its code so many bytes further on in the flash.
    case measureMoved(codePaddingBytes: Int)
  }

  /// How much it takes to be sure.
  package struct Options: Hashable, Sendable {
    package var thresholds: Thresholds
    /// Whether what is out of line is measured again before it is told.
    package var isConfirming: Bool
    /// Whether there is another healthy board of the same profile.
    package var hasTwin: Bool

    package init(
      thresholds: Thresholds = .standard, isConfirming: Bool = true, hasTwin: Bool
    ) {
      self.thresholds = thresholds
      self.isConfirming = isConfirming
      self.hasTwin = hasTwin
    }
  }

  let judge: Judge
  let options: Options
  /// What is out of line; what a confirmation does not show is taken out.
  var suspicions: [Suspicion]
  var confirmations: [NightEntry.Confirmation] = []
  /// The runs that agreed.
  private var agreeing: [ComparedRun] = []
  /// What went wrong with confirmations, a sentence each.
  var troubles: [String] = []
  /// What its code at another place showed, if that was asked.
  var place = Place.unknown
  package private(set) var step: Step

  /// Whether the place of the code makes the figures.
  enum Place: Hashable, Sendable {
    case unknown
    /// At another place the leading figure is another one, by percent.
    case matters(percent: Double)
    case doesNotMatter(percent: Double)
  }

  /// Half of the 2 KiB that lie side by side in a cache of the boards, and half a line of 32 B: what
  /// shared a place in the cache does so no more, and loops begin elsewhere in their lines.
  static let codePaddingBytes = 1024 + 16

  /// Begins with tonight's run.
  ///
  /// - Parameters:
  ///   - candidate: The run that is to be judged.
  ///   - baseline: The run that ``History/baselineRunID(thresholds:)`` names; where that is none, the
  ///     newest other run of the model on the board profile, if there is one.
  ///   - history: What was known before tonight.
  ///   - options: How much it takes to be sure.
  package init(
    of candidate: ComparedRun, against baseline: ComparedRun?, history: History, options: Options
  ) {
    judge = Judge(
      candidate: candidate, baseline: baseline, history: history, thresholds: options.thresholds)
    self.options = options
    suspicions = []
    step = .accept(judge.entry(.unchanged))
    if let early = judge.earlyEntry {
      step = .accept(early)
      return
    }
    suspicions = judge.suspicions
    guard !suspicions.isEmpty else { return }
    if options.isConfirming { step = .measureAgain } else { accept() }
  }

  /// Takes what ``step`` asked for.
  package mutating func take(_ run: ComparedRun) {
    if case .measureMoved(let bytes) = step { return takeMoved(run, by: bytes) }
    if let obstacle = judge.obstacle(to: run) {
      return takeFailure(obstacle, boardName: run.boardName ?? run.board, runID: run.runID)
    }
    let shown = suspicions.filter { judge.shows($0, in: run) }
    note(
      NightEntry.Confirmation(
        runID: run.runID, boardName: run.boardName ?? run.board, isTwin: step == .measureOnTwin,
        agrees: !shown.isEmpty))
    if shown.isEmpty {
      step = .accept(disagreement)
    } else {
      suspicions = shown
      agreeing.append(run)
      proceed()
    }
  }

  /// Takes that ``step`` could not be done, and why.
  package mutating func takeFailure(_ failure: String, boardName: String, runID: RunID? = nil) {
    if case .measureMoved(let bytes) = step {
      return takeMovedFailure(failure, boardName: boardName, runID: runID, bytes: bytes)
    }
    let isTwin = step == .measureOnTwin
    note(
      NightEntry.Confirmation(runID: runID, boardName: boardName, isTwin: isTwin, agrees: nil))
    troubles.append(
      (isTwin ? "the run on twin \(boardName)" : "the second run on \(boardName)")
        + " gave nothing to go by: \(failure)")
    proceed()
  }

  mutating func note(_ confirmation: NightEntry.Confirmation) {
    confirmations.append(confirmation)
  }

  private mutating func proceed() {
    if options.hasTwin, !confirmations.contains(where: \.isTwin) {
      step = .measureOnTwin
    } else if !agreeing.isEmpty {
      let beyond = suspicions.filter { $0.isBeyondScatter(with: agreeing) }
      if beyond.isEmpty {
        step = .accept(entry(.unconfirmed, "the baseline's few runs lie as far apart as that"))
      } else {
        suspicions = beyond
        accept()
      }
    } else {
      step = .accept(entry(.unconfirmed, "nothing could confirm what the run shows"))
    }
  }

  /// Accepts that it is so, once it is known whether only the code's place makes it so.
  mutating func accept() {
    let entry = conclusion
    let isAsked = confirmations.contains { $0.codePaddingBytes != nil }
    step =
      entry.outcome == .layoutSuspect && options.isConfirming && !isAsked
      ? .measureMoved(codePaddingBytes: Self.codePaddingBytes) : .accept(entry)
  }
}
