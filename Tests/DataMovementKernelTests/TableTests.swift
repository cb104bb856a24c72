import Foundation
import MCUBenchTestSupport
import ModelGraph
import Testing

@testable import Planning

@Suite struct TableTests {
  static let allInputs: [Int8] = Array(-128...127)
  static let scales: [Float] = [1e-6, 0.001, 0.0234, 0.0625, 0.1, 0.5, 3, 7.9]

  @Test func looksUpEveryEntry() throws {
    let values = Self.allInputs.map { Int8(truncatingIfNeeded: Int($0) &* 37 + 11) }
    let network = OneLayerNetwork(
      .lookupTable, .lookupTable(values: values), inputs: [.int8([256])],
      outputs: [.int8([256], scale: 7)])
    #expect(try network.runInt8(Self.allInputs) == values)
    #expect(try network.call().inPlaceInputs == [0])
  }

  @Test(arguments: [0, 255, 257])
  func refusesATableOfAnotherLength(count: Int) {
    let network = OneLayerNetwork(
      .lookupTable, .lookupTable(values: Array(repeating: 0, count: count)),
      inputs: [.int8([1])], outputs: [.int8([1])])
    #expect(network.refusal == "needs a table of 256 entries, has \(count)")
  }

  @Test(arguments: scales, [-128, -5, 0, 127])
  func logisticLiesWithinOneStepOfTheRealFunction(scale: Float, zeroPoint: Int) throws {
    let network = OneLayerNetwork(
      .logistic, inputs: [.int8([256], scale: scale, zeroPoint: zeroPoint)],
      outputs: [.int8([256], scale: 1 / 256, zeroPoint: -128)])
    for (input, output) in zip(Self.allInputs, try network.runInt8(Self.allInputs)) {
      let real = 1 / (1 + exp(-Double(scale) * Double(Int(input) - zeroPoint)))
      #expect(abs(min(real * 256 - 128, 127) - Double(output)) <= 0.51, "\(input)")
    }
  }

  @Test(arguments: scales, [-128, -5, 0, 127])
  func tanhLiesWithinOneStepOfTheRealFunction(scale: Float, zeroPoint: Int) throws {
    let network = OneLayerNetwork(
      .tanh, inputs: [.int8([256], scale: scale, zeroPoint: zeroPoint)],
      outputs: [.int8([256], scale: 1 / 128, zeroPoint: 0)])
    for (input, output) in zip(Self.allInputs, try network.runInt8(Self.allInputs)) {
      let real = Foundation.tanh(Double(scale) * Double(Int(input) - zeroPoint))
      #expect(abs(min(real * 128, 127) - Double(output)) <= 0.51, "\(input)")
    }
  }

  @Test(arguments: [0.001, 0.0234, 0.05, 0.1] as [Float], [-128, -5, 0, 127])
  func hardSwishLiesNearTheRealFunction(scale: Float, zeroPoint: Int) throws {
    let network = OneLayerNetwork(
      .hardSwish, inputs: [.int8([256], scale: scale, zeroPoint: zeroPoint)],
      outputs: [.int8([256], scale: scale, zeroPoint: 3)])
    for (input, output) in zip(Self.allInputs, try network.runInt8(Self.allInputs)) {
      let x = Double(scale) * Double(Int(input) - zeroPoint)
      let real = x * min(max(x + 3, 0), 6) / 6 / Double(scale) + 3
      // The 16-bit reference truncates once, and its products round.
      #expect(abs(min(max(real, -128), 127) - Double(output)) <= 1.1, "\(input)")
    }
  }

  @Test func refusesOutputsThatTheFixedPointFunctionDoesNotGive() {
    for kind in [OperatorKind.logistic, .tanh] {
      let network = OneLayerNetwork(kind, inputs: [.int8([1])], outputs: [.int8([1])])
      #expect(network.refusal?.hasPrefix("needs the output's scale") == true)
    }
    let large = OneLayerNetwork(
      .logistic, inputs: [.int8([1], scale: 8)],
      outputs: [.int8([1], scale: 1 / 256, zeroPoint: -128)])
    #expect(large.refusal?.hasPrefix("needs the input's scale times 2^27") == true)
    for scale in [1e-9, 1e9] as [Float] {
      let network = OneLayerNetwork(
        .hardSwish, inputs: [.int8([1], scale: scale)], outputs: [.int8([1])])
      #expect(network.refusal != nil)
    }
  }

  @Test func exponentialIsNearTheRealOne() {
    for step in 0..<4_000 {
      let x = Int32.min / 4_000 * Int32(step)
      let real = exp(Double(x) / 0x1p26) * 0x1p31
      #expect(abs(Double(FixedPoint.exponential(x, integerBits: 5)) - real) < 1_000)
    }
  }

  @Test(
    arguments: [
      (5, 1, 3), (-5, 1, -3), (4, 3, 1), (-4, 3, -1), (3, 3, 0), (.max, 31, 1), (.min, 31, -1),
      (7, 0, 7),
    ] as [(Int32, Int32, Int32)])
  func shiftsRightHalvesAwayFromZero(value: Int32, exponent: Int32, expected: Int32) {
    #expect(FixedPoint.roundingShiftRight(value, exponent) == expected)
  }
}
