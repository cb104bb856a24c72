import Failures
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import TFLiteWriter
import Testing

/// Files that are no sound models are refused in words that say what is wrong.
struct DamagedModelTests {

  /// What is done to a sound model, and what the refusal has to say.
  struct Damage: CustomStringConvertible, Sendable {
    let description: String
    let says: String
    let apply: @Sendable (inout ModelGraph, inout DamagedTFLiteWriter.Extras) -> Void

    init(
      _ description: String, says: String,
      _ apply: @escaping @Sendable (inout ModelGraph, inout DamagedTFLiteWriter.Extras) -> Void
    ) {
      self.description = description
      self.says = says
      self.apply = apply
    }
  }

  static let damages: [Damage] = files + tensors + quantizations + layers

  private static let files = [
    Damage("another identifier", says: "54 46 4c 32") { $1.identifier = "TFL2" },
    Damage("another schema version", says: "is 4, not 3") { $1.version = 4 },
    Damage("no subgraph", says: "no subgraph") { $1.subgraphCount = 0 },
    Damage("no operator", says: "no operator") { graph, _ in graph.layers = [] },
    Damage("no input", says: "no input") { graph, _ in graph.inputs = [] },
    Damage("no output", says: "no output") { graph, _ in graph.outputs = [] },
  ]

  private static let tensors = [
    Damage("a negative extent", says: "extent -5") { graph, _ in
      graph.tensors[0].shape = [1, -5]
    },
    Damage("more elements than 2^31", says: "2^31 - 1 elements") { graph, _ in
      graph.tensors[0].shape = [65_536, 32_768]
    },
    Damage("extents whose product wraps to zero", says: "2^31 - 1 elements") { graph, _ in
      graph.tensors[0].shape = [65_536, 65_536, 65_536, 65_536]
    },
    Damage("a zero that hides a product that wraps", says: "2^31 - 1 elements") { graph, _ in
      graph.tensors[0].shape = [0x7fff_ffff, 0x7fff_ffff, 0x7fff_ffff, 0]
    },
    Damage("nine dimensions", says: "9 dimensions") { graph, _ in
      graph.tensors[0].shape = Array(repeating: 1, count: 9)
    },
    Damage("too few bytes of a constant", says: "needs 4 B, its buffer holds 3 B") { graph, _ in
      graph.tensors.append(Tensor(name: "c", type: .int8, shape: [4], data: [1, 2, 3]))
    },
    Damage("strings", says: "type string") { graph, _ in graph.tensors[0].type = .string },
    Damage("a variable", says: "is a variable") { $1.variableTensors = [0] },
    Damage("a sparse tensor", says: "sparse form") { $1.sparseTensors = [1] },
    Damage("data behind the flatbuffer", says: "outside the flatbuffer") { graph, extras in
      graph.tensors.append(Tensor(name: "c", type: .int8, shape: [1], data: [1]))
      extras.outsideBuffers = [2]
    },
  ]

  private static let quantizations = [
    Damage("more scales than zero points", says: "2 scales but 1 zero points") { graph, _ in
      graph.tensors[0].quantization = Quantization(scales: [1, 2], zeroPoints: [0])
    },
    Damage("scales that do not fit the shape", says: "3 scales along dimension 1") { graph, _ in
      graph.tensors[0].quantization = Quantization(
        scales: [1, 2, 3], zeroPoints: [0, 0, 0], dimension: 1)
    },
    Damage("a scale of zero", says: "scale 0.0") { graph, _ in
      graph.tensors[0].quantization = Quantization(scales: [0], zeroPoints: [0])
    },
    Damage("a scale that is no number", says: "scale nan") { graph, _ in
      graph.tensors[0].quantization = Quantization(scales: [.nan], zeroPoints: [0])
    },
    Damage("a zero point beyond its type", says: "zero point 128") { graph, _ in
      graph.tensors[0].quantization = Quantization(scales: [1], zeroPoints: [128])
    },
    Damage("custom quantization", says: "custom kind of quantization") {
      $1.customQuantizedTensors = [0]
    },
  ]

