import ModelGraph
import TFLiteReader
import TFLiteWriter
import Testing

/// The bytes of a written file, and what cannot be written.
struct WrittenFileTests {
  /// Two convolutions of 1 x 1 over int8.
  private static func graph(sameWeights: Bool = false) -> ModelGraph {
    let quantization = Quantization(scales: [0.5], zeroPoints: [-1])
    let perChannel = Quantization(
      scales: (1...16).map { Float($0) }, zeroPoints: Array(repeating: 0, count: 16))
    func activation(_ name: String) -> Tensor {
      Tensor(name: name, type: .int8, shape: [1, 2, 2, 16], quantization: quantization)
    }
    func weights(_ name: String, from start: Int) -> Tensor {
      Tensor(
        name: name, type: .int8, shape: [16, 1, 1, 16], quantization: perChannel,
        data: (0..<256).map { UInt8(truncatingIfNeeded: start + 7 * $0) })
    }
    let options = OperatorOptions.convolution(
      ConvolutionOptions(padding: .same, stride: HeightWidth(height: 1, width: 1)))
    return ModelGraph(
      tensors: [
        activation("in"), weights("first", from: 3),
        activation("middle"), weights("second", from: sameWeights ? 3 : 4), activation("out"),
      ],
      layers: [
        Layer(nodeIndex: 0, kind: .conv2D, inputs: [0, 1], outputs: [2], options: options),
        Layer(nodeIndex: 1, kind: .conv2D, inputs: [2, 3], outputs: [4], options: options),
      ],
      inputs: [0], outputs: [4], source: ModelSource(fileBytes: 0, sha256: ""))
  }

