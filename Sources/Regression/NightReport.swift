package import Measurements

/// What a suite's run found, model by model and board by board.
package struct NightReport: Hashable, Sendable, Codable {
  /// Sixteen hexadecimal digits.
  package var id: String
  /// The suite's name in the rig file.
  package var suite: String
  package var started: Timestamp
  /// `nil` while it runs.
  package var ended: Timestamp?
  /// The commit that was measured, where known.
  package var commit: String?
  package var entries: [NightEntry]

  package init(
    id: String, suite: String, started: Timestamp, ended: Timestamp?, commit: String?,
    entries: [NightEntry]
  ) {
    self.id = id
    self.suite = suite
    self.started = started
    self.ended = ended
    self.commit = commit
    self.entries = entries
  }

  /// Whether something got slower beyond doubt: status 3.
  package var hasRegression: Bool { entries.contains { $0.outcome.isRegression } }
  /// Whether something was not measured at all: status 1.
  package var hasFailure: Bool { entries.contains { $0.outcome == .failed } }
}

/// One model on one board in a night.
package struct NightEntry: Hashable, Sendable, Codable {
  /// Untrusted text.
  package var modelName: String
  package var modelSHA256: String
  /// The board profile's name.
  package var board: String
  /// The rig's name of the board that ran it, or was to.
  package var boardName: String?
  /// Whether the suite asks for any board of the profile, so that another one may run it tomorrow.
  package var isForAnyBoard: Bool?
  package var evidence: Evidence?
  package var timingModel: TimingModel?
  package var outcome: Outcome
  package var runID: RunID?
  /// The newest run of the baseline.
  package var baselineRunID: RunID?
  /// The clean pass's median, where there is a usable run.
  package var cycles: Double?
  /// The clean pass against the baseline.
  package var total: ChangedFigure?
  /// Layers that changed, the largest change in cycles first.
  package var layers: [ChangedLayer]
  /// The runs that were made to confirm it, in order.
  package var confirmations: [Confirmation]
  /// The first commit that is slow, and the last that was not, where runs carry commits.
  package var suspect: Suspect?
  /// What a reader must know, one sentence each.
  package var notes: [String]
  /// The run that a new level of the series began with, which later runs are held against.
  package var levelStartRunID: RunID?
  /// Why it was not measured.
  package var failure: String?
  /// Seconds that the job took, its attempts together.
  package var seconds: Double?
  /// `true` where the network ran without its dead channels.
  package var isPruned: Bool?
  /// The kernels as ``SeriesKey`` has them; `nil` in reports of versions that did not tell, and where
  /// there is no run.
  package var kernelSet: String?
  /// Cores that shared the layers, where they were more than one.
  package var cores: Int?
  /// Where code and weights lay, as `--placement` takes it, where it was not the profile's way.
  package var placement: String?

  package init(
    modelName: String, modelSHA256: String, board: String, boardName: String?,
    evidence: Evidence?, timingModel: TimingModel?, outcome: Outcome, runID: RunID?,
    baselineRunID: RunID?, total: ChangedFigure?, layers: [ChangedLayer] = [],
    confirmations: [Confirmation] = [], suspect: Suspect? = nil, notes: [String] = [],
    levelStartRunID: RunID? = nil, failure: String? = nil, seconds: Double? = nil,
    cycles: Double? = nil
  ) {
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.board = board
    self.boardName = boardName
    self.evidence = evidence
    self.timingModel = timingModel
    self.outcome = outcome
    self.runID = runID
    self.baselineRunID = baselineRunID
    self.total = total
    self.layers = layers
    self.confirmations = confirmations
    self.suspect = suspect
    self.notes = notes
    self.levelStartRunID = levelStartRunID
    self.failure = failure
    self.seconds = seconds
    self.cycles = cycles ?? total?.cycles
  }

  /// An entry for a model that there is no usable run of, and why.
  package static func failed(
    modelName: String, modelSHA256: String, board: String, boardName: String?, because why: String
  ) -> NightEntry {
    NightEntry(
      modelName: modelName, modelSHA256: modelSHA256, board: board, boardName: boardName,
      evidence: nil, timingModel: nil, outcome: .failed, runID: nil, baselineRunID: nil,
      total: nil, failure: why)
  }

  /// What an entry comes to.
  package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// The first usable run of its series: there is nothing to hold it against.
    case baseline
    case unchanged
    /// Slower than the baseline, and a rerun agreed, and a twin where there is one.
    case slower
    /// Faster than the baseline, confirmed likewise.
    case faster
    /// The series has crept up since its last change point by more than a pair test sees.
    case drift
    /// Out of line, and a rerun of the same board was not: noise.
    case unconfirmed
    /// Out of line, and a twin was not: the board is to blame.
    case boardSuspect = "board_suspect"
    /// Every layer moved with unchanged kernels, and moves again where the code lies elsewhere.
    case layoutSuspect = "layout_suspect"
    /// Not to be held against its baseline: another compiler, clock, counter; see the notes.
    case notComparable = "not_comparable"
    /// There is no usable run.
    case failed

    package var isRegression: Bool { self == .slower || self == .drift }
  }

  /// What the entry says against the board that ran it, if it says anything.
  package var blame: Blame? {
    switch outcome {
    case .boardSuspect: .wrongFigures
    case .unconfirmed: .unsteadyFigures
    case .baseline, .unchanged, .slower, .faster, .drift, .layoutSuspect, .notComparable, .failed:
      nil
    }
  }

  /// What is wrong with a board.
  package enum Blame: String, Hashable, Sendable, Codable {
    /// It stays out of line where a twin, or the image of the nights before, says otherwise.
    case wrongFigures = "wrong_figures"
    /// It was out of line once, and a moment later it was not.
    case unsteadyFigures = "unsteady_figures"
  }

  /// A figure and what it was.
  package struct ChangedFigure: Hashable, Sendable, Codable {
    package var baselineCycles: Double
    package var cycles: Double
    /// What the difference had to exceed to count.
    package var limitCycles: Double
    package var verdict: PairTest.Verdict

    package init(
      baselineCycles: Double, cycles: Double, limitCycles: Double, verdict: PairTest.Verdict
    ) {
      self.baselineCycles = baselineCycles
      self.cycles = cycles
      self.limitCycles = limitCycles
      self.verdict = verdict
    }

    package var deltaPercent: Double? {
      baselineCycles > 0 ? (cycles - baselineCycles) / baselineCycles * 100 : nil
    }
  }

  /// A layer that changed.
  package struct ChangedLayer: Hashable, Sendable, Codable {
    package var index: Int
    package var operatorName: String
    /// Untrusted text.
    package var name: String
    package var kernelSymbol: String?
    package var figure: ChangedFigure

    package init(
      index: Int, operatorName: String, name: String, kernelSymbol: String?, figure: ChangedFigure
    ) {
      self.index = index
      self.operatorName = operatorName
      self.name = name
      self.kernelSymbol = kernelSymbol
      self.figure = figure
    }
  }

  /// A run made to confirm what another one showed.
  package struct Confirmation: Hashable, Sendable, Codable {
    package var runID: RunID?
    /// The rig's name of the board.
    package var boardName: String
    package var isTwin: Bool
    /// Whether it showed the same, or `nil` where it gave no usable run.
    package var agrees: Bool?
    /// Bytes by which its code was moved in the flash, to see what its place does.
    package var codePaddingBytes: Int?

    package init(
      runID: RunID?, boardName: String, isTwin: Bool, agrees: Bool?, codePaddingBytes: Int? = nil
    ) {
      self.runID = runID
      self.boardName = boardName
      self.isTwin = isTwin
      self.agrees = agrees
      self.codePaddingBytes = codePaddingBytes
    }
  }

  /// Between which commits it happened.
  package struct Suspect: Hashable, Sendable, Codable {
    package var lastGoodCommit: String?
    package var firstBadCommit: String
    /// The runs of the two.
    package var lastGoodRun: RunID?
    package var firstBadRun: RunID

    package init(
      lastGoodCommit: String?, firstBadCommit: String, lastGoodRun: RunID?, firstBadRun: RunID
    ) {
      self.lastGoodCommit = lastGoodCommit
      self.firstBadCommit = firstBadCommit
      self.lastGoodRun = lastGoodRun
      self.firstBadRun = firstBadRun
    }
  }
}
