/// How a window is placed at the border of its input.
package enum Padding: String, Hashable, Sendable {
  case same = "SAME"
  case valid = "VALID"
}

/// An activation fused into an operator, with the schema's names.
package enum FusedActivation: String, Hashable, Sendable {
  case none = "NONE"
  case relu = "RELU"
  case reluN1To1 = "RELU_N1_TO_1"
  case relu6 = "RELU6"
  case tanh = "TANH"
  case signBit = "SIGN_BIT"
}

/// Two extents: along height, then along width.
package struct HeightWidth: Hashable, Sendable {
  package var height: Int
  package var width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}

/// The options of an operator, one case a shape of options.
///
/// A field that the file leaves out has the schema's default.
package enum OperatorOptions: Hashable, Sendable {
  /// The operator has no options, or none that change its result here.
  case none
  case convolution(ConvolutionOptions)
  case depthwiseConvolution(ConvolutionOptions, depthMultiplier: Int)
  case transposeConvolution(
    padding: Padding, stride: HeightWidth, fusedActivation: FusedActivation)
  case pooling(
    padding: Padding, stride: HeightWidth, filter: HeightWidth, fusedActivation: FusedActivation)
  case fullyConnected(
    fusedActivation: FusedActivation, shuffledWeights: Bool, keepsDimensions: Bool,
    asymmetricQuantizeInputs: Bool)
  /// ADD, SUB, MUL.
  case arithmetic(fusedActivation: FusedActivation)
  case concatenation(axis: Int, fusedActivation: FusedActivation)
  case reshape(newShape: [Int]?)
  case softmax(beta: Float)
  /// MEAN, SUM, REDUCE_PROD and the other reductions; axes are the second input.
  case reduction(keepsDimensions: Bool)
  case leakyRelu(alpha: Float)
  case gather(axis: Int, batchDimensions: Int)
  case stridedSlice(StridedSliceMasks)
  case pack(axis: Int, count: Int)
  case unpack(axis: Int, count: Int)
  case split(count: Int)
  case shape(outputType: ElementType)
  case argMax(outputType: ElementType)
  /// MIRROR_PAD: REFLECT leaves the border out, SYMMETRIC repeats it.
  case mirrorPad(isSymmetric: Bool)
  case resize(alignsCorners: Bool, usesHalfPixelCenters: Bool)
  /// DEPTH_TO_SPACE, SPACE_TO_DEPTH.
  case blockRearrangement(blockSize: Int)
  case batchMatMul(adjointX: Bool, adjointY: Bool)
  case squeeze(dimensions: [Int])
  case cast(from: ElementType, to: ElementType)
  case fakeQuant(minimum: Float, maximum: Float, bits: Int, isNarrowRange: Bool)
  /// A 256-entry table that replaces a chain of elementwise operators on int8; entry `i` is the
  /// output for input `i - 128`. Made by folding, never read from a file.
  case lookupTable(values: [Int8])

  /// What the operator does to its result at once; `none` where it has no such option.
  package var fusedActivation: FusedActivation {
    switch self {
    case .convolution(let options), .depthwiseConvolution(let options, _): options.fusedActivation
    case .transposeConvolution(_, _, let activation), .pooling(_, _, _, let activation),
      .fullyConnected(let activation, _, _, _), .arithmetic(let activation),
      .concatenation(_, let activation):
      activation
    default: .none
    }
  }
}

/// The options of CONV_2D and DEPTHWISE_CONV_2D.
package struct ConvolutionOptions: Hashable, Sendable {
  package var padding: Padding
  package var stride: HeightWidth
  package var dilation: HeightWidth
  package var fusedActivation: FusedActivation

  package init(
    padding: Padding, stride: HeightWidth,
    dilation: HeightWidth = HeightWidth(height: 1, width: 1),
    fusedActivation: FusedActivation = .none
  ) {
    self.padding = padding
    self.stride = stride
    self.dilation = dilation
    self.fusedActivation = fusedActivation
  }
}

/// The bit masks of STRIDED_SLICE, one bit a dimension.
package struct StridedSliceMasks: Hashable, Sendable {
  package var begin: Int
  package var end: Int
  package var ellipsis: Int
  package var newAxis: Int
  package var shrinkAxis: Int
  /// Whether `end` is an offset from `begin`.
  package var endIsOffset: Bool

  package init(
    begin: Int = 0, end: Int = 0, ellipsis: Int = 0, newAxis: Int = 0, shrinkAxis: Int = 0,
    endIsOffset: Bool = false
  ) {
    self.begin = begin
    self.end = end
    self.ellipsis = ellipsis
    self.newAxis = newAxis
    self.shrinkAxis = shrinkAxis
    self.endIsOffset = endIsOffset
  }
}
