import Architectures
import FloatReference
import GraphPreparation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import Testing
import VariationFactory

/// The paper's networks as they are made here, in interpreters that are not ours.
@Suite(
  .enabled(
    if: TFLiteOracle.isInstalled,
    "TensorFlow Lite's interpreters are not installed: packaging/setup.sh test does it"),
  .timeLimit(.minutes(15)))
struct InterpreterTests {
  @Test(arguments: PaperModel.all)
  func theFileRunsInTensorFlowLiteAndGivesTheSame(model: PaperModel) async throws {
    let request = try VariationName(parsing: model.name).request()
    let made = try VariationFactory.make(Variation(request.architecture, request.factors))
    let graph = try GraphPreparation.prepare(TFLiteReader.read(made.int8Bytes))
    #expect(ModelFacts(of: graph).macCount == model.macs)
    #expect(made.parameters.count == model.parameters)
    let lowered = try Lowering.lower(graph)
    let vectors = graph.stressVectors()
    let expected = try vectors.flatMap { try HostReference.run(lowered, inputs: $0).joined() }

    let joined = vectors.map { Array($0.joined()) }
    let tflm = try await TFLiteOracle.microcontrollers.run(made.int8Bytes, vectors: joined)
    #expect(tflm == expected)
    let tflite = try await TFLiteOracle.tensorFlowLite.run(made.int8Bytes, vectors: joined)
    #expect(tflite.count == expected.count)
    // TensorFlow Lite rounds FULLY_CONNECTED once where TFLM and all other kernels round twice: a step
    // of the logits, and what SOFTMAX or a gate makes of it.
    let hasFullyConnected = graph.layers.contains { $0.kind == .fullyConnected }
    let largest = zip(tflite, expected).map {
      abs(Int(Int8(bitPattern: $0)) - Int(Int8(bitPattern: $1)))
    }.max()
    #expect((largest ?? 0) <= (hasFullyConnected ? 8 : 0))
  }

  @Test(arguments: PaperModel.all)
  func theFloatFileRunsThereToo(model: PaperModel) async throws {
    let request = try VariationName(parsing: model.name).request()
    let made = try VariationFactory.make(
      Variation(request.architecture, request.factors), .init(writesFloat: true))
    let shape = made.floatGraph.tensors[made.floatGraph.inputs[0]].shape
    var random = SplitMix(state: 11)
    let image = (0..<shape.reduce(1, *)).map { _ in Float(random.below(2001) - 1000) / 1000 }
    let expected = try FloatReference(made.floatGraph).run([image])[0]
    let bytes = try await TFLiteOracle.tensorFlowLite.run(
      #require(made.floatBytes), vectors: [littleEndian(image)])
    #expect(bytes.count == 4 * expected.count)
    for (place, value) in expected.enumerated() where bytes.count == 4 * expected.count {
      let bits = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[4 * place + $1]) << (8 * UInt32($1))
      }
      #expect(abs(Float(bitPattern: bits) - value) < 1e-4)
    }
  }
}
