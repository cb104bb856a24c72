import Benchmarking
import DataSets
import Evaluation
import Foundation
import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Real networks on real digits, as far as the host runs them.
@Suite struct DigitTests {
  private static let models = SharedModels.all.filter { model in
    model.manifest.group == "cnn_on_mcu" && model.manifest.name.hasPrefix("cnn_")
      && model.manifest.name.contains("int8")
  }

  private func predictions(of model: [UInt8], on set: LabelledSet) async throws -> [Int?] {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model))
    let task = try EvaluationTask(of: graph, kind: nil)
    let encoding = try InputEncoding(
      to: graph, from: set.type, sampleShape: set.sampleShape, scale: nil, allowsWindows: false,
      source: set.source)
    let outputs = try await HostInference.outputs(
      of: graph, count: set.count, progress: { _ in },
      input: { encoding.inputs(of: set.sample($0)) })
    let reading = AnswerReading(of: graph, task: task)
    return outputs.map { reading.answer(inputs: [], outputs: $0).prediction }
  }

  @Test func theExampleAnswersItsDigits() async throws {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "examples/cnn_separable_int8")
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }
    let labels = ("labels.bin", try bytes("labels.bin"))
    let set = try TensorFile.set(
      bytes("digits.bin"), at: "digits.bin", labels: labels, rawType: .int8, inputShape: [28, 28])
    let wanted = try bytes("classes.bin").map(Int.init)
    let model = try bytes("cnn_separable_int8.tflite")
    #expect(try await predictions(of: model, on: set) == wanted)
    // The same digits as pixels.
    let pixels = try TensorFile.set(
      bytes("digits.bin").map { $0 ^ 0x80 }, at: "digits.bin", labels: labels, rawType: .uint8,
      inputShape: [28, 28])
    #expect(try await predictions(of: model, on: pixels) == wanted)
  }

  @Test(.enabled(if: SharedModels.isPresent, "../shared/models is not there"), arguments: models)
  func everyNetworkAnswersAllDigitsAsTensorFlowLiteDoes(model: SharedModel) async throws {
    let digits = SharedModels.folder.appending(path: "cnn_on_mcu/digits28")
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: digits.appending(path: name)))
    }
    let labels = try bytes("test_labels_u8.bin")
    let set = try TensorFile.set(
      bytes("test_images_u8.bin"), at: "test_images_u8.bin",
      labels: ("test_labels_u8.bin", labels), rawType: .uint8, inputShape: [28, 28])
    #expect(set.count == 500)
    let found = try await predictions(of: model.bytes(), on: set)
    #expect(try found == model.contents(of: "predictions_u8.bin").map(Int.init))
  }
}
