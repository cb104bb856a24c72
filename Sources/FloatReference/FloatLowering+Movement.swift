import CFloatKernels
import GraphPreparation
import ModelGraph

/// One copy of elements from an operand to a result.
private struct Move: Sendable {
  var operand = 0
  var result = 0
  var from = 0
  var to = 0
  let walk: FloatWalk
}

/// Operators that only move elements.
extension FloatLowering {
  func movement() throws(FloatReferenceError) -> FloatStep? {
    switch (layer.kind, layer.options) {
    case (.reshape, _), (.squeeze, _), (.expandDims, _):
      let count = graph.tensors[try operand(0)].elementCount
      return try moves([Move(walk: FloatWalk(extents: [count], strides: [[1], [1]]))])
    case (.transpose, _): return try transpose()
    case (.stridedSlice, _): return try stridedSlice()
    case (.slice, _): return try slice()
    case (.pad, _), (.padV2, _): return try pad()
    case (.concatenation, .concatenation(let axis, let fused)):
      guard fused == .none else {
        throw refusal("it has the fused activation \(fused.rawValue)")
      }
      return try concatenation(axis: axis)
    case (.pack, .pack(let axis, _)): return try pack(axis: axis)
    case (.split, _): return try split(axis: try integers(0)[0], data: 1)
    case (.splitV, _): return try split(axis: try integers(2)[0], data: 0)
    case (.unpack, .unpack(let axis, _)): return try unpack(axis: axis)
    default: return nil
    }
  }

  private func moves(
    _ moves: [Move], operands positions: [Int] = [0], fill: Float? = nil
  ) throws(FloatReferenceError) -> FloatStep {
    var operands: [TensorID] = []
    for position in positions { operands.append(try operand(position)) }
    let counts = layer.outputs.map { Int64(graph.tensors[$0].elementCount) }
    let walks = moves.map(\.walk.cWalk)
    return FloatStep(operands: operands, results: layer.outputs) { operands, results in
      if let fill { mcub_fill_f32(results[0], counts[0], fill) }
      for (move, walk) in zip(moves, walks) {
        withUnsafePointer(to: walk) {
          mcub_copy_f32($0, operands[move.operand] + move.from, results[move.result] + move.to)
        }
      }
    }
  }

  private func transpose() throws(FloatReferenceError) -> FloatStep {
    let output = shape(layer.outputs[0])
    let strides = FloatWalk.denseStrides(shape(try operand(0)))
    let walk = FloatWalk(
      extents: output,
      strides: [try integers(1).map { strides[$0] }, FloatWalk.denseStrides(output)])
    return try moves([Move(walk: walk)])
  }

  private func stridedSlice() throws(FloatReferenceError) -> FloatStep {
    let input = shape(try operand(0))
    guard let ranges = SliceRange.ranges(of: layer, tensors: graph.tensors) else {
      throw refusal("its ranges are unknown")
    }
    return try window(
      input, starts: ranges.map(\.start), steps: ranges.map(\.step), extents: ranges.map(\.count))
  }

  private func slice() throws(FloatReferenceError) -> FloatStep {
    let input = shape(try operand(0))
    return try window(
      input, starts: try integers(1), steps: input.map { _ in 1 },
      extents: shape(layer.outputs[0]))
  }

  /// Some elements of the input, made one after the other.
  private func window(
    _ input: [Int], starts: [Int], steps: [Int], extents: [Int]
  ) throws(FloatReferenceError) -> FloatStep {
    let strides = FloatWalk.denseStrides(input)
    let walk = FloatWalk(
      extents: extents,
      strides: [zip(strides, steps).map { $0 * $1 }, FloatWalk.denseStrides(extents)])
    let from = zip(strides, starts).reduce(0) { $0 + $1.0 * $1.1 }
    return try moves([Move(from: from, walk: walk)])
  }

  private func pad() throws(FloatReferenceError) -> FloatStep {
    let input = shape(try operand(0))
    let strides = FloatWalk.denseStrides(shape(layer.outputs[0]))
    let paddings = try integers(1)
    let value = layer.kind == .padV2 ? try constant(2)?.first ?? 0 : 0
    let walk = FloatWalk(extents: input, strides: [FloatWalk.denseStrides(input), strides])
    let to = strides.indices.reduce(0) { $0 + strides[$1] * paddings[2 * $1] }
    return try moves([Move(to: to, walk: walk)], fill: value)
  }

  private func concatenation(axis: Int) throws(FloatReferenceError) -> FloatStep {
    let output = shape(layer.outputs[0])
    let strides = FloatWalk.denseStrides(output)
    let axis = axis < 0 ? axis + output.count : axis
    var parts: [Move] = []
    var place = 0
    for position in layer.inputs.indices {
      let extents = shape(try operand(position))
      let walk = FloatWalk(extents: extents, strides: [FloatWalk.denseStrides(extents), strides])
      parts.append(Move(operand: position, to: place * strides[axis], walk: walk))
      place += extents[axis]
    }
    return try moves(parts, operands: Array(layer.inputs.indices))
  }

  private func pack(axis: Int) throws(FloatReferenceError) -> FloatStep {
    let output = shape(layer.outputs[0])
    let axis = axis < 0 ? axis + output.count : axis
    var strides = FloatWalk.denseStrides(output)
    let step = strides.remove(at: axis)
    var parts: [Move] = []
    for position in layer.inputs.indices {
      let extents = shape(try operand(position))
      let walk = FloatWalk(extents: extents, strides: [FloatWalk.denseStrides(extents), strides])
      parts.append(Move(operand: position, to: position * step, walk: walk))
    }
    return try moves(parts, operands: Array(layer.inputs.indices))
  }

  private func split(axis: Int, data: Int) throws(FloatReferenceError) -> FloatStep {
    let input = shape(try operand(data))
    let strides = FloatWalk.denseStrides(input)
    let axis = axis < 0 ? axis + input.count : axis
    var place = 0
    let parts = layer.outputs.enumerated().map { position, output in
      let extents = shape(output)
      let walk = FloatWalk(extents: extents, strides: [strides, FloatWalk.denseStrides(extents)])
      defer { place += extents[axis] }
      return Move(result: position, from: place * strides[axis], walk: walk)
    }
    return try moves(parts, operands: [data])
  }

  private func unpack(axis: Int) throws(FloatReferenceError) -> FloatStep {
    let input = shape(try operand(0))
    let axis = axis < 0 ? axis + input.count : axis
    var strides = FloatWalk.denseStrides(input)
    let step = strides.remove(at: axis)
    let parts = layer.outputs.enumerated().map { position, output in
      let extents = shape(output)
      let walk = FloatWalk(extents: extents, strides: [strides, FloatWalk.denseStrides(extents)])
      return Move(result: position, from: position * step, walk: walk)
    }
    return try moves(parts)
  }
}
