import ModelGraph
import Testing

@testable import Evaluation

@Suite struct InputEncodingTests {
  private func encoding(
    _ input: Tensor, from type: ElementType = .uint8, shape: [Int] = [2, 2],
    scale: PixelScale? = nil, allowsWindows: Bool = false
  ) throws(EvaluationError) -> InputEncoding {
    try InputEncoding(
      to: graph(input: input), from: type, sampleShape: shape, scale: scale,
      allowsWindows: allowsWindows, source: "set")
  }

  private func reason(
    _ input: Tensor, from type: ElementType = .uint8, shape: [Int] = [2, 2],
    scale: PixelScale? = nil
  ) -> EvaluationError.Reason? {
    do throws(EvaluationError) {
      _ = try encoding(input, from: type, shape: shape, scale: scale)
      return nil
    } catch {
      return error.reason
    }
  }

  /// Quantizations as converters give them, among them those of the paper's models and MLPerf Tiny's.
  @Test(arguments: [
    (1 / 255, -128, PixelScale.zeroToOne), (0.003921568859368563, -128, .zeroToOne),
    (2 / 255, -1, .minusOneToOne), (0.007843137718737125, 0, .minusOneToOne),
    (1 / 255, 127, .minusOneToZero), (1, -128, .raw),
  ])
  func tellsWhatPixelsStandFor(scale: Float, zeroPoint: Int, wanted: PixelScale) throws {
    let found = try encoding(activation(.int8, [1, 2, 2], scale: scale, zeroPoint: zeroPoint))
    #expect(found.rule == .pixels(wanted, .quantization))
  }

  @Test func movesPixelsThatAreTheModelsOwnScale() throws {
    let found = try encoding(
      activation(.int8, [1, 16, 16, 1], scale: 1 / 255, zeroPoint: -128), shape: [16, 16])
    let inputs = found.inputs(of: (0...255)[...].map(UInt8.init)[...])
    #expect(inputs == [(0...255).map { UInt8(bitPattern: Int8($0 - 128)) }])
  }

  @Test func givesFloatModelsRealValues() throws {
    let found = try encoding(activation(.float32, [1, 2, 2]))
    #expect(found.rule == .pixels(.zeroToOne, .usual))
    let values: [Float] = [0, 51 / 255, 102 / 255, 1]
    #expect(
      found.inputs(of: [0, 51, 102, 255])
        == [
          values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
          }
        ])
  }

  @Test func quantizesRealValuesHalfAwayFromZero() throws {
    let found = try encoding(
      activation(.int8, [1, 4], scale: 0.5, zeroPoint: 1), from: .float32, shape: [4])
    #expect(found.rule == .quantized)
    func quantized(_ values: [Float]) -> [Int8] {
      let bytes = values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
      return found.inputs(of: bytes[...])[0].map { Int8(bitPattern: $0) }
    }
    #expect(quantized([0.25, -0.25, 0.24, -0.26]) == [2, 0, 1, 0])
    #expect(quantized([1e9, -1e9, .infinity, .nan]) == [127, -128, 127, 1])
  }

  @Test func takesTheModelsOwnValuesAsTheyAre() throws {
    let found = try encoding(activation(.int8, [1, 2, 2, 1], scale: 3, zeroPoint: 5), from: .int8)
    #expect(found.rule == .asGiven)
    #expect(found.inputs(of: [1, 2, 3, 255]) == [[1, 2, 3, 255]])
  }

  @Test func cutsSamplesIntoWindows() throws {
    let found = try encoding(
      activation(.int8, [1, 2], scale: 1), from: .int8, shape: [3, 2], allowsWindows: true)
    #expect(found.windowCount == 3)
    #expect(found.inputs(of: [1, 2, 3, 4, 5, 6][...].dropFirst(0)) == [[1, 2], [3, 4], [5, 6]])
  }

  @Test func refusesWhatTheModelDoesNotTake() {
    let image = activation(.int8, [1, 2, 2, 3], scale: 1 / 255, zeroPoint: -128)
    #expect(
      reason(image, shape: [3, 2, 2]) == .shape(source: "set", got: [3, 2, 2], needed: [2, 2, 3]))
    #expect(
      reason(image, shape: [5, 2, 2, 3])
        == .shape(source: "set", got: [5, 2, 2, 3], needed: [2, 2, 3]))
    let grey = activation(.int8, [1, 2, 2], scale: 1 / 255, zeroPoint: -128)
    #expect(reason(grey, from: .int8, scale: .raw) == .scaleWithoutPixels(.int8))
    #expect(reason(grey, from: .float32, scale: .raw) == .scaleWithoutPixels(.float32))
    #expect(
      reason(activation(.float32, [1, 2, 2]), from: .int8)
        == .sampleType(got: .int8, needed: .float32))
    #expect(reason(activation(.int8, [1, 2, 2])) == .inputType(.int8))
    #expect(reason(activation(.int32, [1, 2, 2], scale: 1)) == .inputType(.int32))
    // Values as images normalized by their mean have them.
    #expect(reason(activation(.int8, [1, 2, 2], scale: 0.0186, zeroPoint: -14)) == .unknownScale)
  }
}
