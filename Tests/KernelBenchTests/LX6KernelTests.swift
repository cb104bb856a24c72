import Foundation
import HostReference
import KernelBench
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@testable import BoardProfiles

/// The kernels that the packer chooses for an LX6, over random layers: by their twins on the host,
/// and as their instructions in the interpreter.
@Suite struct LX6KernelTests {
  private static let core = BoardProfile.Core(name: "lx6", kernelsOf: nil, cycleCounter: "ccount")
  private static let operators: [RandomLayer.Operator] = [
    .convolution, .depthwise, .fullyConnected, .averagePool, .maxPool, .add, .subtract, .multiply,
    .table, .softmax,
  ]
  private static let hasTools = TestPrograms.hasOnPath("xtensa-lx106-elf-gcc")

  private static func layer(_ seed: UInt64) throws -> RandomLayer? {
    do {
      return try RandomLayer(seed: seed, of: operators[Int(seed % UInt64(operators.count))])
    } catch is LoweringRefusal {
      return nil
    }
  }

  private static func choice(_ bench: BenchCase) -> KernelChoice {
    KernelSelection.choice(
      for: bench.reference, of: bench.layer, in: bench.graph, on: core)
  }

  /// The kernels, built once for all tests.
  private static let building = Task {
    try await withTemporaryDirectory { folder in
      let script = TestImage.root + "/Tests/XtensaOracle/build_bench.sh"
      let outcome = try await ProgramRun("/bin/sh", [script, folder], in: folder)
        .outcome(within: .seconds(600))
      guard outcome.status == 0 else { throw LX6Failure.unreadable(outcome.errors) }
      return try LX6Image(folder: folder)
    }
  }

  @Test func twinsEqualTheReference() throws {
    for seed in UInt64(1)...400 {
      guard let bench = try Self.layer(seed)?.bench else { continue }
      let outputs = try HostReference.run(
        LoweredGraph(graph: bench.graph, calls: [Self.choice(bench).call]),
        inputs: bench.graph.inputs.map { bench.inputs[$0] ?? [] })
      let expected = try bench.expected()
      #expect(outputs == bench.graph.outputs.map { expected[$0] }, "seed \(seed)")
    }
  }

  /// The whole count with `MCUBENCH_LONG=1`.
  @Test(.enabled(if: hasTools, "xtensa-lx106-elf-gcc is not installed"))
  func instructionsEqualTheReference() async throws {
    let machine = try LX6Machine(try await Self.building.value, isTimed: false)
    var kernels: [String: Int] = [:]
    for seed in UInt64(1)...(TestPrograms.isLong ? 20_000 : 700) {
      guard let layer = try Self.layer(seed) else { continue }
      let call = Self.choice(layer.bench).call
      let outcome = try machine.run(
        call, in: layer.bench.graph, inputs: layer.bench.inputs, seed: seed)
      #expect(try outcome.outputs == layer.bench.expected(), "\(call.symbol): \(layer.text)")
      kernels[call.symbol, default: 0] += 1
    }
    for symbol in [
      "mcub_conv_2d_s8_lx6", "mcub_depthwise_conv_2d_s8_lx6_3x3",
      "mcub_depthwise_conv_2d_s8_lx6_any", "mcub_fully_connected_s8_lx6", "mcub_add_s8_dsp",
      "mcub_mul_s8_dsp", "mcub_lookup_s8_dsp", "mcub_average_pool_2d_s8_lx6",
      "mcub_max_pool_2d_s8_lx6", "mcub_softmax_s8_dsp",
    ] {
      #expect(kernels[symbol, default: 0] >= 10, "\(kernels)")
    }
  }

  /// What the layers of the table may take; the ceilings are the project's goals.
  @Test(.enabled(if: hasTools, "xtensa-lx106-elf-gcc is not installed"))
  func productsKeepTheirGoals() async throws {
    let image = try await Self.building.value
    let machine = try LX6Machine(image, isTimed: false)
    let timed = try LX6Machine(image, isTimed: true)
    let wantsTable = TestPrograms.environment["MCUBENCH_LX6_TABLE"] != nil
    for layer in try LayerTable.load(root: TestImage.root).layers {
      let bench = try layer.benchCase()
      let choice = Self.choice(bench)
      guard machine.hasKernel(choice.call.symbol),
        !choice.call.arguments.contains(where: { if case .tensors = $0 { true } else { false } })
      else { continue }
      let outcome = try machine.run(choice.call, in: bench.graph, inputs: bench.inputs, seed: 3)
      #expect(try outcome.outputs == bench.expected(), "\(layer.name)")
      let each = Double(outcome.instructions) / Double(layer.macs)
      if layer.op == "CONV_2D", layer.kernelHeight == 1, layer.inputChannels >= 64 {
        #expect(each <= 2, "\(layer.name): \(each) instructions a MAC")
      }
      if layer.op == "DEPTHWISE_CONV_2D" {
        #expect(each <= 8, "\(layer.name): \(each) instructions a MAC")
      }
      guard wantsTable else { continue }
      let reference = try machine.run(
        bench.reference, in: bench.graph, inputs: bench.inputs, seed: 3)
      let cycles = try timed.run(choice.call, in: bench.graph, inputs: bench.inputs, seed: 3).cycles
      print(
        "|", layer.name, "|", layer.macs, "|", reference.instructions, "|", outcome.instructions,
        "|", cycles, "|")
    }
  }
}
