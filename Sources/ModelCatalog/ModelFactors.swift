/// What a variation of an architecture was made with, as far as it is known.
///
/// `<base>_<alpha>_<resolution>_c<channels>_o<classes>[_<variation>]` is how the CNN Analyzer names them
/// (Table 1 of its paper).
package struct ModelFactors: Hashable, Sendable {
  /// The base architecture: `mobilenetv1`.
  package var architecture: String?
  /// The width multiplier.
  package var alpha: Double?
  /// Height and width of the input image.
  package var resolution: Int?
  /// Channels of the input image.
  package var channels: Int?
  package var classes: Int?
  /// The packed codes of the other factors: `l5ll32pl64b0.3`.
  package var variation: String?

  package init(
    architecture: String? = nil, alpha: Double? = nil, resolution: Int? = nil,
    channels: Int? = nil, classes: Int? = nil, variation: String? = nil
  ) {
    self.architecture = architecture
    self.alpha = alpha
    self.resolution = resolution
    self.channels = channels
    self.classes = classes
    self.variation = variation
  }

  /// These, and of `others` what is not known here.
  package func filled(from others: ModelFactors) -> ModelFactors {
    ModelFactors(
      architecture: architecture ?? others.architecture, alpha: alpha ?? others.alpha,
      resolution: resolution ?? others.resolution, channels: channels ?? others.channels,
      classes: classes ?? others.classes, variation: variation ?? others.variation)
  }

  /// What shapes tell: resolution and channels of an image `[1, height, width, channels]` that is
  /// square, classes of an output `[1, classes]`.
  package init(inputShape: [Int]?, outputShape: [Int]?) {
    self.init()
    if let inputShape, inputShape.count == 4, inputShape[1] == inputShape[2] {
      (resolution, channels) = (inputShape[1], inputShape[3])
    }
    if let outputShape, outputShape.count == 2 { classes = outputShape[1] }
  }
}
