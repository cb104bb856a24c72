import MCUBenchTestSupport
import ModelGraph
import Testing

@Suite struct ResizingTests {
  /// How output places map to input places: `resize(alignsCorners:usesHalfPixelCenters:)`.
  static let corners = OperatorOptions.resize(alignsCorners: true, usesHalfPixelCenters: false)
  static let centers = OperatorOptions.resize(alignsCorners: false, usesHalfPixelCenters: true)
  static let legacy = OperatorOptions.resize(alignsCorners: false, usesHalfPixelCenters: false)

  static func network(
    _ kind: OperatorKind, _ options: OperatorOptions, from input: [Int], to output: [Int32]
  ) -> OneLayerNetwork {
    OneLayerNetwork(
      kind, options, inputs: [.int8(input), .constant(output)],
      outputs: [.int8([input[0], Int(output[0]), Int(output[1]), input[3]])])
  }

  @Test(
    arguments: [
      (legacy, 4, [0, 50, 100, 100]), (centers, 4, [0, 25, 75, 100]), (corners, 3, [0, 50, 100]),
      (corners, 1, [0]), (centers, 1, [50]), (legacy, 1, [0]),
    ] as [(OperatorOptions, Int32, [Int8])])
  func interpolatesARowAndAColumn(options: OperatorOptions, extent: Int32, expected: [Int8]) throws
  {
    let row = Self.network(.resizeBilinear, options, from: [1, 1, 2, 1], to: [1, extent])
    #expect(try row.runInt8([0, 100]) == expected)
    let column = Self.network(.resizeBilinear, options, from: [1, 2, 1, 1], to: [extent, 1])
    #expect(try column.runInt8([0, 100]) == expected)
  }

  @Test func interpolatesChannelsAndBatchesApart() throws {
    let network = Self.network(.resizeBilinear, Self.corners, from: [2, 1, 2, 2], to: [1, 3])
    #expect(
      try network.runInt8([-128, 127, 127, -128, 1, 2, 3, 4])
        == [-128, 127, -1, -1, 127, -128, 1, 2, 2, 3, 3, 4])
  }

  @Test func roundsHalvesAwayFromZero() throws {
    let network = Self.network(.resizeBilinear, Self.corners, from: [1, 1, 2, 2], to: [1, 3])
    #expect(try network.runInt8([0, 0, 1, -1]) == [0, 0, 1, -1, 1, -1])
  }

  @Test func staysInsideWhereTheRoundedStepRunsBeyond() throws {
    // 1024 * 2000 / 3000 rounds up to 683, so the last column would lie at 2000.3.
    let network = Self.network(.resizeBilinear, Self.legacy, from: [1, 1, 2000, 1], to: [1, 3000])
    let output = try network.runInt8((0..<2000).map { $0 == 1999 ? 77 : 0 })
    #expect(output.last == 77)
    #expect(output.first == 0)
  }

  @Test(
    arguments: [
      (legacy, 2, 4, [0, 0, 1, 1]), (centers, 2, 3, [0, 1, 1]), (legacy, 2, 3, [0, 0, 1]),
      (corners, 3, 5, [0, 1, 1, 2, 2]), (corners, 3, 1, [0]), (centers, 5, 2, [1, 3]),
      (legacy, 5, 2, [0, 2]),
    ] as [(OperatorOptions, Int, Int32, [Int8])])
  func copiesTheNearest(
    options: OperatorOptions, input: Int, extent: Int32, expected: [Int8]
  ) throws {
    let places = (0..<input).map { Int8($0) }
    let row = Self.network(
      .resizeNearestNeighbor, options, from: [1, 1, input, 1], to: [1, extent])
    #expect(try row.runInt8(places) == expected)
    let column = Self.network(
      .resizeNearestNeighbor, options, from: [1, input, 1, 1], to: [extent, 1])
    #expect(try column.runInt8(places) == expected)
  }

  @Test func copiesPixelsOfFourBytes() throws {
    let network = OneLayerNetwork(
      .resizeNearestNeighbor, Self.legacy, inputs: [.int32([1, 1, 2, 1]), .constant([1, 4])],
      outputs: [.int32([1, 1, 4, 1])])
    #expect(
      try network.run([littleEndian([300, -1] as [Int32])])[0]
        == littleEndian([300, 300, -1, -1] as [Int32]))
  }

  @Test(arguments: [OperatorKind.resizeBilinear, .resizeNearestNeighbor])
  func refusesWhatCannotBeResized(kind: OperatorKind) {
    let both = OperatorOptions.resize(alignsCorners: true, usesHalfPixelCenters: true)
    #expect(Self.network(kind, both, from: [1, 2, 2, 1], to: [3, 3]).refusal != nil)
    #expect(Self.network(kind, .none, from: [1, 2, 2, 1], to: [3, 3]).refusal != nil)
    for extents in [[3, 4], [3], [0, 3], [-3, 3], [3, 3, 3]] as [[Int32]] {
      let network = OneLayerNetwork(
        kind, Self.legacy, inputs: [.int8([1, 2, 2, 1]), .constant(extents)],
        outputs: [.int8([1, 3, 3, 1])])
      #expect(network.refusal != nil, "\(extents)")
    }
    let huge = Self.network(kind, Self.legacy, from: [1, 1, 1, 1], to: [1, 1 << 30])
    #expect(huge.refusal != nil || kind == .resizeBilinear)
    let wide = Self.network(kind, Self.legacy, from: [1, 1 << 22, 1, 1], to: [1, 1])
    #expect(wide.refusal != nil)
    let flat = OneLayerNetwork(
      kind, Self.legacy, inputs: [.int8([2, 2, 1]), .constant([3, 3])],
      outputs: [.int8([3, 3, 1])])
    #expect(flat.refusal == "needs 4 dimensions, has 3")
  }
}
