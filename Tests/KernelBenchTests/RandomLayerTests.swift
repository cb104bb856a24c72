import KernelBench
import MCUBenchTestSupport
import Planning
import Testing

@Suite struct RandomLayerTests {
  @Test func isMadeOfItsSeed() throws {
    for seed in UInt64(1)...50 {
      let (first, second) = (try RandomLayer(seed: seed), try RandomLayer(seed: seed))
      #expect(first.bench.reference == second.bench.reference)
      #expect(first.bench.inputs == second.bench.inputs)
      #expect(first.places == second.places)
    }
  }

  @Test func drawsEveryOperatorAndOddShapes() throws {
    let layers = try (UInt64(1)...600).map { try RandomLayer(seed: $0) }
    #expect(Set(layers.map(\.kind)) == Set(RandomLayer.Operator.allCases))
    func values(_ kind: RandomLayer.Operator, _ field: String) -> Set<Int32> {
      Set(
        layers.filter { $0.kind == kind }.compactMap { layer in
          layer.bench.reference.parameters.first { $0.name == field }?.values.first
        })
    }
    #expect(values(.convolution, "kernel_height").isSuperset(of: 1...7))
    #expect(values(.convolution, "stride_width").isSuperset(of: [1, 2]))
    #expect(values(.convolution, "dilation_width").count > 1)
    #expect(values(.convolution, "pad_left").isSuperset(of: [0, 1, 2]))
    #expect(values(.convolution, "input_channels").contains { $0 > 200 })
    #expect(values(.depthwise, "input_zero_point").isSuperset(of: [-128, 127]))
  }

  /// The whole count with `MCUBENCH_LONG=1`.
  @Test(.enabled(if: TestImage.hasCompiler, "arm-none-eabi-gcc is not installed"))
  func equalsTheReferenceBitForBit() async throws {
    let count = TestPrograms.isLong ? 20_000 : 600
    let proof = try Proof(on: try await TestImage.image, count: count, firstSeed: 1)
    #expect(proof.failures.isEmpty, "\(proof.text)")
    #expect(proof.layers == count, "\(proof.text)")
    print(proof.text)
  }
}
