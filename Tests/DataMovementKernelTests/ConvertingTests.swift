import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@Suite struct ConvertingTests {
  @Test func roundsRealValuesHalvesAwayFromZeroAndClamps() throws {
    let network = OneLayerNetwork(
      .quantize, inputs: [.float32([13])], outputs: [.int8([13], scale: 0.5, zeroPoint: -1)])
    let values: [Float] = [
      0, 0.25, -0.25, 0.2499, -0.2499, 0.75, 63.9, 64.0, 1e30, -1e30, .infinity, -.infinity, .nan,
    ]
    let bytes = try network.run([littleEndian(values)])[0]
    #expect(
      bytes.map { Int8(bitPattern: $0) }
        == [-1, 0, -2, -1, -1, 1, 127, 127, 127, -128, 127, -128, -1])
  }

  @Test func dividesByTheScaleInSinglePrecision() throws {
    // 0.35 / 0.1 is 3.5 in float32, and below it in exact arithmetic on the same operands.
    let network = OneLayerNetwork(
      .quantize, inputs: [.float32([1])], outputs: [.int8([1], scale: 0.1)])
    let quotient = Float(0.35) / Float(0.1)
    #expect(
      try network.run([littleEndian([0.35] as [Float])])[0]
        == [UInt8(quotient.rounded(.toNearestOrAwayFromZero))])
  }

  @Test func movesBetweenSignednesses() throws {
    let toSigned = OneLayerNetwork(
      .quantize, inputs: [.uint8([3], zeroPoint: 128)], outputs: [.int8([3])])
    #expect(try toSigned.run([[0, 128, 255]])[0] == [0x80, 0, 0x7F])
    let toUnsigned = OneLayerNetwork(
      .quantize, inputs: [.int8([3])], outputs: [.uint8([3], zeroPoint: 128)])
    #expect(try toUnsigned.run([[0x80, 0, 0x7F]])[0] == [0, 128, 255])
  }

  @Test func requantizesAndClamps() throws {
    let network = OneLayerNetwork(
      .quantize, inputs: [.int8([4], scale: 0.5, zeroPoint: 2)],
      outputs: [.int8([4], scale: 0.25, zeroPoint: -4)])
    #expect(try network.runInt8([2, 3, 127, -128]) == [-4, -2, 127, -128])
    #expect(try network.call().inPlaceInputs == [0])
  }

  @Test func givesRealValues() throws {
    let signed = OneLayerNetwork(
      .dequantize, inputs: [.int8([3], scale: 0.1, zeroPoint: -3)], outputs: [.float32([3])])
    #expect(
      try signed.run([[0x80, 0xFD, 0x7F]])[0]
        == littleEndian([-125, 0, 130].map { Float(0.1) * $0 }))
    let unsigned = OneLayerNetwork(
      .dequantize, inputs: [.uint8([2], scale: 2, zeroPoint: 1)], outputs: [.float32([2])])
    #expect(try unsigned.run([[0, 255]])[0] == littleEndian([-2, 508] as [Float]))
  }

  @Test(arguments: [
    (OperatorKind.quantize, Tensor.float32([1]), Tensor.uint8([1])),
    (.quantize, .int32([1]), .int8([1])), (.quantize, .int8([1]), .float32([1])),
    (.quantize, .float32([1]), .int8([1], scale: 0)),
    (.quantize, .float32([1]), .int8([1], scale: .nan)),
    (.quantize, .float32([1]), .int8([1], zeroPoint: 128)),
    (.quantize, .uint8([1], zeroPoint: -1), .int8([1])),
    (.quantize, .float32([2]), .int8([1])), (.quantize, .int8([1], scale: 1e20), .int8([1])),
    (.dequantize, .int32([1]), .float32([1])), (.dequantize, .int8([1]), .int8([1])),
    (.dequantize, .int8([1], scale: -1), .float32([1])),
    (.dequantize, .int8([1]), .float32([1, 1])),
  ])
  func refusesAnotherConversion(kind: OperatorKind, input: Tensor, output: Tensor) {
    #expect(OneLayerNetwork(kind, inputs: [input], outputs: [output]).refusal != nil)
  }
}
