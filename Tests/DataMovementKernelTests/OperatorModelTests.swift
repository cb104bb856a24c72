import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import TFLiteReader
import Testing

/// The operator models of this room give their golden vectors, bit for bit.
///
/// The vectors come from TensorFlow Lite for Microcontrollers 0.dev20261023182759 and TensorFlow
/// Lite 2.21.0; the models' README says how they were made.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct OperatorModelTests {
  static let names = [
    "argmax", "channel_shuffle", "concat_c_diff_scale", "concat_h_three",
    "concat_relu_shared_input", "depth_to_space", "gather", "hard_swish",
    "io_float_quantize_dequantize", "io_uint8", "leaky_relu", "logistic", "maximum", "minimum",
    "mirror_pad", "pack", "pad_c", "pad_hw", "padv2_const", "prelu", "quantize_requant_int8",
    "relu", "relu6", "resize_bilinear_2x", "resize_nearest_2x", "slice", "split_c", "split_v",
    "squeeze_expand", "strided_slice_c", "strided_slice_step2", "tanh", "transpose_nchw", "unpack",
  ]
  /// Where TFLM's output is not the oracle: RELU6 of its own, which it does not rescale.
  static let followsReference: Set = ["relu6"]

  @Test(arguments: names)
  func givesItsGoldenVectors(name: String) throws {
    let model = try #require(SharedModels.named(name))
    let manifest = model.manifest
    let lowered = try Lowering.lower(TFLiteReader.read(model.bytes()))
    let inputs = try manifest.inputs.map { try model.contents(of: #require($0.file)) }
    let outputs = try manifest.outputs.map { port in
      let oracle = Self.followsReference.contains(name) ? nil : port.tflmFile
      return try model.contents(
        of: #require(oracle ?? port.referenceFile ?? port.optimisedFile))
    }
    #expect(manifest.vectorCount > 0)
    for vector in 0..<manifest.vectorCount {
      func part(_ bytes: [UInt8], _ port: ModelManifest.Port) -> [UInt8] {
        Array(bytes[vector * port.bytesPerVector..<(vector + 1) * port.bytesPerVector])
      }
      let given = try HostReference.run(
        lowered, inputs: zip(inputs, manifest.inputs).map(part))
      #expect(given == zip(outputs, manifest.outputs).map(part), "vector \(vector)")
    }
  }
}
