/// Why a comparison of two runs is none, or what its reader must know.
package struct ComparabilityFinding: Hashable, Sendable {
  package let code: Code
  /// One sentence for people, without a full stop.
  package let text: String

  /// What was found; the raw values are stable words for programs.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    case differentEvidence = "different_evidence"
    /// A prediction stands beside a run.
    case predictedBesideRun = "predicted_beside_run"
    case unusableRun = "unusable_run"
    case differentBoard = "different_board"
    case differentClock = "different_clock"
    case differentTimingModel = "different_timing_model"
    case differentTimingParameters = "different_timing_parameters"
    case differentInputKind = "different_input_kind"

    case differentModel = "different_model"
    case differentInput = "different_input"
    case differentInputShape = "different_input_shape"
    case degradedRun = "degraded_run"
    case differentPruning = "different_pruning"
    case differentPlacement = "different_placement"
    case differentCores = "different_cores"
    case differentKernelSet = "different_kernel_set"
    case differentKernels = "different_kernels"
    case differentCompiler = "different_compiler"
    case differentFlags = "different_flags"
    case differentProgram = "different_program"
    case differentUnit = "different_unit"
    case differentMethod = "different_method"
    case differentClaim = "different_claim"
    case nothingClaimed = "nothing_claimed"
    case belowRankingLimit = "below_ranking_limit"
    case layoutSuspect = "layout_suspect"
  }

  /// What a finding does to the comparison.
  package enum Effect: String, Hashable, Sendable {
    /// There is none, whatever is asked.
    case blocks
    /// There is none unless it is asked for, and then without a verdict. Runs of one model on two
    /// boards need no asking for what the other board brings with it.
    case blocksUnlessForced = "blocks_unless_forced"
    /// It stands, with this in mind.
    case warns
  }
}

extension ComparabilityFinding.Code {
  package var effect: ComparabilityFinding.Effect {
    switch self {
    case .differentEvidence, .unusableRun: .blocks
    case .differentBoard, .differentClock, .differentTimingModel, .differentTimingParameters,
      .differentInputKind:
      .blocksUnlessForced
    default: .warns
    }
  }

  /// What to do about a finding that blocks.
  package var remedy: String? {
    switch self {
    case .differentEvidence: "measure both on silicon, or run both on the virtual board"
    case .unusableRun: "see with 'mcubench show RUN' what is wrong with it, and run it again"
    case .differentBoard: "run both on one board, or one model on both"
    case .differentClock: "run both at one clock"
    case .differentTimingModel: "run both under one timing model and version of it"
    case .differentTimingParameters: "run the older one again under today's parameters"
    case .differentInputKind: "compare networks of one task"
    default: nil
    }
  }
}
