package import Measurements

/// What the files of other tools do not say, or not so that it could be believed.
package struct ImportNaming: Hashable, Sendable {
  package var evidence: Evidence
  /// The board's name, of a profile or not.
  package var board: String
  /// What turns times into cycles: the core clock, or of a profiler's table its ticks a second.
  package var clockHertz: Int
  /// The model's name, or `nil` for what the file says.
  package var modelName: String?
  /// The model's file, where it is at hand: its SHA-256 and size.
  package var modelSHA256: String?
  package var modelBytes: Int?
  /// The operators of the model in its file's order, where it is at hand: `CONV_2D`.
  package var modelOperators: [String]?
  package var time: Timestamp

  package init(
    evidence: Evidence, board: String, clockHertz: Int, modelName: String? = nil,
    modelSHA256: String? = nil, modelBytes: Int? = nil, time: Timestamp
  ) {
    self.evidence = evidence
    self.board = board
    self.clockHertz = clockHertz
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.modelBytes = modelBytes
    self.time = time
  }

  /// What is wrong with it, or `nil`.
  var problem: String? {
    guard evidence != .predicted else { return "what ran somewhere is not predicted" }
    guard (1...100_000_000_000).contains(clockHertz) else {
      return "the clock must be between 1 Hz and 100 GHz"
    }
    let isName =
      (1...64).contains(board.utf8.count)
      && board.utf8.allSatisfy {
        $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
          || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
      }
    return isName ? nil : "a board's name is letters, digits, '-', '_' and '.'"
  }
}
