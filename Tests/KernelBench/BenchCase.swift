// SPDX-License-Identifier: GPL-2.0-or-later
package import BoardProfiles
import HostReference
package import ModelGraph
package import Planning

/// A graph of one layer with its activations, ready to run on the host and on a virtual chip.
package struct BenchCase: Sendable {
  package let graph: ModelGraph
  /// The call of the reference kernel.
  package let reference: KernelCall
  /// The activations that the layer reads.
  package let inputs: [TensorID: [UInt8]]

  package var layer: Layer { graph.layers[0] }

  /// A layer whose inputs are `inputs` in order; those without data get theirs from `activations`.
  ///
  /// Multipliers and shifts of `scaling` replace those made from the scales.
  package init(
    _ kind: OperatorKind, _ options: OperatorOptions, inputs: [Tensor?], output: Tensor,
    activations: [[UInt8]], scaling: (multipliers: [Int32], shifts: [Int32])? = nil
  ) throws {
    let tensors = inputs.compactMap { $0 }
    var next = 0
    let places = inputs.map { tensor -> TensorID? in
      guard tensor != nil else { return nil }
      defer { next += 1 }
      return next
    }
    let free = tensors.indices.filter { !tensors[$0].isConstant }
    graph = ModelGraph(
      tensors: tensors + [output],
      layers: [
        Layer(
          nodeIndex: 0, kind: kind, inputs: places, outputs: [tensors.count], options: options)
      ],
      inputs: free, outputs: [tensors.count], source: ModelSource(fileBytes: 0, sha256: ""))
    let call = try Lowering.call(for: graph.layers[0], in: graph)
    reference =
      scaling.map { call.replacing(multipliers: $0.multipliers, shifts: $0.shifts) } ?? call
    self.inputs = Dictionary(uniqueKeysWithValues: zip(free, activations))
  }

  /// What the reference kernel gives on the host.
  package func expected() throws -> [TensorID: [UInt8]] {
    let outputs = try HostReference.run(
      LoweredGraph(graph: graph, calls: [reference]),
      inputs: graph.inputs.map { inputs[$0] ?? [] })
    return Dictionary(uniqueKeysWithValues: zip(graph.outputs, outputs))
  }
}

/// The call that a board makes of a layer, and why.
package struct ChosenCall: Sendable {
  package let call: KernelCall
  package let codePath: String
  package let reason: String?

  /// What the packer chooses for a board, or the reference where that is asked for.
  package init(_ bench: BenchCase, for board: BoardProfile, wantsReference: Bool) {
    if wantsReference {
      (call, codePath, reason) = (bench.reference, CodePath.generic.rawValue, nil)
      return
    }
    let choice = KernelSelection.choice(
      for: bench.reference, of: bench.layer, in: bench.graph, on: board.core)
    (call, codePath, reason) = (choice.call, choice.codePath.rawValue, choice.pathReason)
  }
}

extension KernelCall {
  /// The call with other values behind the arguments called `multipliers` and `shifts`.
  fileprivate func replacing(multipliers: [Int32], shifts: [Int32]) -> KernelCall {
    KernelCall(
      symbol: symbol, header: header, parameterType: parameterType, parameters: parameters,
      arguments: arguments.map { argument in
        guard case .constant(let constant) = argument else { return argument }
        switch constant.role {
        case "multipliers":
          return .constant(KernelConstant(role: constant.role, int32: multipliers))
        case "shifts": return .constant(KernelConstant(role: constant.role, int32: shifts))
        default: return argument
        }
      }, inPlaceInputs: inPlaceInputs, isPlainCopy: isPlainCopy)
  }
}
