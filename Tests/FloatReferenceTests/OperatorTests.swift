import FloatReference
import Foundation
import MCUBenchTestSupport
import ModelGraph
import Testing

/// Every other operator in float32, on values that can be read off.
struct OperatorTests {
  @Test func addsWithBroadcastAndActivation() throws {
    let network = FloatNetwork(
      .add, .arithmetic(fusedActivation: .relu),
      inputs: [.float32([1, 2, 1, 3]), .float32([2, 1])], outputs: [[1, 2, 2, 3]])
    #expect(
      try network.run([1, -2, 3, -4, 5, -6], [10, -1]) == [
        [11, 8, 13, 0, 0, 2, 6, 15, 4, 0, 4, 0]
      ])
  }

  @Test func multipliesByAScalarAndAChannelGate() throws {
    let scalar = FloatNetwork(
      .mul, .arithmetic(fusedActivation: .none),
      inputs: [.float32([2, 2]), .floats([0.5], shape: [])], outputs: [[2, 2]])
    #expect(try scalar.run([2, 4, 6, 8]) == [[1, 2, 3, 4]])
    let gate = FloatNetwork(
      .mul, .arithmetic(fusedActivation: .none),
      inputs: [.float32([1, 1, 1, 2]), .float32([1, 2, 2, 2])], outputs: [[1, 2, 2, 2]])
    #expect(
      try gate.run([10, 100], [1, 2, 3, 4, 5, 6, 7, 8])
        == [[10, 200, 30, 400, 50, 600, 70, 800]])
  }

  /// Operators, and what they make of one input.
  typealias Example = (kind: OperatorKind, expected: [Float])

  static let combinations: [Example] = [
    (.sub, [-3, 1, 5]), (.maximum, [1, 3, 2]), (.minimum, [-2, 2, -3]),
  ]

  @Test(arguments: combinations)
  func combines(kind: OperatorKind, expected: [Float]) throws {
    let options = kind == .sub ? OperatorOptions.arithmetic(fusedActivation: .none) : .none
    let network = FloatNetwork(
      kind, options, inputs: [.float32([3]), .float32([3])], outputs: [[3]])
    #expect(try network.run([-2, 3, 2], [1, 2, -3]) == [expected])
  }

  static let maps: [Example] = [
    (.relu, [0, 0, 0.5, 7]), (.relu6, [0, 0, 0.5, 6]), (.reluN1To1, [-1, -0.5, 0.5, 1]),
    (.abs, [8, 0.5, 0.5, 7]), (.hardSwish, [0, -0.5 * 2.5 / 6, 0.5 * 3.5 / 6, 7]),
  ]

  @Test(arguments: maps)
  func mapsEachElement(kind: OperatorKind, expected: [Float]) throws {
    let network = FloatNetwork(kind, inputs: [.float32([4])], outputs: [[4]])
    #expect(try network.run([-8, -0.5, 0.5, 7]) == [expected])
  }

  @Test func mapsByCurves() throws {
    let values: [Float] = [-3, -0.25, 0, 2]
    let curves: [(OperatorKind, OperatorOptions, (Double) -> Double)] = [
      (.logistic, .none, { 1 / (1 + exp(-$0)) }), (.tanh, .none, { tanh($0) }),
      (.exp, .none, { exp($0) }), (.elu, .none, { $0 < 0 ? exp($0) - 1 : $0 }),
      (.leakyRelu, .leakyRelu(alpha: 0.25), { $0 < 0 ? $0 / 4 : $0 }),
    ]
    for (kind, options, curve) in curves {
      let network = FloatNetwork(kind, options, inputs: [.float32([4])], outputs: [[4]])
      for (result, value) in zip(try network.run(values)[0], values) {
        #expect(abs(Double(result) - curve(Double(value))) < 1e-6, "\(kind) of \(value)")
      }
    }
  }

  @Test func softmaxSumsToOneInEachRow() throws {
    let network = FloatNetwork(
      .softmax, .softmax(beta: 2), inputs: [.float32([2, 3])], outputs: [[2, 3]])
    let result = try network.run([1, 2, 3, 100, 100, -100])[0]
    let sum = exp(-4.0) + exp(-2.0) + 1
    let expected = [exp(-4.0) / sum, exp(-2.0) / sum, 1 / sum, 0.5, 0.5, 0]
    for (value, goal) in zip(result, expected) { #expect(abs(Double(value) - goal) < 1e-6) }
  }

  @Test func fullyConnectedTakesRowsOfAnyShape() throws {
    let options = OperatorOptions.fullyConnected(
      fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
      asymmetricQuantizeInputs: false)
    let network = FloatNetwork(
      .fullyConnected, options,
      inputs: [
        .float32([2, 1, 1, 3]), .floats([1, 0, 0, 0, 2, 0], shape: [2, 3]),
        .floats([10, 20], shape: [2]),
      ], outputs: [[2, 2]])
    #expect(try network.run([1, 2, 3, 4, 5, 6]) == [[11, 24, 14, 30]])
  }

  static let reductions: [Example] = [
    (.mean, [2.5, 5.5]), (.sum, [10, 22]), (.reduceProd, [24, 840]),
    (OperatorKind(rawValue: 82), [4, 7]), (OperatorKind(rawValue: 89), [1, 4]),
  ]

  @Test(arguments: reductions)
  func reduces(kind: OperatorKind, expected: [Float]) throws {
    let network = FloatNetwork(
      kind, .reduction(keepsDimensions: false),
      inputs: [.float32([1, 2, 2, 2]), .constant([1, -2])], outputs: [[1, 2]])
    #expect(try network.run([1, 4, 2, 5, 3, 6, 4, 7]) == [expected])
  }

  // MARK: Movement

  private static let six: [Float] = [1, 2, 3, 4, 5, 6]

  /// One operator that moves six elements of shape 2 x 3.
  struct Movement: CustomStringConvertible, Sendable {
    let kind: OperatorKind
    var options = OperatorOptions.none
    var constants: [Tensor] = []
    let output: [Int]
    let expected: [Float]

    var description: String { "\(kind) to \(output)" }
  }

  static let movements = [
    Movement(
      kind: .reshape, options: .reshape(newShape: [3, 2]), output: [3, 2], expected: six),
    Movement(
      kind: .expandDims, constants: [.constant([1])], output: [2, 1, 3], expected: six),
    Movement(
      kind: .transpose, constants: [.constant([1, 0])], output: [3, 2],
      expected: [1, 4, 2, 5, 3, 6]),
    Movement(
      kind: .slice, constants: [.constant([0, 1]), .constant([-1, 2])], output: [2, 2],
      expected: [2, 3, 5, 6]),
    Movement(
      kind: .stridedSlice, options: .stridedSlice(StridedSliceMasks(begin: 2, end: 2)),
      constants: [.constant([1, 0]), .constant([2, 0]), .constant([1, -2])], output: [1, 2],
      expected: [6, 4]),
    Movement(
      kind: .pad, constants: [.constant([1, 0, 0, 2], shape: [2, 2])], output: [3, 5],
      expected: [0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0]),
    Movement(
      kind: .padV2,
      constants: [.constant([0, 0, 1, 0], shape: [2, 2]), .floats([9], shape: [])],
      output: [2, 4], expected: [9, 1, 2, 3, 9, 4, 5, 6]),
  ]

  @Test(arguments: movements)
  func moves(movement: Movement) throws {
    let network = FloatNetwork(
      movement.kind, movement.options, inputs: [.float32([2, 3])] + movement.constants,
      outputs: [movement.output])
    #expect(try network.run(Self.six) == [movement.expected])
  }

  @Test func joinsAndSplits() throws {
    let join = FloatNetwork(
      .concatenation, .concatenation(axis: -1, fusedActivation: .none),
      inputs: [.float32([2, 1]), .float32([2, 2])], outputs: [[2, 3]])
    #expect(try join.run([1, 2], [3, 4, 5, 6]) == [[1, 3, 4, 2, 5, 6]])
    let pack = FloatNetwork(
      .pack, .pack(axis: 1, count: 2), inputs: [.float32([2]), .float32([2])],
      outputs: [[2, 2]])
    #expect(try pack.run([1, 2], [3, 4]) == [[1, 3, 2, 4]])
    let split = FloatNetwork(
      .split, .split(count: 3), inputs: [.constant([1], shape: []), .float32([2, 3])],
      outputs: [[2, 1], [2, 1], [2, 1]])
    #expect(try split.run(Self.six) == [[1, 4], [2, 5], [3, 6]])
    let parts = FloatNetwork(
      .splitV, .split(count: 2),
      inputs: [.float32([2, 3]), .constant([1, -1]), .constant([1], shape: [])],
      outputs: [[2, 1], [2, 2]])
    #expect(try parts.run(Self.six) == [[1, 4], [2, 3, 5, 6]])
    let unpack = FloatNetwork(
      .unpack, .unpack(axis: 0, count: 2), inputs: [.float32([2, 3])], outputs: [[3], [3]])
    #expect(try unpack.run(Self.six) == [[1, 2, 3], [4, 5, 6]])
  }

  // MARK: What is seen, and what is refused

  @Test func showsInputsAndActivations() throws {
    let network = FloatNetwork(.relu, inputs: [.float32([2])], outputs: [[2]])
    var seen: [TensorID: [Float]] = [:]
    _ = try FloatReference(network.graph).run([[-1, 2]]) { seen[$0] = $1 }
    #expect(seen == [0: [-1, 2], 1: [0, 2]])
  }

  @Test func refusesInputsOfTheWrongNumberOrSize() throws {
    let network = FloatNetwork(.relu, inputs: [.float32([2])], outputs: [[2]])
    #expect(throws: FloatReferenceError(.inputCount(needed: 1, given: 2))) {
      try network.run([1, 2], [3, 4])
    }
    #expect(throws: FloatReferenceError(.inputElements(input: 0, needed: 2, given: 3))) {
      try network.run([1, 2, 3])
    }
  }

  @Test func refusesWhatItHasNoKernelFor() throws {
    let network = FloatNetwork(
      .gather, .gather(axis: 0, batchDimensions: 0),
      inputs: [.float32([2]), .constant([0])], outputs: [[1]])
    let error = #expect(throws: FloatReferenceError.self) { try network.run([1, 2]) }
    #expect(
      error?.summary == "operator 0 (GATHER) cannot be run in float32: no kernel here runs it")
    let fused = FloatNetwork(
      .add, .arithmetic(fusedActivation: .tanh), inputs: [.float32([1]), .float32([1])],
      outputs: [[1]])
    #expect(throws: FloatReferenceError.self) { try fused.run([1], [1]) }
    let shapes = FloatNetwork(
      .add, .arithmetic(fusedActivation: .none), inputs: [.float32([2]), .float32([3])],
      outputs: [[3]])
    #expect(throws: FloatReferenceError.self) { try shapes.run([1, 2], [1, 2, 3]) }
  }
}
