import MCUBenchTestSupport
import ModelGraph
import Testing

@Suite struct JoiningTests {
  @Test func joinsAlongTheFirstTheLastAndAMiddleDimension() throws {
    let first = Tensor.int8([2, 1, 2])
    for (axis, other, expected) in [
      (0, [1, 1, 2], [1, 2, 3, 4, 9, 8]),
      (1, [2, 1, 2], [1, 2, 9, 8, 3, 4, 7, 6]),
      (-1, [2, 1, 1], [1, 2, 9, 3, 4, 8]),
    ] as [(Int, [Int], [Int8])] {
      var shape = first.shape
      shape[axis < 0 ? axis + 3 : axis] += other[axis < 0 ? axis + 3 : axis]
      let network = OneLayerNetwork(
        .concatenation, .concatenation(axis: axis, fusedActivation: .none),
        inputs: [first, .int8(other)], outputs: [.int8(shape)])
      let second = Array(([9, 8, 7, 6] as [Int8]).prefix(other.reduce(1, *)))
      #expect(try network.runInt8([1, 2, 3, 4], second) == expected, "axis \(axis)")
    }
  }

  @Test func joinsAConstantAndTwelveInputs() throws {
    let inputs = (0..<12).map { Tensor.int8([1], data: $0 == 3 ? [99] : nil) }
    let network = OneLayerNetwork(
      .concatenation, .concatenation(axis: 0, fusedActivation: .none), inputs: inputs,
      outputs: [.int8([12])])
    let given = (0..<11).map { [UInt8($0)] }
    #expect(try network.run(given)[0] == [0, 1, 2, 99, 3, 4, 5, 6, 7, 8, 9, 10])
  }

