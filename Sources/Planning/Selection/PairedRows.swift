/// Rows of weights as `mcub_gemm_s8_m0` reads them.
struct PairedRows {
  /// Rows whose weights alternate: `MCUB_GEMM_M0_BLOCK`.
  private static let block = 12
  /// The longest run: `MCUB_GEMM_M0_STEPS`.
  private static let mostSteps = 28
  /// How a run's byte counts: `MCUB_GEMM_M0_UNIT` and `MCUB_GEMM_M0_SPILL`.
  private static let (unit, spill) = (4, 13)
  /// The largest sum of magnitudes whose products with int8 stay within a half of a word.
  private static let mostMagnitude = 255
  /// What a run's sums start from: `MCUB_GEMM_M0_BIAS`.
  static let runBias = 32640
  /// Runs whose spilled bytes stay within a half of a word.
  static let mostRuns = 256

  /// Twelve rows beside each other, zeros for those that are not there.
  let weights: [Int8]
  /// The runs of every row, a byte each.
  let runs: [UInt8]
  /// Eight words a row.
  let constants: [Int32]

  /// `nil` where a row has too many runs.
  ///
  /// - Precondition: there is a scale for every row.
  init?(_ rows: WeightRows, scales: [SplitScale], foldedBias: [Int32]) {
    precondition(scales.count == rows.count, "every row has a scale")
    var runs: [UInt8] = []
    var constants: [Int32] = []
    for row in 0..<rows.count {
      let lengths = Self.runs(of: rows[row], mostSteps: Self.mostSteps)
      guard lengths.count <= Self.mostRuns else { return nil }
      runs += lengths.dropLast().map { UInt8(bitPattern: Int8(-Self.spill - Self.unit * $0)) }
      runs.append(UInt8(Self.unit * (Self.mostSteps - lengths[lengths.count - 1])))
      constants += scales[row].words(
        bias: Int(foldedBias[row]), extra: lengths.count * Self.runBias)
    }
    var weights: [Int8] = []
    weights.reserveCapacity((rows.count + Self.block - 1) / Self.block * Self.block * rows.length)
    for first in stride(from: 0, to: rows.count, by: Self.block) {
      for place in 0..<rows.length {
        for row in first..<first + Self.block { weights.append(rows.weight(row, place)) }
      }
    }
    self.runs = runs
    self.constants = constants
    self.weights = weights
  }

  /// How many weights each run takes: as many as its sums can, `mostSteps` at most.
  static func runs(of row: some Sequence<Int8>, mostSteps: Int) -> [Int] {
    var lengths: [Int] = []
    var (length, magnitude) = (0, 0)
    for weight in row {
      let more = Int(weight.magnitude)
      if length == mostSteps || magnitude + more > mostMagnitude {
        lengths.append(length)
        (length, magnitude) = (0, 0)
      }
      length += 1
      magnitude += more
    }
    return lengths + [length]
  }
}
