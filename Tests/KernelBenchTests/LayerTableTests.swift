import Foundation
import KernelBench
import ModelGraph
import Testing

@Suite struct LayerTableTests {
  /// The bench's own table and the one of the study, where it lies beside the checkout.
  private static let studyPath = TestImage.root + "/../shared/bench/layers.json"
  private static let hasStudy = FileManager.default.fileExists(atPath: studyPath)

  @Test func namesEveryLayerThatANetworkHas() throws {
    let table = try LayerTable.load(root: TestImage.root)
    for (name, network) in table.networks {
      for layer in network.layers {
        #expect(throws: Never.self, "\(name)") { try table.layer(named: layer) }
      }
    }
    #expect(throws: BenchFailure(.unknownLayer(name: "none"))) { try table.layer(named: "none") }
  }

  @Test(arguments: [
    ("vww", 7_489_664), ("ic", 12_501_632), ("kws", 2_656_768), ("paper07", 21_893_563),
  ])
  func sumsToThePublishedMACs(network: String, macs: Int) throws {
    let table = try LayerTable.load(root: TestImage.root)
    let layers = try #require(table.networks[network]).layers
    #expect(try layers.reduce(0) { try $0 + table.layer(named: $1).macs } == macs)
  }

  @Test func makesEveryLayerOfTheTable() throws {
    for layer in try LayerTable.load(root: TestImage.root).layers {
      let bench = try layer.benchCase()
      let output = bench.graph.tensors[bench.layer.outputs[0]]
      let shape = [1, layer.outputHeight, layer.outputWidth, layer.outputChannels]
      // A shuffle's channels are two dimensions, and it has no batches.
      let isShuffle = bench.layer.kind == .transpose
      #expect(
        isShuffle ? output.elementCount == shape.reduce(1, *) : output.shape == shape,
        "\(layer.name)")
    }
  }

  @Test(.enabled(if: hasStudy, "the study's table is absent"))
  func hasTheShapesOfTheStudy() throws {
    struct Study: Decodable { let layers: [BenchLayer] }
    let data = try Data(contentsOf: URL(filePath: Self.studyPath))
    let study = try JSONDecoder().decode(Study.self, from: data).layers
    let own = try LayerTable.load(root: TestImage.root).layers
    #expect(own.prefix(study.count).map(\.name) == study.map(\.name))
    for (mine, theirs) in zip(own, study) {
      #expect(try mine.benchCase().reference == theirs.benchCase().reference, "\(mine.name)")
      #expect(mine.macs == theirs.macs)
    }
  }
}
