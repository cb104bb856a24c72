import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Models with very many layers take time in proportion.
struct ScaleTests {
  /// Work in proportion to the square of the layers would take hours.
  @Test(.timeLimit(.minutes(1))) func preparesTwentyThousandLayers() throws {
    var chain = Chain(input: Tensor(name: "in", type: .int8, shape: [1, 4], hasOpenShape: true))
    var last = 0
    for _ in 0..<20_000 { last = chain.add(.relu, .none, [last], .int8([1, 4])) }
    let read = try TFLiteReader.read(DamagedTFLiteWriter.bytes(of: chain.finished(output: last)))
    let facts = ModelFacts(of: try GraphPreparation.prepare(read))
    #expect(facts.layers.count == 20_000)
    #expect(facts.peakBytes == 8)
  }
}
