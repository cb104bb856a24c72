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
  package private(set) var step: Step

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
    step = options.isConfirming ? .measureAgain : .accept(conclusion)
  }

  /// Takes what ``step`` asked for.
  package mutating func take(_ run: ComparedRun) {
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
    let isTwin = step == .measureOnTwin
    note(
      NightEntry.Confirmation(runID: runID, boardName: boardName, isTwin: isTwin, agrees: nil))
    troubles.append(
      (isTwin ? "the run on twin \(boardName)" : "the second run on \(boardName)")
        + " gave nothing to go by: \(failure)")
    proceed()
  }

  private mutating func note(_ confirmation: NightEntry.Confirmation) {
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
        step = .accept(conclusion)
      }
    } else {
      step = .accept(entry(.unconfirmed, "nothing could confirm what the run shows"))
    }
  }
}
