import RandomNumbers
import Testing

@testable import Calibration

/// The layers that a calibration draws from.
struct SweepSpaceTests {
  @Test func aSeedFixesTheLayers() {
    let layers = SweepSpace.layers(300, seed: 7)
    #expect(layers.count == 300)
    #expect(SweepSpace.layers(300, seed: 7) == layers)
    // Fewer are the first of them.
    #expect(SweepSpace.layers(40, seed: 7) == Array(layers.prefix(40)))
    #expect(SweepSpace.layers(300, seed: 8) != layers)
  }

  @Test func everyOperatorIsDrawnAndNoneIsMostOfAll() {
    let kinds = Dictionary(grouping: SweepSpace.layers(2_000, seed: 1), by: \.kind)
    for kind in SweepLayer.Operator.allCases {
      let share = Double(kinds[kind]?.count ?? 0) / 2_000
      #expect((0.005...0.6).contains(share), "\(kind): \(share)")
    }
    let windows = [SweepLayer.Operator.convolution, .depthwise].map { kinds[$0]?.count ?? 0 }
    let others = kinds.filter { $0.key != .convolution && $0.key != .depthwise }
    #expect(others.values.allSatisfy { $0.count <= windows.min() ?? 0 })
  }

  @Test func layersCanRunAndAreDifferent() {
    let layers = SweepSpace.layers(2_000, seed: 2)
    for layer in layers {
      #expect(layer.height > 0 && layer.width > 0 && layer.channels > 0, "\(layer)")
      #expect(layer.kernel > 0 && layer.stride > 0, "\(layer)")
      #expect(layer.isPadded || min(layer.height, layer.width) >= layer.kernel, "\(layer)")
      // Small enough for the memory of a microcontroller.
      #expect(layer.inputElements <= 256 << 10, "\(layer)")
      #expect(layer.macs < 20_000_000, "\(layer)")
    }
    #expect(Set(layers).count > 1_800)
  }

  @Test func macsAreThoseOfTheOutputsTimesTheWeightsOfEach() {
    #expect(
      SweepLayer(.convolution, height: 6, width: 4, channels: 3, outputs: 5, kernel: 3, stride: 2)
        .macs == 3 * 2 * 9 * 3 * 5)
    #expect(
      SweepLayer(.depthwise, height: 6, width: 4, channels: 3, outputs: 2, kernel: 3).macs
        == 24 * 9 * 3 * 2)
    #expect(SweepLayer(.fullyConnected, channels: 7, outputs: 5).macs == 35)
    #expect(SweepLayer(.add, height: 6, width: 4, channels: 3).macs == 0)
  }
}

/// The random numbers that a seed fixes.
struct SplitMixTests {
  /// The first numbers of the seed 1234567, as the reference implementation gives them: Vigna,
  /// splitmix64.c, public domain.
  @Test func givesTheReferencesNumbers() {
    var random = SplitMix(seed: 1_234_567)
    let numbers = (0..<5).map { _ in random.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func unitsAreEvenAndBelowOne() {
    var random = SplitMix(seed: 1)
    let units = (0..<10_000).map { _ in random.unit() }
    #expect(units.allSatisfy { 0 <= $0 && $0 < 1 })
    let tenths = Dictionary(grouping: units) { Int($0 * 10) }
    #expect(tenths.count == 10)
    #expect(tenths.values.allSatisfy { (850...1150).contains($0.count) })
  }

  @Test func weightsAreNormalOrEven() {
    var random = SplitMix(seed: 2)
    let normal = (0..<20_000).map { _ in Double(random.normal(deviation: 32)) }
    let even = (0..<20_000).map { _ in Double(random.even()) }
    func deviation(_ values: [Double]) -> Double {
      (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }
    #expect(abs(normal.reduce(0, +) / 20_000) < 1 && abs(even.reduce(0, +) / 20_000) < 2)
    #expect(abs(deviation(normal) - 32) < 1)
    // An even distribution over 255 values: 254 / sqrt(12).
    #expect(abs(deviation(even) - 73.6) < 1.5)
    #expect(even.min() == -127 && even.max() == 127)
    #expect((normal + even).allSatisfy { (-127...127).contains($0) })
    var wide = SplitMix(seed: 3)
    #expect((0..<2_000).map { _ in wide.normal(deviation: 200) }.contains(127))
  }
}
