import Architectures
import MCUBenchTestSupport
import ModelGraph
import Testing

/// The networks that the paper names, made of their names.
@Suite struct PaperModelTests {
  @Test(arguments: PaperModel.all)
  func hasThePapersParametersAndMACs(model: PaperModel) throws {
    let network = try Self.variation(model.name).outline()
    #expect(network.parameters.count == model.parameters)
    #expect(ModelFacts(of: network.graph).macCount == model.macs)
    var operators: [String: Int] = [:]
    for layer in network.graph.layers { operators[layer.kind.description, default: 0] += 1 }
    #expect(operators == model.operators)
    if let peak = model.peakKilobytes {
      // One byte an element in the int8 file; the table has a decimal.
      let kilobytes = Double(ModelFacts(of: network.graph).peakBytes) / 4 / 1024
      #expect(abs(kilobytes - peak) < 0.1)
    }
  }

  @Test func countsWhatTrainingDoesNotChange() throws {
    // Two a normalized channel: 2,736 of them in the benchmark's 27 normalizations.
    let parameters = try Self.variation("mobilenetv1_0.25_96_c3_o2").outline().parameters
    #expect(parameters.fixedCount == 2 * 2736)
    #expect(parameters.trainableCount == 221_794 - 2 * 2736)
  }

  @Test func readsTheTailByTheRuleOfBeta() throws {
    func tail(_ numbers: [Factor: Double], _ reading: TailReading?) throws -> [Int] {
      let variation = try Variation(.named("mobilenetv1"), numbers, reading)
      let graph = try variation.outline().graph
      return graph.layers.filter { $0.kind == .conv2D }.suffix(2)
        .map { graph.tensors[$0.outputs[0]].shape[3] }
    }
    let given: [Factor: Double] = [.alpha: 0.5, .last: 32, .penultimate: 64]
    #expect(try tail(given, nil) == [32, 16])
    #expect(try tail(given.merging([.beta: 0.3]) { $1 }, nil) == [64, 32])
    #expect(try tail(given.merging([.beta: 0.3]) { $1 }, .scaled) == [32, 16])
    #expect(try tail(given, .absolute) == [64, 32])
    #expect(try tail([.alpha: 0.5, .beta: 0.3], nil) == [512, 512])
  }

  @Test(arguments: Architecture.catalog)
  func everyArchitectureBuildsWithItsStandards(architecture: Architecture) throws {
    let network = try Variation(architecture, Factors()).outline()
    #expect(network.parameters.count > 10_000)
    #expect(network.graph.layers.last?.kind == .softmax)
    #expect(network.graph.tensors[network.graph.inputs[0]].shape == [1, 96, 96, 3])
    #expect(network.graph.tensors[network.graph.outputs[0]].shape == [1, 2])
  }

  static func variation(_ name: String) throws -> Variation {
    let request = try VariationName(parsing: name).request()
    return try Variation(request.architecture, request.factors)
  }
}

extension Variation {
  fileprivate init(
    _ architecture: Architecture?, _ numbers: [Factor: Double], _ tail: TailReading?
  ) throws {
    try self.init(#require(architecture), Factors(numbers, tail: tail))
  }
}
