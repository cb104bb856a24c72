package import Measurements

/// What a job is to measure: two jobs with equal specifications are the same work.
package struct JobSpecification: Hashable, Sendable, Codable {
  /// SHA-256 of the model's file, 64 hexadecimal digits.
  package var modelSHA256: String
  /// The file's name without folder and `.tflite`; untrusted text.
  package var modelName: String
  /// The board profile's name.
  package var board: String
  /// The one board of the rig that must do it, or `nil` for any of the profile.
  package var boardName: String?
  /// Runs a pass, or `nil` for as many as the board needs.
  package var runs: Int?
  package var warmupRuns: Int?
  package var passes: [PassKind]?
  /// After this many seconds no pass begins further runs.
  package var timeLimitSeconds: Int?
  /// The directory with `boards/`, `firmware-template/` and the kernels, or `nil` for the daemon's.
  package var home: String?
  /// The commit that the kernels and the template are at, where known.
  package var commit: String?
  /// Bytes by which the code is moved in the flash, or `nil` where the linker puts it.
  ///
  /// It shows whether the code's place makes the figures; such a run is of no series.
  package var codePaddingBytes: Int?
  /// `true` to leave out channels that cannot change the outputs, `nil` for the whole network; a
  /// third value would make two specifications of one work.
  package var prunesDead: Bool?
  /// How many cores share each layer, as `--cores` takes it, or `nil` for the profile's number.
  package var cores: Int?
  /// Where code and weights are to lie, as `--placement` takes it, or `nil` for the profile's way.
  package var placement: String?
  package var purpose: Purpose

  /// Why it is measured; runs of different purposes are never one job.
  package enum Purpose: Hashable, Sendable, Codable {
    case user
    /// A suite's regular run.
    case night(id: String)
    /// A second run of one that was out of line.
    case confirmation(night: String, of: RunID)
  }

  package init(
    modelSHA256: String, modelName: String, board: String, boardName: String? = nil,
    runs: Int? = nil, warmupRuns: Int? = nil, passes: [PassKind]? = nil,
    timeLimitSeconds: Int? = nil, home: String? = nil, commit: String? = nil,
    codePaddingBytes: Int? = nil, prunesDead: Bool = false, cores: Int? = nil,
    placement: String? = nil, purpose: Purpose = .user
  ) {
    self.modelSHA256 = modelSHA256
    self.modelName = modelName
    self.board = board
    self.boardName = boardName
    self.runs = runs
    self.warmupRuns = warmupRuns
    self.passes = passes
    self.timeLimitSeconds = timeLimitSeconds
    self.home = home
    self.commit = commit
    self.codePaddingBytes = codePaddingBytes
    self.prunesDead = prunesDead ? true : nil
    self.cores = cores
    self.placement = placement
    self.purpose = purpose
  }
}
