import CKernels
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@Suite struct RequantizationTests {
  @Test(
    arguments: [
      (0, 0, 0), (0.5, 1 << 30, 0), (1, 1 << 30, 1), (0.75, 3 << 29, 0),
      // The mantissa rounds up to 2^31 and moves into the exponent.
      (1 - 0x1p-40, 1 << 30, 1),
      (0x1p-32, 1 << 30, -31), (0x1.ffp-33, 0, 0), (0x1p-1000, 0, 0), (0x1p30, 1 << 30, 31),
      (Double.leastNonzeroMagnitude, 0, 0),
    ] as [(Double, Int32, Int32)])
  func splitsAFactor(factor: Double, multiplier: Int32, shift: Int32) throws {
    let result = try #require(RequantizationMultiplier(factor))
    #expect(result.multiplier == multiplier)
    #expect(result.shift == shift)
  }

  @Test(arguments: [-1, -0x1p-60, .nan, .infinity, 0x1p31, 1e300] as [Double])
  func hasNoMultiplierForAFactorWithoutMeaning(factor: Double) {
    #expect(RequantizationMultiplier(factor) == nil)
  }

  @Test(
    arguments: [
      (1, 1, 1), (-1, 1, -1), (3, 1, 2), (-3, 1, -2), (5, 2, 1), (6, 2, 2), (-6, 2, -2),
      (.max, 31, 1), (.min, 31, -1), (.max, 0, .max), (.min, 0, .min), (1 << 30, 31, 1),
      ((1 << 30) - 1, 31, 0), (-(1 << 30) + 1, 31, 0),
    ] as [(Int32, Int32, Int32)])
  func shiftsRightHalvesAwayFromZero(value: Int32, exponent: Int32, expected: Int32) {
    #expect(mcub_rounding_shift_right(value, exponent) == expected)
  }

  @Test(
    arguments: [
      // The first rounding takes halves up, the second away from zero.
      (1, 1 << 30, 0, 1), (-1, 1 << 30, 0, 0), (-3, 1 << 30, 1, -3), (6, 1 << 30, -1, 2),
      (-6, 1 << 30, -1, -2), (.max, .max, -31, 1), (.min, .max, -31, -1),
      (1, 1 << 30, 30, 1 << 29), (-1, 1 << 30, 30, -(1 << 29)), (12345, 0, -31, 0),
      // A left shift keeps the low 32 bits.
      (3, 1 << 30, 31, -(1 << 30)),
    ] as [(Int32, Int32, Int32, Int32)])
  func requantizesWithTwoRoundings(
    value: Int32, multiplier: Int32, shift: Int32, expected: Int32
  ) {
    #expect(mcub_requantize(value, multiplier, shift) == expected)
  }

  @Test(
    arguments: [Int32.min, -129, -128, 0, 127, 128, Int32.max], [-128, -1, 0, 1, 127] as [Int32])
  func clampsBeforeItAddsTheZeroPoint(value: Int32, zeroPoint: Int32) {
    // A factor of 1: what a wide sum gives, clamped.
    let wide = max(-128, min(127, Int64(mcub_requantize(value, 1 << 30, 1)) + Int64(zeroPoint)))
    #expect(mcub_requantize_to_s8(value, 1 << 30, 1, zeroPoint, -128, 127) == Int8(wide))
  }

  /// 1 times 0.3 is 0 when it is rounded once, and 1 when it is rounded to halves first.
  @Test func aFullyConnectedLayerRoundsTwice() throws {
    let scaling = try #require(RequantizationMultiplier(0.3))
    let once = (Int64(scaling.multiplier) + 1 << (30 - Int64(scaling.shift)))
    #expect(once >> (31 - Int64(scaling.shift)) == 0)
    let layer = OneLayerNetwork(
      .fullyConnected, .plainFullyConnected,
      inputs: [.int8([1, 1], scale: 0.3), .int8([1, 1], scale: 1, data: [1])],
      outputs: [.int8([1, 1], scale: 1)])
    #expect(try layer.runInt8([1]) == [1])
  }

  /// Scales and sum of an output of MLPerf Tiny's anomaly detector, where it matters by one step
  /// whether the scales are multiplied in double or in float32.
  @Test func aFullyConnectedLayerMultipliesScalesInDouble() throws {
    let (input, weights, output) = (
      Float(0.024790890514850616), Float(0.0195566825568676), Float(0.36449846625328064)
    )
    let narrow = try #require(RequantizationMultiplier(Double(input * weights) / Double(output)))
    #expect(96 + mcub_requantize(-88337, narrow.multiplier, narrow.shift) == -22)
    let layer = OneLayerNetwork(
      .fullyConnected, .plainFullyConnected,
      inputs: [
        .int8([1, 1], scale: input, zeroPoint: -128), .int8([1, 1], scale: weights, data: [1]),
        .constant([-88337]),
      ],
      outputs: [.int8([1, 1], scale: output, zeroPoint: 96)])
    #expect(try layer.runInt8([-128]) == [-21])
  }
}

extension OperatorOptions {
  static let plainFullyConnected = OperatorOptions.fullyConnected(
    fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
    asymmetricQuantizeInputs: false)
}
