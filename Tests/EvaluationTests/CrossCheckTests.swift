import Benchmarking
import Evaluation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import NumericCheck
import TFLiteReader
import Testing

/// Trained int8 networks held layer by layer against the float networks that they were made of.
@Suite struct CrossCheckTests {
  private func graph(_ name: String) throws -> ModelGraph {
    let model = try #require(SharedModels.all.first { $0.manifest.name == name })
    return try TFLiteReader.read(try model.bytes())
  }

  private func check(
    _ int8: String, against float: String, inputCount: Int = 4
  ) throws -> NumericCheck {
    let prepared = try GraphPreparation.prepare(graph(int8))
    return try LayerCrossCheck.check(
      float: graph(float), named: float, int8: prepared,
      inputs: (1...inputCount).map {
        SmoothInput.vectors(for: prepared, seed: UInt64($0)).vectors[0]
      }, progress: { _ in })
  }

  /// Models, operators that both have, and what only the int8 model has.
  @Test(
    .enabled(if: SharedModels.isPresent, "../shared/models is not there"),
    arguments: [
      ("cnn_int8", "cnn_float32", 5, [OperatorKind]()),
      ("cnn_int8", "cnn_float16", 5, []),
      ("cnn_int8_floatio", "cnn_float32", 5, [.quantize, .dequantize]),
      ("cnn_separable_int8", "cnn_separable_float32", 6, []),
      ("orig_cnn1_separable_int8", "orig_cnn1_separable_float32", 5, [.quantize, .dequantize]),
    ])
  func trainedLayersAgree(
    int8: String, float: String, layerCount: Int, conversions: [OperatorKind]
  ) throws {
    let check = try check(int8, against: float)
    #expect(check.agreements.count == layerCount)
    #expect(check.unmatched.map(\.kind) == conversions)
    for layer in check.agreements {
      #expect(layer.elementCount == 4 * layer.shape.reduce(1, *))
      #expect(try #require(layer.cosine) > 0.999, "\(layer)")
      #expect(try #require(layer.sqnrDecibels) > 35, "\(layer)")
    }
    // What moves values alone adds no error of its own.
    #expect(check.agreements[0].kind == .reshape)
    #expect(check.agreements[0].sqnrDecibels == .infinity)
  }

  @Test(.enabled(if: SharedModels.isPresent, "../shared/models is not there"))
  func aLayerThatOnlyOneHasIsNamedAndTheOthersShowTheDifference() throws {
    let check = try check("cnn_int8", against: "cnn_separable_float32")
    #expect(check.unmatched.map(\.kind) == [.depthwiseConv2D])
    #expect(check.unmatched.map(\.side) == [.float])
    #expect(try #require(check.agreements.last?.sqnrDecibels) < 15)
  }

  @Test(.enabled(if: SharedModels.isPresent, "../shared/models is not there"))
  func refusesWhatIsNoFloatModelOfTheNetwork() throws {
    func reason(_ int8: String, _ float: String) -> CrossCheckError.Reason? {
      do { _ = try check(int8, against: float) } catch {
        return (error as? CrossCheckError)?.reason
      }
      return nil
    }
    guard case .unrunnable = reason("cnn_int8", "cnn_int8") else {
      Issue.record("an int8 model was taken for a float one")
      return
    }
    guard case .inputs = reason("ad01_int8", "cnn_float32") else {
      Issue.record("a model of another input was taken")
      return
    }
    #expect(reason("relu", "float32_conv_fc") == .nothingInCommon)
  }
}
