import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Pruning
import Testing

/// Small networks with many dead channels give the same outputs without them.
@Suite struct RandomNetworkPruningTests {
  @Test(arguments: 0..<8)
  func givesTheSameOutputs(block: UInt64) throws {
    var removed = 0
    var channels = 0
    for seed in block * 100..<block * 100 + 100 {
      let graph = RandomNetwork.graph(seed: seed)
      let pruned = DeadChannels.removed(from: graph)
      let (whole, slim) = (try Lowering.lower(graph), try Lowering.lower(pruned))
      let pruning = try #require(pruned.pruning)
      removed += pruning.removedChannelCount
      channels += pruning.channelCount
      for input in Self.inputs(of: graph, seed: seed) {
        let expected = try HostReference.run(whole, inputs: [input])
        #expect(try HostReference.run(slim, inputs: [input]) == expected, "seed \(seed)")
      }
    }
    // A generator that makes nothing to remove would prove nothing.
    #expect(removed > channels / 3)
    #expect(removed < channels * 2 / 3)
  }

  /// All lowest, all highest, a mix of both, and anything.
  private static func inputs(of graph: ModelGraph, seed: UInt64) -> [[UInt8]] {
    var random = SplitMix(state: seed)
    let count = graph.tensors[graph.inputs[0]].byteCount
    return [
      Array(repeating: 0x80, count: count), Array(repeating: 0x7f, count: count),
      (0..<count).map { _ in random.below(2) == 0 ? 0x80 : 0x7f },
      (0..<count).map { _ in UInt8(random.below(256)) },
    ]
  }
}
