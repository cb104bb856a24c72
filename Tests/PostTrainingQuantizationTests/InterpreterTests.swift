import FloatReference
import GraphPreparation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import TFLiteWriter
import Testing

/// Networks that are quantized and written here run in TensorFlow Lite's interpreters, and give what
/// our kernels give.
@Suite(
  .enabled(
    if: TFLiteOracle.isInstalled,
    "TensorFlow Lite's interpreters are not installed: packaging/setup.sh test does it"),
  .enabled(if: SharedModels.isPresent, "../shared/models is absent"), .timeLimit(.minutes(15)))
struct InterpreterTests {
  /// Every paper model, MLPerf's, the trained network, and single operators and blocks.
  static let models = SharedModels.all.filter { model in
    let manifest = model.manifest
    if ["paper", "mlperf_tiny"].contains(manifest.group) { return true }
    return names.contains(manifest.name)
  }

  static let names: Set<String> = [
    "cnn_int8", "cnn_separable_int8", "conv_grouped_g2", "conv_3x3_dil2_same", "dw_3x3_m2",
    "conv_5x5_s2_valid_c3_11", "add_relu", "add_const_channel", "mul_const", "mul_se_broadcast",
    "sub_broadcast", "avgpool_3x3_s2_same", "maxpool_3x3_s2_same", "mean_hw", "mean_hw_keep",
    "reshape", "transpose_nchw", "strided_slice_step2", "slice", "split_c", "split_v",
    "concat_c_diff_scale", "concat_h_three", "pack", "unpack", "pad_hw", "hard_swish", "relu",
    "logistic", "tanh", "softmax_rows", "maximum", "minimum", "leaky_relu", "block_se",
    "block_shuffle_split", "block_inverted_residual", "block_two_inputs_two_outputs",
  ]

  @Test func everyNamedModelIsThere() {
    #expect(Self.models.count == Self.names.count + 18)
  }

  @Test(arguments: models)
  func int8NetworksGiveWhatOurKernelsGive(model: SharedModel) async throws {
    let pair = try FloatTwin.Pair(model)
    let file = try TFLiteWriter.bytes(of: pair.int8)
    let graph = try GraphPreparation.prepare(TFLiteReader.read(file))
    let lowered = try Lowering.lower(graph)
    let vectors = graph.stressVectors()
    var expected: [UInt8] = []
    for vector in vectors { expected += try HostReference.run(lowered, inputs: vector).joined() }

    let joined = vectors.map { Array($0.joined()) }
    #expect(try await TFLiteOracle.microcontrollers.run(file, vectors: joined) == expected)
    let reference = try await TFLiteOracle.tensorFlowLite.run(file, vectors: joined)
    guard graph.layers.contains(where: { $0.kind == .fullyConnected }) else {
      #expect(reference == expected)
      return
    }
    // It rounds FULLY_CONNECTED once where all others round twice: one step there, and what a
    // SOFTMAX or a gate behind it makes of one step.
    #expect(reference.count == expected.count)
    let largest = zip(reference, expected).map {
      abs(Int(Int8(bitPattern: $0)) - Int(Int8(bitPattern: $1)))
    }.max()
    #expect((largest ?? 0) <= 8)
  }

  @Test(arguments: models)
  func floatNetworksGiveWhatOurKernelsGive(model: SharedModel) async throws {
    let pair = try FloatTwin.Pair(model, vectors: 1)
    let file = try TFLiteWriter.bytes(of: pair.reference.graph)
    let inputs = try pair.realInputs(model, vector: 0)
    // SOFTMAX makes an absolute error of a relative one of its inputs.
    let graph = pair.reference.graph
    let logits = Set(graph.layers.filter { $0.kind == .softmax }.flatMap(\.inputs))
    var largestLogit: Float = 0
    let expected = try pair.reference.run(inputs) { tensor, values in
      if logits.contains(tensor) { largestLogit = max(largestLogit, values.map(abs).max() ?? 0) }
    }
    let bytes = try await TFLiteOracle.tensorFlowLite.run(
      file, vectors: [inputs.flatMap { littleEndian($0) }])
    var place = 0
    for output in expected {
      let largest = max(output.map(abs).max() ?? 0, largestLogit)
      for value in output {
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
        #expect(abs(Float(bitPattern: bits) - value) <= 1e-5 * largest)
        place += 4
      }
    }
    #expect(place == bytes.count)
  }
}
