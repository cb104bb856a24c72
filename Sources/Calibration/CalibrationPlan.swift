import ContentHash
import LatencyTables

/// What a calibration is made of: with the same plan, the same samples lead to the same next layers.
package struct CalibrationPlan: Sendable {
  /// Layers that a calibration measures if nobody says otherwise.
  package static let usualShapes = 400
  /// Most wanted layers of a firmware if nobody says otherwise.
  package static let usualLayersPerFirmware = 40
  /// What the drawing of layers begins with if nobody says otherwise.
  package static let usualSeed: UInt64 = 7
  /// Layers to choose from, for each that is to be measured.
  private static let poolLayersPerShape = 10
  /// A choice among fewer would be none.
  private static let leastPool = 200

  /// Layers to measure, those left out not counted.
  package let shapes: Int
  package let layersPerFirmware: Int
  package let seed: UInt64
  /// The layers to choose from, each once.
  package let pool: [SweepDesign.Candidate]

  package init(
    shapes: Int, layersPerFirmware: Int, seed: UInt64, pool: [SweepDesign.Candidate]
  ) {
    self.shapes = shapes
    self.layersPerFirmware = layersPerFirmware
    self.seed = seed
    self.pool = pool
  }

  /// The layers of which a pool for `shapes` is to be made, each once.
  package static func drawn(shapes: Int, seed: UInt64) -> [SweepLayer] {
    var seen: Set<SweepLayer> = []
    return SweepSpace.layers(max(leastPool, poolLayersPerShape * shapes), seed: seed)
      .filter { seen.insert($0).inserted }
  }

  /// Layers of the first batch, which is chosen without any sample: nine tenths.
  var firstBatch: Int { max(1, shapes * 9 / 10) }
  /// Layers of every batch after it, chosen by the fits so far.
  static let nextBatch = 40

  /// The first twelve hexadecimal digits of a SHA-256 over the pool and what each layer's cycles hang
  /// on: another program may draw or describe layers otherwise.
  package var poolHash: String {
    var hasher = SHA256Hasher()
    for candidate in pool {
      let sample = CalibrationSample(
        layer: candidate.layer, sample: LatencySample(cost: candidate.cost, cycles: 1))
      hasher.update((sample.line + "\n").utf8)
    }
    return String(hasher.finish().hexadecimal.prefix(12))
  }
}