  private static let layers = [
    Damage("an input beyond the tensors", says: "is tensor 9 of 2") { graph, _ in
      graph.layers[0].inputs = [9]
    },
    Damage("a negative input", says: "is tensor -2 of 2") { graph, _ in
      graph.layers[0].inputs = [-2]
    },
    Damage("an absent output", says: "is tensor -1 of 2") { graph, _ in
      graph.layers[0].outputs = [-1]
    },
    Damage("a graph input beyond the tensors", says: "graph input 0 is tensor 7") { graph, _ in
      graph.inputs = [7]
    },
    Damage("a graph output that nothing makes", says: "is never made") { graph, _ in
      graph.tensors.append(Tensor(name: "x", type: .int8, shape: [1]))
      graph.outputs = [2]
    },
    Damage("a graph input twice", says: "stands twice") { graph, _ in graph.inputs = [0, 0] },
    Damage("a constant for a graph input", says: "is a constant") { graph, _ in
      graph.tensors[0].data = [1, 2, 3, 4]
    },
    Damage("a layer that reads its own output", says: "used before it is made") { graph, _ in
      graph.layers[0].inputs = [1]
    },
    Damage("a cycle of two layers", says: "used before it is made") { graph, _ in
      graph.tensors.append(Tensor(name: "x", type: .int8, shape: [1, 4]))
      graph.layers[0].inputs = [2]
      graph.layers.append(Layer(nodeIndex: 1, kind: .relu, inputs: [1], outputs: [2]))
    },
    Damage("a tensor made twice", says: "is made twice") { graph, _ in
      graph.layers.append(Layer(nodeIndex: 1, kind: .relu, inputs: [0], outputs: [1]))
    },
    Damage("a layer that makes a constant", says: "is made twice") { graph, _ in
      graph.tensors[1].data = [1, 2, 3, 4]
    },
    Damage("options of another operator", says: "options of kind 9, not 11") { graph, extras in
      graph.layers[0].kind = .add
      graph.layers[0].options = .arithmetic(fusedActivation: .none)
      extras.optionCodes[0] = 9
    },
  ]

  @Test(arguments: damages)
  func isRefused(damage: Damage) throws {
    var graph = SmallGraph.chain(.relu, .none)
    var extras = DamagedTFLiteWriter.Extras()
    #expect(throws: Never.self) {
      try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: graph, extras))
    }
    damage.apply(&graph, &extras)
    let bytes = DamagedTFLiteWriter.bytes(of: graph, extras)
    let error = #expect(throws: ModelReadError.self) { try TFLiteReader.read(bytes) }
    let summary = try #require(error?.summary)
    #expect(summary.contains(damage.says), "\(summary)")
    #expect(error?.remedy != nil)
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test func refusesAFileCutAnywhere() {
    let bytes = DamagedTFLiteWriter.bytes(of: SmallGraph.chain(.conv2D, OptionExample.convolution))
    for length in bytes.indices {
      #expect(throws: ModelReadError.self) {
        try TFLiteReader.read(Array(bytes.prefix(length)))
      }
    }
  }

  @Test func namesTheOffsetThatLiesOutside() throws {
    var bytes = DamagedTFLiteWriter.bytes(of: SmallGraph.chain(.relu, .none))
    bytes.replaceSubrange(0..<4, with: [0xf0, 0xff, 0xff, 0x7f])
    let expected = ModelReadError(
      .outOfBounds(what: "the model", offset: 0x7fff_fff0, fileBytes: bytes.count))
    #expect(throws: expected) { try TFLiteReader.read(bytes) }
  }

  /// Many references to one large table must not cost more than the file is worth.
  @Test func refusesAFileThatDecodesToFarMoreThanItHolds() throws {
    let tensor = FlatNode.table([
      0: .reference(.vector([Int32(1), 4])), 1: .uint8(9),
      3: .reference(.string(Array(repeating: 0x61, count: 100_000))),
    ])
    let subgraph = FlatNode.table([0: .reference(.tables(Array(repeating: tensor, count: 10_000)))])
    let bytes = FlatWriter.file(
      root: .table([0: .int32(3), 2: .reference(.tables([subgraph]))]), identifier: "TFL3")
    let error = #expect(throws: ModelReadError.self) { try TFLiteReader.read(bytes) }
    let budgetBytes = 4 * bytes.count + 65_536
    #expect(error == ModelReadError(.amplified(limitBytes: budgetBytes)))
  }

  @Test func refusesNothingAtAll() {
    #expect(throws: ModelReadError(.empty)) { try TFLiteReader.read([]) }
  }
}
