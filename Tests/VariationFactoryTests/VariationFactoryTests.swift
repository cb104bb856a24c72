import Architectures
import Failures
import FloatReference
import GraphPreparation
import HostReference
import ModelGraph
import Planning
import TFLiteReader
import Testing
import VariationFactory

@Suite struct VariationFactoryTests {
  /// A small variation of every architecture, and larger ones of the paper.
  static let names = [
    "mobilenetv1_0.1_32_c3_o2_l1", "mobilenetv1_0.25_48_c1_o10_l2b0.5.GAP",
    "mobilenetv2_0.1_32_c3_o2_t2l64", "mobilenetv2_0.25_96_c3_o2_t5l256",
    "mobilenetv3small_0.05_32_c3_o2", "mobilenetv3smallSQ_0.05_64_c3_o2_se4l64pl64",
    "mobilenetv3smallNSQ_0.05_64_c3_o4_l32pl32.MV1", "shufflenetv1_0.25_32_c3_o2_g1",
    "shufflenetv1_0.25_32_c3_o2_g3", "shufflenetv2_0.05_64_c3_o2_l64",
  ]

  private static func made(
    _ name: String, seed: UInt64 = 1, _ settings: VariationFactory.Settings = .init()
  ) throws -> MadeVariation {
    let request = try VariationName(parsing: name).request()
    return try VariationFactory.make(
      Variation(request.architecture, request.factors, seed: seed), settings)
  }

  @Test(arguments: names)
  func theFileIsTheNetworkInInt8(name: String) throws {
    let made = try Self.made(name, VariationFactory.Settings(writesFloat: true))
    let read = try TFLiteReader.read(made.int8Bytes)
    #expect(read.tensors[read.inputs[0]].type == .int8)
    #expect(read.tensors[read.outputs[0]].type == .int8)
    #expect(read.tensors[read.inputs[0]].quantization?.zeroPoints == [-1])
    #expect(read.source.description == made.variation.note)
    #expect(
      read.layers.map(\.kind).filter { $0 != .quantize } == made.floatGraph.layers.map(\.kind))
    let outline = try made.variation.outline()
    #expect(ModelFacts(of: read).macCount == ModelFacts(of: outline.graph).macCount)
    #expect(made.parameters == outline.parameters)
    for layer in read.layers where layer.kind == .conv2D {
      let weights = read.tensors[layer.inputs[1] ?? 0]
      #expect(weights.quantization?.scales.count == weights.shape[0])
    }
    let floats = try TFLiteReader.read(#require(made.floatBytes))
    #expect(floats.layers.map(\.kind) == made.floatGraph.layers.map(\.kind))
    #expect(floats.source.description == made.variation.note)
  }

  /// The int8 network is close to the float one on an image that neither was made with.
  @Test(arguments: names)
  func theInt8NetworkFollowsTheFloatOne(name: String) throws {
    let made = try Self.made(name)
    let shape = made.floatGraph.tensors[made.floatGraph.inputs[0]].shape
    let count = shape.reduce(1, *)
    // A slope, bright at the far corner.
    let image = (0..<count).map { place in
      Int8(
        place / shape[3] / shape[2] * 120 / shape[1] + place / shape[3] % shape[2] * 120 / shape[2]
          - 110)
    }
    let floats = image.map { (Float($0) + 1) * (2 / 255) }
    let wanted = try FloatReference(made.floatGraph).run([floats])[0]
    let lowered = try Lowering.lower(GraphPreparation.prepare(TFLiteReader.read(made.int8Bytes)))
    let given = try HostReference.run(
      lowered, inputs: [image.map { UInt8(bitPattern: $0) }])[0]
    for (value, byte) in zip(wanted, given) {
      let probability = (Float(Int8(bitPattern: byte)) + 128) / 256
      #expect(abs(value - probability) < 0.15, "\(name): \(value) and \(probability)")
    }
  }

  /// Behind every normalization values are spread as a trained network's, at any depth.
  @Test(arguments: names)
  func activationsNeitherDieNorExplode(name: String) throws {
    let graph = try Self.made(name).int8Graph
    for layer in graph.layers where layer.kind == .conv2D || layer.kind == .depthwiseConv2D {
      let scale = try #require(graph.tensors[layer.outputs[0]].quantization?.scales[0])
      let width = 255 * scale
      #expect(width > 0.05 && width < 100, "\(graph.tensors[layer.outputs[0]].name): \(width)")
    }
  }

  @Test func theSeedFixesTheFile() throws {
    let name = "mobilenetv1_0.1_32_c3_o2_l1"
    let first = try Self.made(name)
    #expect(try Self.made(name).int8Bytes == first.int8Bytes)
    #expect(try Self.made(name, seed: 2).int8Bytes != first.int8Bytes)
  }

  @Test func theInputsScaleIsThePixelsRange() throws {
    for (range, zeroPoint) in [(Float(0)...1, -128), (-1...0, 127)] {
      let made = try Self.made(
        "mobilenetv1_0.1_32_c3_o2_l1", VariationFactory.Settings(inputRange: range))
      let input = made.int8Graph.tensors[made.int8Graph.inputs[0]].quantization
      #expect(input?.zeroPoints == [zeroPoint])
      #expect(abs((input?.scales[0] ?? 0) - 1 / 255) < 1e-6)
    }
  }

  @Test func refusesWhatCannotBeBuilt() throws {
    #expect(throws: FactorError.self) { try Self.made("mobilenetv1_0.1_8_c3_o2_l1") }
  }
}
