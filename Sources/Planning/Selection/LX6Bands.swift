/// How many rows of outputs an LX6 kernel makes of activations that it widened together.
enum LX6Bands {
  /// Bytes of a band; two of them and the weights of a channel are no burden beside 192 KiB.
  private static let bytes = 24 << 10
  /// The same where each band reads weights from the flash that its cache of 32 KiB has not kept.
  private static let bytesWithManyWeights = 64 << 10
  private static let cachedBytes = 16 << 10

  /// The rows of a band, spread evenly over the bands of `height` rows; at least 1.
  ///
  /// `bytes` gives those of a band's scratch for so many rows, and does not fall with them.
  static func rows(
    of height: Int, weightBytes: Int, fastBytesLeft: Int?, bytes: (Int) -> Int
  ) -> Int {
    let wished = weightBytes > cachedBytes ? bytesWithManyWeights : Self.bytes
    let budget = min(wished, fastBytesLeft ?? wished)
    var fitting = 1
    while fitting < height, bytes(fitting + 1) <= budget { fitting += 1 }
    let bands = (height + fitting - 1) / fitting
    return (height + bands - 1) / bands
  }
}
