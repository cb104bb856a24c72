import Foundation
import MCUBenchTestSupport
import ModelGraph
import Testing

/// MLPerf Tiny's own models on the EEMBC protocol: the golden inputs in each benchmark's encoding,
/// the golden outputs as real numbers.
@Suite(
  .enabled(if: SharedModels.isPresent, "the models of ../shared are absent"),
  .timeLimit(.minutes(20)))
struct EEMBCModelTests {
  @Test(arguments: [
    ("vww_96_int8", "vww01", 1), ("pretrainedResnet_quant", "ic01", 2),
    ("kws_ref_model", "kws01", 2),
    ("ad01_int8", "ad01", 6),
  ])
  func answersWithTheGoldenOutputs(_ name: String, _ title: String, _ vectors: Int) async throws {
    let model = try #require(SharedModels.named(name))
    let (tensors, inputs, outputs) = (
      model.manifest.tensors, model.manifest.inputs, model.manifest.outputs
    )
    let path = model.folder.appending(path: model.manifest.model).path
    try await Sandbox.with { home in
      try await EEMBCHost.with(path, in: home) { host in
        let profile = try host.ask("profile")
        #expect(profile.last == "m-model-[\(title)]")
        for vector in 0..<vectors {
          let input = try model.inputs(vector: vector)[0].map { Int8(bitPattern: $0) }
          let golden = try real(model.golden(output: 0, vector: vector), tensors[outputs[0].index])
          var expected = golden
          var sent = input.map { UInt8(bitPattern: $0) }
          switch title {
          case "vww01", "ic01": sent = sent.map { $0 ^ 0x80 }
          case "ad01":
            let values = try real(sent, tensors[inputs[0].index])
            sent = littleEndian(values)
            let sum = zip(golden, values).reduce(Float(0)) { sum, pair in
              sum + (pair.0 - pair.1) * (pair.0 - pair.1)
            }
            expected = [sum / Float(values.count)]
          default: break
          }
          let answer = try host.results(for: sent)
          #expect(answer == EEMBCHost.line(expected), "vector \(vector)")
        }
      }
    }
  }

  private func real(_ bytes: [UInt8], _ tensor: ModelManifest.Tensor) throws -> [Float] {
    let scale = Float(try #require(tensor.scale?.first))
    let zero = try #require(tensor.zeroPoint?.first)
    return bytes.map { Float(Int(Int8(bitPattern: $0)) - zero) * scale }
  }
}
