import GraphPreparation
import MCUBenchTestSupport
import ModelGraph
import Testing

/// Elementwise float operators between converters become one table.
struct LookupTableFusionTests {
  /// An operator and what it makes of -2, -0.5, 0, 0.5 and 2, in sixty-fourths.
  struct Function: CustomStringConvertible, Sendable {
    let kind: OperatorKind
    let options: OperatorOptions
    let sixtyFourths: [Int8]

    init(_ kind: OperatorKind, _ sixtyFourths: [Int8], _ options: OperatorOptions = .none) {
      self.kind = kind
      self.options = options
      self.sixtyFourths = sixtyFourths
    }

    var description: String { kind.description }
  }

  /// Computed by hand to four digits and rounded; what exceeds 127 sixty-fourths is clamped.
  private static let functions = [
    Function(.relu, [0, 0, 0, 32, 127]),
    Function(.reluN1To1, [-64, -32, 0, 32, 64]),
    Function(.elu, [-55, -25, 0, 32, 127]),
    Function(.tanh, [-62, -30, 0, 30, 62]),
    Function(.logistic, [8, 24, 32, 40, 56]),
    Function(.exp, [9, 39, 64, 106, 127]),
    Function(.abs, [127, 32, 0, 32, 127]),
    Function(.hardSwish, [-21, -13, 0, 19, 107]),
    Function(.round, [-128, 0, 0, 0, 127]),
    Function(.leakyRelu, [-32, -8, 0, 32, 127], .leakyRelu(alpha: 0.25)),
  ]

  private func chain(_ functions: [Function]) -> (chain: Chain, output: TensorID) {
    var chain = Chain(input: .int8([5], scale: 0.5, zeroPoint: 3))
    var last = chain.add(.dequantize, .none, [0], .float32([5]))
    for function in functions {
      last = chain.add(function.kind, function.options, [last], .float32([5]))
    }
    let output = chain.add(.quantize, .none, [last], .int8([5], scale: 1.0 / 64))
    return (chain, output)
  }

  @Test(arguments: functions)
  func tabulatesTheFunction(function: Function) throws {
    let (chain, output) = chain([function])
    let prepared = try GraphPreparation.prepare(chain.finished(output: output))
    #expect(prepared.layers.map(\.kind) == [.lookupTable])
    #expect(prepared.layers.map(\.nodeIndex) == [1])
    let values = try table(of: prepared)
    // Entries of -2, -0.5, 0, 0.5 and 2 with scale 0.5 and zero point 3.
    #expect([-1, 2, 3, 4, 7].map { values[$0 + 128] } == function.sixtyFourths)
  }

  @Test func tabulatesSeveralOperatorsAsOne() throws {
    let (chain, output) = chain([Self.functions[6], Self.functions[3]])
    let prepared = try GraphPreparation.prepare(chain.finished(output: output))
    let values = try table(of: prepared)
    #expect([-1, 2, 3, 4, 7].map { values[$0 + 128] } == [62, 30, 0, 30, 62])
  }

  @Test func keepsAChainWhoseMiddleIsReadElsewhere() throws {
    var (chain, output) = chain([Self.functions[2]])
    output = chain.add(.add, .arithmetic(fusedActivation: .none), [2, 2], .float32([5]))
    var graph = chain.finished(output: output)
    graph.outputs = [3, output]
    let kinds = try GraphPreparation.prepare(graph).layers.map(\.kind)
    #expect(kinds == [.dequantize, .elu, .quantize, .add])
  }

  /// The square root of a negative number has no entry.
  @Test func keepsAChainThatIsNotDefinedEverywhere() throws {
    let squareRoot = OperatorKind(rawValue: 75)
    let (chain, output) = chain([Function(squareRoot, [])])
    let kinds = try GraphPreparation.prepare(chain.finished(output: output)).layers.map(\.kind)
    #expect(kinds == [.dequantize, squareRoot, .quantize])
  }

  private func table(of graph: ModelGraph) throws -> [Int8] {
    guard case .lookupTable(let values) = try #require(graph.layers.first).options else {
      Issue.record("no table")
      return Array(repeating: 0, count: 256)
    }
    return values
  }
}