  @Test func joinsElementsOfFourBytes() throws {
    let network = OneLayerNetwork(
      .concatenation, .concatenation(axis: 1, fusedActivation: .none),
      inputs: [.int32([2, 1]), .int32([2, 1])], outputs: [.int32([2, 2])])
    #expect(
      try network.run([littleEndian([1, 2] as [Int32]), littleEndian([-3, 4] as [Int32])])[0]
        == littleEndian([1, -3, 2, 4] as [Int32]))
  }

  @Test(arguments: [
    ([Tensor.int8([1, 2]), .int8([1, 2], scale: 0.25)], Tensor.int8([1, 4])),
    ([.int8([1, 2]), .int8([1, 2])], .int8([1, 4], zeroPoint: 1)),
    ([.int8([1, 2]), .int8([2, 2])], .int8([1, 4])),
    ([.int8([1, 2]), .int8([1, 2, 1])], .int8([1, 4])),
    ([.int8([1, 2]), .int8([1, 2])], .int8([1, 5])),
    ([.int8([1, 2]), .uint8([1, 2])], .int8([1, 4])),
    ([], .int8([1, 4])),
  ])
  func refusesInputsThatDoNotJoin(inputs: [Tensor], output: Tensor) {
    let network = OneLayerNetwork(
      .concatenation, .concatenation(axis: 1, fusedActivation: .none), inputs: inputs,
      outputs: [output])
    #expect(network.refusal != nil)
  }

  @Test func refusesAnAxisOutsideAndAFusedActivation() {
    for axis in [2, -3, Int.max, Int.min] {
      let network = OneLayerNetwork(
        .concatenation, .concatenation(axis: axis, fusedActivation: .none),
        inputs: [.int8([1, 2])], outputs: [.int8([1, 2])])
      #expect(network.refusal == "needs an axis from -2 to 1, has \(axis)")
    }
    let fused = OneLayerNetwork(
      .concatenation, .concatenation(axis: 0, fusedActivation: .relu), inputs: [.int8([1, 2])],
      outputs: [.int8([1, 2])])
    #expect(fused.refusal == "has the fused activation RELU, which cannot run")
  }

  @Test func packsAtTheFrontAndAtTheEnd() throws {
    let inputs = [Tensor.int8([2]), .int8([2])]
    let front = OneLayerNetwork(
      .pack, .pack(axis: 0, count: 2), inputs: inputs, outputs: [.int8([2, 2])])
    #expect(try front.runInt8([1, 2], [3, 4]) == [1, 2, 3, 4])
    let end = OneLayerNetwork(
      .pack, .pack(axis: -1, count: 2), inputs: inputs, outputs: [.int8([2, 2])])
    #expect(try end.runInt8([1, 2], [3, 4]) == [1, 3, 2, 4])
    let scalars = OneLayerNetwork(
      .pack, .pack(axis: 0, count: 2), inputs: [.int8([]), .int8([])], outputs: [.int8([2])])
    #expect(try scalars.runInt8([5], [6]) == [5, 6])
  }

  @Test func splitsInEqualAndInGivenParts() throws {
    let split = OneLayerNetwork(
      .split, .split(count: 2), inputs: [.constant([-1], shape: []), .int8([2, 4])],
      outputs: [.int8([2, 2]), .int8([2, 2])])
    #expect(try split.run([[1, 2, 3, 4, 5, 6, 7, 8]]) == [[1, 2, 5, 6], [3, 4, 7, 8]])
    for parts in [[1, 3], [1, -1], [-1, 3]] as [[Int32]] {
      let splitV = OneLayerNetwork(
        .splitV, .split(count: 2), inputs: [.int8([2, 4]), .constant(parts), .constant([1])],
        outputs: [.int8([2, 1]), .int8([2, 3])])
      #expect(try splitV.run([[1, 2, 3, 4, 5, 6, 7, 8]]) == [[1, 5], [2, 3, 4, 6, 7, 8]])
    }
  }

  @Test(arguments: [[2, 3], [-1, -1], [5, -1], [-2, 6], [4, 0], [4], [1, 1, 2]] as [[Int32]])
  func refusesPartsThatDoNotSumUp(parts: [Int32]) {
    let network = OneLayerNetwork(
      .splitV, .split(count: 2), inputs: [.int8([4]), .constant(parts), .constant([0])],
      outputs: [.int8([2]), .int8([2])])
    #expect(network.refusal != nil)
  }

  @Test func refusesASplitThatDoesNotDivide() {
    for count in [0, -2, 3, 4, Int.min] {
      let network = OneLayerNetwork(
        .split, .split(count: count), inputs: [.constant([0]), .int8([4])],
        outputs: [.int8([2]), .int8([2])])
      #expect(network.refusal != nil, "\(count)")
    }
  }

  @Test func unpacksALastDimension() throws {
    let network = OneLayerNetwork(
      .unpack, .unpack(axis: -1, count: 3), inputs: [.int8([2, 3])],
      outputs: [.int8([2]), .int8([2]), .int8([2])])
    #expect(try network.run([[1, 2, 3, 4, 5, 6]]) == [[1, 4], [2, 5], [3, 6]])
    let wrong = OneLayerNetwork(
      .unpack, .unpack(axis: 0, count: 3), inputs: [.int8([2, 3])],
      outputs: [.int8([3]), .int8([3]), .int8([3])])
    #expect(wrong.refusal != nil)
  }

  @Test func gathersWithAndWithoutBatches() throws {
    let columns = OneLayerNetwork(
      .gather, .gather(axis: 1, batchDimensions: 0), inputs: [.int8([2, 3]), .constant([2, 0])],
      outputs: [.int8([2, 2])])
    #expect(try columns.runInt8([1, 2, 3, 4, 5, 6]) == [3, 1, 6, 4])
    let scalar = OneLayerNetwork(
      .gather, .gather(axis: 0, batchDimensions: 0),
      inputs: [.int8([2, 3]), .constant([1], shape: [])], outputs: [.int8([3])])
    #expect(try scalar.runInt8([1, 2, 3, 4, 5, 6]) == [4, 5, 6])
    let batched = OneLayerNetwork(
      .gather, .gather(axis: -1, batchDimensions: 1),
      inputs: [.int8([2, 3]), .constant([2, 1, 0, 0], shape: [2, 2])], outputs: [.int8([2, 2])])
    #expect(try batched.runInt8([1, 2, 3, 4, 5, 6]) == [3, 2, 4, 4])
    let wide = OneLayerNetwork(
      .gather, .gather(axis: 0, batchDimensions: 0),
      inputs: [.int32([3]), .constant64([2, 2, 0])], outputs: [.int32([3])])
    #expect(
      try wide.run([littleEndian([7, 8, 9] as [Int32])])[0]
        == littleEndian([9, 9, 7] as [Int32]))
  }

  @Test(arguments: [-1, 3, .max, .min] as [Int32])
  func refusesAnIndexOutside(index: Int32) {
    let network = OneLayerNetwork(
      .gather, .gather(axis: 0, batchDimensions: 0), inputs: [.int8([3]), .constant([index])],
      outputs: [.int8([1])])
    #expect(network.refusal == "needs indices from 0 to 2")
  }

  @Test func refusesIndicesThatAreNoConstant() {
    let network = OneLayerNetwork(
      .gather, .gather(axis: 0, batchDimensions: 0), inputs: [.int8([3]), .int32([1])],
      outputs: [.int8([1])])
    #expect(network.refusal == "needs constant indices")
  }
}
