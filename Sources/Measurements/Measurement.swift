package import ModelGraph

/// One benchmarked run: what ran, where, how, every raw sample, and what follows from them.
///
/// Holds facts only; medians, sums, residue, validity and the issues found in the samples are
/// derived each time, so that they cannot disagree with the samples.
package struct Measurement: Hashable, Sendable, Codable {
  package let runID: RunID
  package let created: Timestamp
  package let model: ModelRecord
  package let board: BoardRecord
  /// The chip's state as read back, or `nil` when nothing ran.
  package let chipState: ChipState?
  package let build: BuildRecord?
  package let memory: MemoryRecord
  package let method: MethodRecord
  package let evidence: Evidence
  package let timingModel: TimingModel?
  package let layers: [LayerRecord]
  /// The passes in the order run, at most one of a kind.
  package let passes: [PassSamples]
  /// What is known of them besides; `nil` in records of versions that did not tell.
  package let passAccounts: [PassAccount]?
  package let outputCheck: OutputCheck
  /// Cycles of the firmware's start, from the counter's start until it could take a command.
  package let initCycles: CycleCount?
  /// Cycles of the very first inference after reset.
  package let firstInferenceCycles: CycleCount?
  /// Issues that the run itself reported, before those that the samples show.
  package let reportedIssues: [Issue]
  /// What was removed from the file's network before it ran, or `nil` where it ran whole.
  package let pruning: GraphPruning?
  /// The cores that shared the layers, or `nil` where one ran them.
  package let cores: CoresRecord?
  /// What the board's profile left to choose, or `nil` where it left nothing, and in records of
  /// versions that did not tell.
  package let choices: BoardChoices?
  package let provenance: Provenance
  package let artifacts: [Artifact]
  /// What the figures rest on where they are predicted, or `nil` of a run.
  package let prediction: PredictionRecord?
  /// What latency tables make of simulated figures, where that was asked for.
  package let correction: CorrectionRecord?

  package init(
    runID: RunID, created: Timestamp, model: ModelRecord, board: BoardRecord,
    chipState: ChipState?, build: BuildRecord?, memory: MemoryRecord, method: MethodRecord,
    evidence: Evidence, timingModel: TimingModel?, layers: [LayerRecord],
    passes: [PassSamples], passAccounts: [PassAccount]? = nil, outputCheck: OutputCheck,
    initCycles: CycleCount? = nil, firstInferenceCycles: CycleCount? = nil,
    reportedIssues: [Issue] = [], pruning: GraphPruning? = nil, cores: CoresRecord? = nil,
    choices: BoardChoices? = nil, provenance: Provenance, artifacts: [Artifact] = [],
    prediction: PredictionRecord? = nil, correction: CorrectionRecord? = nil
  ) {
    self.runID = runID
    self.created = created
    self.model = model
    self.board = board
    self.chipState = chipState
    self.build = build
    self.memory = memory
    self.method = method
    self.evidence = evidence
    self.timingModel = timingModel
    self.layers = layers
    self.passes = passes
    self.passAccounts = passAccounts
    self.outputCheck = outputCheck
    self.initCycles = initCycles
    self.firstInferenceCycles = firstInferenceCycles
    self.reportedIssues = reportedIssues
    self.pruning = pruning
    self.cores = cores
    self.choices = choices
    self.provenance = provenance
    self.artifacts = artifacts
    self.prediction = prediction
    self.correction = correction
  }

  /// Multiply-accumulates of an inference as it ran: of a pruned run, those that were kept.
  package var ranMACCount: Int { pruning?.keptMACCount ?? model.macCount }

  /// Elements of weights and biases as they ran.
  package var ranParameterCount: Int { pruning?.keptParameterCount ?? model.parameterCount }

  /// The samples of a pass, or `nil` when it was not run.
  package func pass(_ kind: PassKind) -> PassSamples? { passes.first { $0.kind == kind } }

  /// The same run with other artifacts.
  package func with(artifacts: [Artifact]) -> Measurement { replacing(artifacts: artifacts) }

  /// The same run with other samples.
  package func with(passes: [PassSamples]) -> Measurement { replacing(passes: passes) }

  /// The same run of another moment.
  package func with(created: Timestamp) -> Measurement { replacing(created: created) }

  /// The same run with another origin.
  package func with(provenance: Provenance) -> Measurement { replacing(provenance: provenance) }

  /// The same run with its figures corrected.
  package func with(correction: CorrectionRecord) -> Measurement {
    replacing(correction: correction)
  }

  private func replacing(
    passes: [PassSamples]? = nil, artifacts: [Artifact]? = nil, provenance: Provenance? = nil,
    created: Timestamp? = nil, correction: CorrectionRecord? = nil
  ) -> Measurement {
    Measurement(
      runID: runID, created: created ?? self.created, model: model, board: board,
      chipState: chipState,
      build: build, memory: memory, method: method, evidence: evidence, timingModel: timingModel,
      layers: layers, passes: passes ?? self.passes, passAccounts: passAccounts,
      outputCheck: outputCheck,
      initCycles: initCycles, firstInferenceCycles: firstInferenceCycles,
      reportedIssues: reportedIssues, pruning: pruning, cores: cores, choices: choices,
      provenance: provenance ?? self.provenance, artifacts: artifacts ?? self.artifacts,
      prediction: prediction, correction: correction ?? self.correction)
  }
}