  @Test func theSameGraphGivesTheSameBytes() throws {
    let first = try TFLiteWriter.bytes(of: Self.graph())
    for _ in 0..<20 { #expect(try TFLiteWriter.bytes(of: Self.graph()) == first) }
  }

  @Test func beginsWithTheIdentifier() throws {
    let bytes = try TFLiteWriter.bytes(of: Self.graph())
    #expect(Array(bytes[4..<8]) == Array("TFL3".utf8))
  }

  @Test func constantsLieAtMultiplesOfSixteen() throws {
    let graph = Self.graph()
    let bytes = try TFLiteWriter.bytes(of: graph)
    for data in graph.tensors.compactMap(\.data) {
      let place = try #require(offset(of: data, in: bytes))
      #expect(place.isMultiple(of: 16))
    }
  }

  @Test func equalConstantsAreWrittenOnce() throws {
    let different = try TFLiteWriter.bytes(of: Self.graph())
    let equal = try TFLiteWriter.bytes(of: Self.graph(sameWeights: true))
    #expect(different.count - equal.count >= 256)
    #expect(try TFLiteReader.read(equal).tensors == Self.graph(sameWeights: true).tensors)
  }

  /// Our reader bounds what a file decodes to by its size: sharing must not go beyond that.
  @Test func manyEqualConstantsCanStillBeRead() throws {
    var graph = Self.graph(sameWeights: true)
    let weights = Tensor(
      name: "zeros", type: .int8, shape: [20_000], data: Array(repeating: 0, count: 20_000))
    for _ in 0..<40 { graph.tensors.append(weights) }
    #expect(try TFLiteReader.read(TFLiteWriter.bytes(of: graph)).tensors == graph.tensors)
  }

  /// Operators, types and the version that TensorFlow Lite wants.
  static let versions: [(OperatorKind, ElementType, Int)] = [
    (.conv2D, .int8, 3), (.conv2D, .float32, 1), (.add, .int8, 2),
    (.add, .float32, 1), (.softmax, .int8, 2), (.hardSwish, .int8, 1), (.reshape, .int8, 1),
    (.pad, .int8, 2), (.fullyConnected, .int8, 4), (.leakyRelu, .int8, 1), (.quantize, .int8, 2),
  ]

  @Test(arguments: versions)
  func raisesVersions(kind: OperatorKind, type: ElementType, version: Int) throws {
    var graph = Self.graph()
    for index in graph.tensors.indices {
      graph.tensors[index].type = type
      graph.tensors[index].data = nil
    }
    graph.inputs = [0, 1, 3]
    graph.layers[1].kind = kind
    graph.layers[1].options = Self.options(of: kind)
    let read = try TFLiteReader.read(TFLiteWriter.bytes(of: graph))
    #expect(read.layers[1].version == version)
    graph.layers[1].version = 9
    #expect(try TFLiteReader.read(TFLiteWriter.bytes(of: graph)).layers[1].version == 9)
  }

  private static func options(of kind: OperatorKind) -> OperatorOptions {
    switch kind {
    case .conv2D: graph().layers[0].options
    case .add: .arithmetic(fusedActivation: .none)
    case .softmax: .softmax(beta: 1)
    case .reshape: .reshape(newShape: [1])
    case .leakyRelu: .leakyRelu(alpha: 0.1)
    case .fullyConnected:
      .fullyConnected(
        fusedActivation: .none, shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false)
    default: .none
    }
  }

  @Test func aGroupedConvolutionHasItsVersion() throws {
    var graph = Self.graph()
    graph.tensors[1].shape = [16, 1, 1, 8]
    graph.tensors[1].data = Array(repeating: 1, count: 128)
    #expect(try TFLiteReader.read(TFLiteWriter.bytes(of: graph)).layers[0].version == 6)
  }

  /// What is done to a sound graph, and what the refusal has to say.
  struct Breach: CustomStringConvertible, Sendable {
    let description: String
    let says: String
    let apply: @Sendable (inout ModelGraph) -> Void
  }

  static let breaches = [
    Breach(description: "no operator", says: "has no operator") { $0.layers = [] },
    Breach(description: "no input", says: "has no input") { $0.inputs = [] },
    Breach(description: "no output", says: "has no output") { $0.outputs = [] },
    Breach(description: "short data", says: "needs 256 B and has 1 B") {
      $0.tensors[1].data = [1]
    },
    Breach(description: "an index beyond", says: "tensor 99 of 5") { $0.layers[0].inputs[0] = 99 },
    Breach(description: "used before made", says: "before it is made") {
      $0.layers.swapAt(0, 1)
    },
    Breach(description: "made twice", says: "a second time") { $0.layers[1].outputs = [2] },
    Breach(description: "output never made", says: "is never made") {
      $0.layers.removeLast()
    },
    Breach(description: "constant input", says: "is an input and a constant") { $0.inputs = [1] },
    Breach(description: "a custom operator", says: "has options that are not kept") {
      $0.layers[1].kind = .custom
      $0.layers[1].options = .none
    },
    Breach(description: "a folded table", says: "has options that are not kept") {
      $0.layers[1].kind = .lookupTable
      $0.layers[1].options = .lookupTable(values: [1])
    },
    Breach(description: "scales beyond channels", says: "3 scales along dimension 0") {
      $0.tensors[1].quantization = Quantization(scales: [1, 2, 3], zeroPoints: [0, 0, 0])
    },
    Breach(description: "a scale that is no number", says: "has scales that are") {
      $0.tensors[1].quantization = Quantization(scales: [.nan], zeroPoints: [0])
    },
    Breach(description: "a huge shape", says: "has the shape") {
      $0.tensors[2].shape = [1 << 40, 1 << 40]
    },
    Breach(description: "strings", says: "has type string") { $0.tensors[2].type = .string },
  ]

  @Test(arguments: breaches)
  func isRefused(breach: Breach) throws {
    var graph = Self.graph()
    breach.apply(&graph)
    let error = #expect(throws: ModelWriteError.self) { try TFLiteWriter.bytes(of: graph) }
    let summary = try #require(error?.summary)
    #expect(summary.contains(breach.says), "\(summary)")
    #expect(error?.remedy != nil)
  }

  private func offset(of data: [UInt8], in bytes: [UInt8]) -> Int? {
    (0...bytes.count - data.count).first { bytes[$0] == data[0] && bytes[$0...].starts(with: data) }
  }
}
