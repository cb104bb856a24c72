import Foundation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import TFLiteWriter
import Testing

/// What the writer writes, the reader reads back.
struct RoundTripTests {
  @Test(
    .enabled(if: SharedModels.isPresent, "../shared/models is absent"),
    arguments: SharedModels.all)
  func keepsEveryModel(model: SharedModel) throws {
    let file = try model.bytes()
    let graph = try TFLiteReader.read(file)
    let written = try TFLiteWriter.bytes(of: graph)
    try expectKept(graph, by: written)
    #expect(written.count < file.count)
    #expect(try TFLiteWriter.bytes(of: TFLiteReader.read(written)) == written)
  }

  @Test(arguments: ExampleModel.all)
  func keepsEveryExample(model: ExampleModel) throws {
    let graph = try TFLiteReader.read(model.bytes)
    try expectKept(graph, by: try TFLiteWriter.bytes(of: graph))
  }

  @Test func theExamplesAreThere() {
    #expect(ExampleModel.all.count >= 5)
  }

  private func expectKept(_ graph: ModelGraph, by bytes: [UInt8]) throws {
    var read = try TFLiteReader.read(bytes)
    #expect(read.source.fileBytes == bytes.count)
    read.source = graph.source
    #expect(read == graph)
  }
}

/// A model of the repository's examples.
struct ExampleModel: CustomStringConvertible, Sendable {
  let description: String
  let bytes: [UInt8]

  static let all: [ExampleModel] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "examples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { name in
      let file = folder.appending(path: name).appending(path: "\(name).tflite")
      return (try? Data(contentsOf: file)).map {
        ExampleModel(description: name, bytes: [UInt8]($0))
      }
    }
  }()
}
