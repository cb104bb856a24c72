import ModelGraph

/// A bottleneck of MobileNet v3 small.
struct MobileNetV3Block {
  let expansion: Double
  let filters: Int
  let kernel: Int
  var stride: Int
  var squeezes: Bool
  let isHardSwish: Bool

  /// As Keras has them: arXiv 1905.02244, table 2.
  static let keras: [MobileNetV3Block] = [
    MobileNetV3Block(1, 16, 3, 2, true, false),
    MobileNetV3Block(72.0 / 16, 24, 3, 2, false, false),
    MobileNetV3Block(88.0 / 24, 24, 3, 1, false, false),
    MobileNetV3Block(4, 40, 5, 2, true, true),
    MobileNetV3Block(6, 40, 5, 1, true, true),
    MobileNetV3Block(6, 40, 5, 1, true, true),
    MobileNetV3Block(3, 48, 5, 1, true, true),
    MobileNetV3Block(3, 48, 5, 1, true, true),
    MobileNetV3Block(6, 96, 5, 2, true, true),
    MobileNetV3Block(6, 96, 5, 1, true, true),
    MobileNetV3Block(6, 96, 5, 1, true, true),
  ]

  /// As the CNN Analyzer's author has them: the first keeps the map, the second squeezes instead.
  static let tinyCNN: [MobileNetV3Block] = {
    var blocks = keras
    blocks[0].stride = 1
    blocks[0].squeezes = false
    blocks[1].squeezes = true
    return blocks
  }()

  private init(
    _ expansion: Double, _ filters: Int, _ kernel: Int, _ stride: Int, _ squeezes: Bool,
    _ isHardSwish: Bool
  ) {
    self.expansion = expansion
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.squeezes = squeezes
    self.isHardSwish = isHardSwish
  }
}

extension NetworkBuilder {
  /// The first convolution, of 16 channels whatever alpha is.
  mutating func mobileNetV3Stem(_ factors: FactorReader) throws(FactorError) -> TensorID {
    let map = try convolution(
      input(factors), filters: 16, kernel: 3, stride: 2, role: "convolution")
    return try hardSwish(map, role: "convolution")
  }

  /// HARD_SWISH behind the layer of this role, where it is wanted.
  mutating func hardSwish(
    _ map: TensorID, if isWanted: Bool = true, role: String
  ) throws(FactorError) -> TensorID {
    isWanted ? try elementwise(.hardSwish, map, role: role + "/hard_swish") : map
  }
}
