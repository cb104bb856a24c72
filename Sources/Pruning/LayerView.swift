import ModelGraph
import Planning

/// A layer with the reference call that defines what it computes.
struct LayerView {
  let layer: Layer
  let graph: ModelGraph
  let call: KernelCall

  /// `nil` for a layer that no kernel runs.
  init?(_ layer: Layer, in graph: ModelGraph) {
    guard let call = try? Lowering.call(for: layer, in: graph) else { return nil }
    self.layer = layer
    self.graph = graph
    self.call = call
  }

  /// The operator and type of the reference kernel: `conv_2d_s8`.
  var kernel: Substring { call.symbol.dropFirst("mcub_".count).dropLast("_ref".count) }

  /// A field of one value of the call's parameters.
  ///
  /// - Precondition: the kernel's struct has that field; a test holds the names.
  subscript(field: String) -> Int {
    guard let parameter = call.parameters.first(where: { $0.name == field }),
      let value = parameter.values.first
    else { preconditionFailure("\(call.symbol) has no field \(field)") }
    return Int(value)
  }

  /// The bytes of the constant that the packer made for `role`: `multipliers`.
  func constant(_ role: String) -> [UInt8] {
    for case .constant(let constant) in call.arguments where constant.role == role {
      return constant.bytes
    }
    return []
  }

  /// The only output, where it is int8.
  var output: TensorID? {
    guard layer.outputs.count == 1, graph.tensors[layer.outputs[0]].type == .int8 else {
      return nil
    }
    return layer.outputs[0]
  }

  /// The int8 activation at input `position`.
  func activation(_ position: Int) -> TensorID? {
    guard let id = layer.input(position), !graph.tensors[id].isConstant,
      graph.tensors[id].type == .int8
    else { return nil }
    return id
  }

  /// Inputs that are no constants.
  var activations: [TensorID] {
    layer.inputs.compactMap(\.self).filter { !graph.tensors[$0].isConstant }
  }
}

extension Tensor {
  /// Extent of the last dimension, along which channels run; 1 for a scalar.
  var channelCount: Int { shape.last ?? 1 }

  /// The elements of an int32 constant.
  var int32Elements: [Int] { (data ?? []).int32Elements }
}

extension [UInt8] {
  /// Little-endian 32-bit integers.
  var int32Elements: [Int] {
    stride(from: 0, to: count - count % 4, by: 4).map { start in
      Int(self[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int32($1) })
    }
  }
}
