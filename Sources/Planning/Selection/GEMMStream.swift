/// Rows of weights with their biases and requantization in the order that `mcub_gemm_s8_dsp` reads
/// them: see `mcub_gemm_s8_dsp.h`.
struct GEMMStream {
  /// Bytes of a pair of rows beside its weights, `MCUB_GEMM_PAIR_BYTES`.
  private static let pairBytes = 32
  /// Bytes behind the last pair, `MCUB_GEMM_STREAM_EXTRA_BYTES`.
  private static let extraBytes = 16
  /// Bytes of a tile of three columns beside those of its quads, `MCUB_GEMM_TILE_EXTRA_WORDS`.
  private static let tileExtraBytes = 16
  /// `MCUB_CONV_DSP_TILES`.
  private static let mostTiles = 32
  /// Bytes of the stream that a pass over the tiles should find in the data cache of 4 KiB, beside
  /// what else passes through it.
  private static let blockBytes = 2560
  /// Bytes of widened columns that a pass holds in tightly coupled memory.
  private static let tileBytes = 12 * 1024

  let bytes: [UInt8]
  /// Quads of four weights a row.
  let quads: Int
  /// Pairs of rows a group.
  let pairs: Int

  /// The three words behind a row's weights.
  struct RowRequantization {
    let words: [Int32]

    init(_ short: ShortRequantization) {
      words = [short.multiplier, short.rounding, short.shift]
    }

    init(multiplier: Int32, shift: Int32, outputZeroPoint: Int) {
      words = [multiplier, shift, Int32(outputZeroPoint)]
    }
  }

  /// - Precondition: there are two rows or more a group, and one requantization a row.
  init(
    _ rows: WeightRows, groups: Int, bias: [Int32], inputZeroPoint: Int,
    requantization: [RowRequantization]
  ) {
    let members = rows.count / groups
    precondition(members >= 2 && requantization.count == rows.count, "a pair at least")
    quads = (rows.length + 3) / 4
    pairs = (members + 1) / 2
    // A column's lanes hold twice an input and 128, and so does every sum.
    let folded = rows.foldedBias(bias, inputZeroPoint: inputZeroPoint + 128)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(groups * pairs * (8 * quads + Self.pairBytes) + Self.extraBytes)
    func append(_ value: Int32) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for pair in 0..<groups * pairs {
      // Of an odd number of rows in a group, the last but one is made twice.
      let first = pair / pairs * members + min(pair % pairs * 2, members - 2)
      for row in [first, first + 1] { append(folded[row] &* 2) }
      bytes += rows.packedPair(first, first + 1)
      for row in [first, first + 1] {
        for word in requantization[row].words { append(word) }
      }
    }
    bytes += [UInt8](repeating: 0, count: Self.extraBytes)
    self.bytes = bytes
  }

  /// Pairs of rows that a pass reads from the cache, spread evenly over the passes.
  var pairsOfBlock: Int {
    let whole = max(1, pairs)
    let most = max(1, Self.blockBytes / (8 * quads + Self.pairBytes))
    let blocks = (whole + most - 1) / most
    return (whole + blocks - 1) / blocks
  }

  /// Bytes of one tile of three columns.
  var bytesOfTile: Int { 24 * quads + Self.tileExtraBytes }

  /// Tiles of three columns that a pass over `columns` of them holds.
  func tiles(forColumns columns: Int) -> Int {
    let fitting = max(1, min(Self.mostTiles, Self.tileBytes / bytesOfTile))
    return min(fitting, max(1, (columns + 2) / 3))
  }
}
