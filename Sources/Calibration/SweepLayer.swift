/// A layer that a calibration measures: an operator, its extents, and what its data are like.
package struct SweepLayer: Hashable, Sendable, Codable {
  /// The operators that a calibration sweeps.
  package enum Operator: String, Hashable, Sendable, Codable, CaseIterable {
    case convolution
    case depthwise
    case fullyConnected = "fully_connected"
    case add
    /// The same addend for every pixel.
    case addRepeated = "add_repeated"
    case multiply
    /// The same factors for every pixel: a gate of squeeze and excitation.
    case multiplyRepeated = "multiply_repeated"
    /// The same addend, or factor, for all elements: parts of hard functions.
    case addScalar = "add_scalar"
    case multiplyScalar = "multiply_scalar"
    case averagePool = "average_pool"
    case maxPool = "max_pool"
    case mean
    case softmax
    case table
    case relu
    case concatenation
    case pad
    case shuffle
    case slice
  }

  package let kind: Operator
  package let height: Int
  package let width: Int
  package let channels: Int
  /// Output channels, units, or the second part of a concatenation; for a depthwise layer the
  /// multiplier.
  package let outputs: Int
  /// Rows and columns of the window; 1 where there is none.
  package let kernel: Int
  package let stride: Int
  /// Whether the window juts out of the image at its border (SAME), or stays inside (VALID).
  package let isPadded: Bool
  /// Whether outputs below the output's zero point are cut off, as by a RELU.
  package let isRectified: Bool
  /// Whether weights are distributed as those of a trained network, about normally, or evenly.
  package let isNormal: Bool
  /// Whether all units share one scale, as fully connected layers' of many converters do.
  package let isPerTensor: Bool

  package init(
    _ kind: Operator, height: Int = 1, width: Int = 1, channels: Int, outputs: Int = 0,
    kernel: Int = 1, stride: Int = 1, isPadded: Bool = true,
    isRectified: Bool = true, isNormal: Bool = true, isPerTensor: Bool = false
  ) {
    self.kind = kind
    self.height = height
    self.width = width
    self.channels = channels
    self.outputs = outputs
    self.kernel = kernel
    self.stride = stride
    self.isPadded = isPadded
    self.isRectified = isRectified
    self.isNormal = isNormal
    self.isPerTensor = isPerTensor
  }

  /// Whether outputs are cut off at a zero point above the least value, which takes a pass of its own.
  ///
  /// In most networks the zero point of a rectified output is the least value, and nothing is left to
  /// cut off; of layers drawn evenly, one in four has another.
  package var isClamped: Bool { isRectified && (channels + 3 * outputs + height) % 4 == 1 }

  /// Elements of each input.
  package var inputElements: Int { height * width * channels }

  /// Multiply-accumulates, about: padding is not subtracted.
  package var macs: Int {
    let outputPixels = (height / stride) * (width / stride)
    switch kind {
    case .convolution: return outputPixels * kernel * kernel * channels * outputs
    case .depthwise: return outputPixels * kernel * kernel * channels * outputs
    case .fullyConnected: return channels * outputs
    default: return 0
    }
  }
}
