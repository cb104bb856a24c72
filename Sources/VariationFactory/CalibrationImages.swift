import RandomNumbers

/// Seeded images that resemble photographs more than noise does: neighbours are alike, and details are
/// finer from one to the next.
struct CalibrationImages {
  /// `[1, height, width, channels]`.
  private let shape: [Int]
  private let range: ClosedRange<Float>
  private var random: SplitMix

  init(shape: [Int], range: ClosedRange<Float>, seed: UInt64) {
    self.shape = shape
    self.range = range
    // Other numbers than the weights of the same seed.
    random = SplitMix(seed: ~seed)
  }

  /// An image, row-major: random values at the points of a grid, bilinear between them.
  ///
  /// A detail of 0 gives a grid of 3 points a side, each step twice as many, up to a point a pixel.
  mutating func next(detail: Int) -> [Float] {
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let points = min(3 << min(detail, 16), max(2, max(height, width)))
    let grid = (0..<points * points * channels).map { _ in
      range.lowerBound + random.unit() * (range.upperBound - range.lowerBound)
    }
    var image: [Float] = []
    image.reserveCapacity(height * width * channels)
    for row in 0..<height {
      let (above, down) = Self.place(of: row, among: height, points: points)
      for column in 0..<width {
        let (left, right) = Self.place(of: column, among: width, points: points)
        for channel in 0..<channels {
          func point(_ y: Int, _ x: Int) -> Float { grid[(y * points + x) * channels + channel] }
          let first = point(above, left) * (1 - right) + point(above, left + 1) * right
          let second = point(above + 1, left) * (1 - right) + point(above + 1, left + 1) * right
          image.append(first * (1 - down) + second * down)
        }
      }
    }
    return image
  }

  /// The grid point before a pixel, and how far the pixel is on the way to the next one.
  private static func place(of pixel: Int, among pixels: Int, points: Int) -> (Int, Float) {
    let position = Float(pixel) / Float(max(1, pixels - 1)) * Float(points - 1)
    let before = min(Int(position), points - 2)
    return (before, position - Float(before))
  }
}
