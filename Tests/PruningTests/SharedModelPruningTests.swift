import GraphPreparation
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Pruning
import TFLiteReader
import Testing

/// Networks that lose channels still give their golden outputs, bit for bit; the others stay.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct SharedModelPruningTests {
  @Test(arguments: SharedModels.all.filter { !$0.isRefused })
  func keepsTheGoldenOutputs(model: SharedModel) throws {
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    let pruned = DeadChannels.removed(from: graph)
    let pruning = try #require(pruned.pruning)
    #expect(pruning.macCount == ModelFacts(of: graph).macCount)
    #expect(pruning.keptMACCount == ModelFacts(of: pruned).macCount)
    guard pruning.removedChannelCount > 0 else {
      #expect(pruned.tensors == graph.tensors)
      #expect(pruned.layers == graph.layers)
      return
    }
    let lowered = try Lowering.lower(pruned)
    for vector in 0..<model.manifest.vectorCount {
      let outputs = try HostReference.run(lowered, inputs: model.inputs(vector: vector))
      for (position, output) in outputs.enumerated() {
        #expect(
          try model.isGolden(output, output: position, vector: vector),
          "output \(position) of vector \(vector)")
      }
    }
  }

  /// Of this network's late layers most rows are zero; trained networks otherwise lose nothing.
  @Test func halvesTheVisualWakeWordsNetwork() throws {
    let model = try #require(SharedModels.named("vww_96_int8"))
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model.bytes()))
    let pruned = DeadChannels.removed(from: graph)
    let pruning = try #require(pruned.pruning)
    #expect(pruning.channelCount == 2738)
    #expect(pruning.constantChannelCount == 1650)
    #expect(pruning.unreadChannelCount == 74)
    #expect(pruning.macCount == 7_489_664)
    #expect(pruning.keptMACCount == 3_727_313)
    #expect(DeadChannels.removed(from: pruned).pruning?.removedChannelCount == 0)
  }
}
