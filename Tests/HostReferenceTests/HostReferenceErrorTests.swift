import Failures
import HostReference
import MCUBenchTestSupport
import ModelGraph
import Planning
import Testing

@Suite struct HostReferenceErrorTests {
  private static let copy = OneLayerNetwork(
    .reshape, inputs: [.int8([4])], outputs: [.int8([2, 2])])

  private static func lowered(
    symbol: String = "mcub_copy_ref", parameters: [KernelParameter]? = nil,
    arguments: [KernelArgument] = [.tensor(0), .tensor(1)]
  ) -> LoweredGraph {
    let call = KernelCall(
      symbol: symbol, header: "mcub_copy.h", parameterType: "mcub_copy_params",
      parameters: parameters ?? [KernelParameter("byte_count", 4)], arguments: arguments)
    return LoweredGraph(graph: copy.graph, calls: [call])
  }

  private static func reason(
    _ lowered: LoweredGraph, inputs: [[UInt8]] = [[1, 2, 3, 4]]
  ) throws -> HostReferenceError.Reason {
    try #require(throws: HostReferenceError.self) {
      try HostReference.run(lowered, inputs: inputs)
    }.reason
  }

  @Test func refusesInputsThatDoNotFit() throws {
    #expect(try Self.reason(Self.lowered(), inputs: []) == .inputCount(needed: 1, given: 0))
    #expect(
      try Self.reason(Self.lowered(), inputs: [[1, 2, 3]])
        == .inputBytes(input: 0, needed: 4, given: 3))
    #expect(HostReferenceError(.inputCount(needed: 1, given: 0)).exitStatus == .wrongInput)
  }

  @Test func refusesACallThatDoesNotFitItsKernel() throws {
    #expect(
      try Self.reason(Self.lowered(symbol: "mcub_none_ref"))
        == .unknownKernel(layer: 0, symbol: "mcub_none_ref"))
    #expect(
      try Self.reason(Self.lowered(parameters: []))
        == .callMismatch(
          layer: 0, symbol: "mcub_copy_ref", neededBytes: 4, givenBytes: 0, neededArguments: 2,
          givenArguments: 2))
    #expect(
      try Self.reason(Self.lowered(arguments: [.tensor(0)]))
        == .callMismatch(
          layer: 0, symbol: "mcub_copy_ref", neededBytes: 4, givenBytes: 4, neededArguments: 2,
          givenArguments: 1))
    #expect(
      try Self.reason(Self.lowered(arguments: [.tensor(0), .tensor(7)]))
        == .unusableTensor(layer: 0, tensor: 7))
  }

  @Test func noticesAKernelThatWritesBesideItsTensor() throws {
    let graph = OneLayerNetwork(.reshape, inputs: [.int8([5])], outputs: [.int8([4])]).graph
    let call = Self.lowered(parameters: [KernelParameter("byte_count", 5)]).calls[0]
    #expect(
      try Self.reason(LoweredGraph(graph: graph, calls: [call]), inputs: [[1, 2, 3, 4, 5]])
        == .wroteOutside(layer: 0, symbol: "mcub_copy_ref"))
  }

  @Test func showsEachLayersOutputs() throws {
    var seen: [(Int, TensorID, [UInt8])] = []
    let outputs = try HostReference.run(Self.lowered(), inputs: [[1, 2, 3, 4]]) {
      seen.append(($0, $1, $2))
    }
    #expect(outputs == [[1, 2, 3, 4]])
    #expect(seen.map(\.0) == [0])
    #expect(seen.map(\.1) == [1])
    #expect(seen.map(\.2) == outputs)
  }
}
