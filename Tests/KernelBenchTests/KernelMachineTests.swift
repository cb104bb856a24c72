import KernelBench
import ModelGraph
import Planning
import Testing

@Suite(.enabled(if: TestImage.hasCompiler, "arm-none-eabi-gcc is not installed"))
struct KernelMachineTests {
  /// A copy of 24 bytes, and its call changed in what a test wants wrong.
  private struct Copy {
    let bench: BenchCase
    var call: KernelCall

    init(byteCount: Int = 24, claims count: Int32 = 24) throws {
      let input = Tensor.activation([byteCount])
      bench = try BenchCase(
        .reshape, .reshape(newShape: [byteCount]), inputs: [input],
        output: .activation([byteCount]),
        activations: [(0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }])
      let honest = bench.reference
      call = KernelCall(
        symbol: honest.symbol, header: honest.header, parameterType: honest.parameterType,
        parameters: honest.parameters.map { KernelParameter($0.name, count) },
        arguments: honest.arguments)
    }

    func run(
      on machine: KernelMachine, _ change: (inout KernelMachine.Demand) -> Void = { _ in }
    ) throws -> CallOutcome {
      var demand = KernelMachine.Demand()
      change(&demand)
      return try machine.run(
        call, of: bench.layer, in: bench.graph, inputs: bench.inputs, demand: demand)
    }
  }

  @Test func givesWhatTheHostGivesAndItsCost() async throws {
    let machine = try await TestImage.machine(isTimed: true)
    let copy = try Copy()
    let outcome = try copy.run(on: machine)
    #expect(try outcome.difference(from: copy.bench.expected()) == nil)
    #expect(outcome.warm.instructions > 4)
    #expect(outcome.warm.cycles > 4)
    #expect(try #require(outcome.cold).cycles > outcome.warm.cycles)
    #expect(try copy.run(on: machine).warm == outcome.warm)
  }

  @Test func countsAnInstructionAsACycleWithoutATimingModel() async throws {
    let machine = try await TestImage.machine()
    let outcome = try Copy().run(on: machine)
    #expect(outcome.warm.cycles == outcome.warm.instructions)
  }

  @Test(arguments: [25, 31, 40])
  func tellsOfAByteThatIsWrittenOutside(count: Int32) async throws {
    let machine = try await TestImage.machine()
    let copy = try Copy(claims: count)
    let failure = #expect(throws: BenchFailure.self) { try copy.run(on: machine) }
    guard case .wroteOutside("mcub_copy_ref", _, let after) = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(after.hasPrefix("output"))
  }

  @Test(arguments: [PlaceWishes.AtEnd.input, .output])
  func tellsOfAFaultAtTheEndOfTheMemory(buffer: PlaceWishes.AtEnd) async throws {
    let machine = try await TestImage.machine()
    let copy = try Copy(claims: 400)
    let failure = #expect(throws: BenchFailure.self) {
      try copy.run(on: machine) { $0.places.atEnd = buffer }
    }
    guard case .fault("mcub_copy_ref", _, 0x2005_0000, _) = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func givesUpOnAKernelThatDoesNotReturn() async throws {
    let machine = try await TestImage.machine()
    let copy = try Copy()
    #expect(throws: BenchFailure.self) { try copy.run(on: machine) { $0.cycleLimit = 20 } }
  }

  @Test func refusesAKernelThatIsNotThere() async throws {
    let machine = try await TestImage.machine()
    #expect(
      throws: BenchFailure(
        .unknownKernel(symbol: "mcub_nothing_ref", known: machine.kernels.count))
    ) {
      _ = try machine.call("mcub_nothing_ref", [], cycleLimit: 1000)
    }
  }

  @Test func holdsAKernelForEachReference() async throws {
    let kernels = try await TestImage.machine().kernels
    #expect(kernels.contains("mcub_conv_2d_s8_ref"))
    #expect(kernels.count { $0.hasSuffix("_ref") } >= 35)
  }

  @Test func laysTheOutputOnTheInputWhereTheCallAllowsIt() async throws {
    let machine = try await TestImage.machine()
    let shape = [1, 2, 3, 5]
    let input = Tensor.activation(shape, zeroPoint: 3, scale: 0.05)
    let values = (0..<30).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let bench = try BenchCase(
      .logistic, .none, inputs: [input],
      output: .activation(shape, zeroPoint: -128, scale: 1 / 256), activations: [values])
    var demand = KernelMachine.Demand()
    demand.isTimed = false
    demand.places.isInPlace = true
    let outcome = try machine.run(
      bench.reference, of: bench.layer, in: bench.graph, inputs: bench.inputs, demand: demand)
    #expect(outcome.places == "output on input dtcm")
    #expect(try outcome.difference(from: bench.expected()) == nil)
  }

  @Test(arguments: BenchRegion.allCases)
  func placesTensorsWhereItIsAsked(region: BenchRegion) async throws {
    let machine = try await TestImage.machine()
    let outcome = try Copy().run(on: machine) {
      $0.places = PlaceWishes(inputs: region, outputs: region)
    }
    #expect(outcome.places == "output \(region.rawValue), input \(region.rawValue)")
  }
}
