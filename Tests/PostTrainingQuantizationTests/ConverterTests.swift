import FloatReference
import Foundation
import GraphPreparation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import NumericCheck
import Planning
import PostTrainingQuantization
import TFLiteReader
import Testing

/// Our int8 networks beside those that TensorFlow's converter made of the same float networks and
/// the same calibration images.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct ConverterTests {
  static let names = ["cnn", "cnn_separable", "cnn_pruned"]

  private struct Pair {
    let float: FloatReference
    let converted: ModelGraph
    let int8: ModelGraph

    init(_ name: String) throws {
      float = try FloatReference(Self.graph("\(name)_float32"))
      converted = try GraphPreparation.prepare(Self.graph("\(name)_int8"))
      var ranges = ActivationRanges()
      for image in try Self.images("calibration_images_u8.bin") {
        _ = try float.run([image.map { Float($0) / 255 }]) { ranges.include($0, $1) }
      }
      int8 = try PostTrainingQuantization.int8(float.graph, ranges: ranges, inputRange: 0...1)
    }

    private static func graph(_ name: String) throws -> ModelGraph {
      try TFLiteReader.read(try #require(SharedModels.named(name)).bytes())
    }

    static func images(_ file: String) throws -> [[UInt8]] {
      let place = SharedModels.folder.appending(path: "cnn_on_mcu/digits28/\(file)")
      let bytes = [UInt8](try Data(contentsOf: place))
      return stride(from: 0, to: bytes.count, by: 784).map { Array(bytes[$0..<$0 + 784]) }
    }
  }

  @Test(arguments: names)
  func hasItsScalesAndWeights(name: String) throws {
    let pair = try Pair(name)
    let matching = LayerMatching(float: pair.int8, int8: pair.converted)
    #expect(matching.unmatchedFloatLayers.isEmpty && matching.unmatchedInt8Layers.isEmpty)
    for match in matching.pairs {
      let (ours, theirs) = (
        pair.int8.layers[match.floatLayer], pair.converted.layers[match.int8Layer]
      )
      let tensors = (pair.int8.tensors, pair.converted.tensors)
      let activation = try #require(tensors.0[match.floatTensor].quantization)
      let goal = try #require(tensors.1[match.int8Tensor].quantization)
      #expect(activation.zeroPoints == goal.zeroPoints, "\(ours.kind)")
      // The converter's float kernels add in another order.
      #expect(abs(activation.scales[0] / goal.scales[0] - 1) < 1e-6, "\(ours.kind)")
      guard let places = ours.parameterPlaces, let weights = ours.input(places.weights),
        let bias = ours.input(places.bias), let theirWeights = theirs.input(places.weights),
        let theirBias = theirs.input(places.bias)
      else { continue }
      #expect(tensors.0[weights].data == tensors.1[theirWeights].data)
      #expect(tensors.0[weights].quantization == tensors.1[theirWeights].quantization)
      #expect(tensors.0[bias].data == tensors.1[theirBias].data)
    }
  }

  @Test(arguments: names)
  func predictsTheSameClasses(name: String) throws {
    let pair = try Pair(name)
    let (ours, theirs) = (try Lowering.lower(pair.int8), try Lowering.lower(pair.converted))
    var agreeing = 0
    let images = try Pair.images("test_images_u8.bin").prefix(100)
    for image in images {
      let input = image.map { $0 &+ 128 }
      let outputs = try [ours, theirs].map { try HostReference.run($0, inputs: [input])[0] }
      let classes = outputs.map { output in
        output.indices.max { Int8(bitPattern: output[$0]) < Int8(bitPattern: output[$1]) }
      }
      agreeing += classes[0] == classes[1] ? 1 : 0
    }
    #expect(agreeing == images.count)
  }

  /// The per-layer check of `evaluate`, on the converter's own file.
  @Test(arguments: names)
  func staysCloseToTheFloatNetwork(name: String) throws {
    let pair = try Pair(name)
    var check = NumericCheck(float: pair.float.graph, int8: pair.converted)
    let lowered = try Lowering.lower(pair.converted)
    for image in try Pair.images("test_images_u8.bin").prefix(20) {
      var floats: [TensorID: [Float]] = [:]
      _ = try pair.float.run([image.map { Float($0) / 255 }]) { floats[$0] = $1 }
      var bytes: [TensorID: [UInt8]] = [:]
      _ = try HostReference.run(lowered, inputs: [image.map { $0 &+ 128 }]) { bytes[$1] = $2 }
      check.include(floatValues: floats, int8Bytes: bytes)
    }
    #expect(check.agreements.count == pair.float.graph.layers.count)
    for agreement in check.agreements {
      #expect(agreement.elementCount > 0, "\(agreement.kind)")
      #expect(try #require(agreement.cosine) > 0.999, "\(agreement.kind)")
      #expect(try #require(agreement.sqnrDecibels) > 27, "\(agreement.kind)")
    }
  }
}
