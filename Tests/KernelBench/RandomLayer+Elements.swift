// SPDX-License-Identifier: GPL-2.0-or-later
import ModelGraph

/// Layers that work element by element, or along one dimension.
extension RandomLayer {
  private static func shape(_ random: inout RandomSource) -> [Int] {
    let side = random.pick([1, 2, 5, 12])
    return [
      random.chance(8) ? 2 : 1, random.number(1...side), random.number(1...side), random.channels(),
    ]
  }

  private static func scale(_ random: inout RandomSource) -> Float {
    random.pick([1, 0.5, 0.1, 0.05, 0.035, 0.0078125, 0.001, 3.25])
      * (1 + Float(random.number(0...999)) / 1000)
  }

  static func elementwise(_ kind: OperatorKind, _ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    var other = shape
    if random.chance(30) {
      for dimension in 0..<4 where random.chance(50) { other[dimension] = 1 }
    }
    var tensors = [shape, other].map {
      Tensor.activation($0, zeroPoint: random.zeroPoint(), scale: scale(&random))
    }
    if random.chance(50) { tensors.swapAt(0, 1) }
    var activations = tensors.map { random.activation($0.elementCount) }
    if random.chance(20) {
      tensors[1].data = activations[1]
      activations.removeLast()
    }
    let output = Tensor.activation(shape, zeroPoint: random.zeroPoint(), scale: scale(&random))
    return try BenchCase(
      kind,
      .arithmetic(fusedActivation: random.pick([.none, .none, .relu, .relu6])),
      inputs: tensors, output: output, activations: activations)
  }

  static func mean(_ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    let axes = random.pick([[1, 2], [1, 2], [1, 2], [1], [2], [3], [1, 3], [2, 3], [1, 2, 3]])
    var reduced = shape
    for axis in axes { reduced[axis] = 1 }
    let input = Tensor.activation(shape, zeroPoint: random.zeroPoint(), scale: scale(&random))
    let output = Tensor.activation(
      reduced, zeroPoint: random.zeroPoint(),
      scale: random.chance(50) ? input.quantization?.scales[0] ?? 1 : scale(&random))
    return try BenchCase(
      .mean, .reduction(keepsDimensions: true),
      inputs: [input, .integers(axes)], output: output,
      activations: [random.activation(input.elementCount)])
  }

  static func softmax(_ random: inout RandomSource) throws -> BenchCase {
    let shape = [random.number(1...6), random.channels()]
    let input = Tensor.activation(shape, zeroPoint: random.zeroPoint(), scale: scale(&random))
    return try BenchCase(
      .softmax, .softmax(beta: random.pick([1, 0.5, 2])), inputs: [input],
      output: .activation(shape, zeroPoint: -128, scale: 1 / 256),
      activations: [random.activation(input.elementCount)])
  }

  static func table(_ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    let input = Tensor.activation(shape, zeroPoint: random.zeroPoint(), scale: scale(&random))
    return try BenchCase(
      .logistic, .none, inputs: [input],
      output: .activation(shape, zeroPoint: -128, scale: 1 / 256),
      activations: [random.activation(input.elementCount)])
  }

  static func concatenation(_ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    let axis = random.pick([3, 3, 3, 2, 1])
    var joined = shape
    joined[axis] = 0
    let (zeroPoint, scale) = (random.zeroPoint(), scale(&random))
    var inputs: [Tensor] = []
    for _ in 0..<random.number(2...5) {
      var part = shape
      part[axis] = axis == 3 ? random.channels() : random.number(1...6)
      joined[axis] += part[axis]
      inputs.append(.activation(part, zeroPoint: zeroPoint, scale: scale))
    }
    return try BenchCase(
      .concatenation, .concatenation(axis: axis, fusedActivation: .none), inputs: inputs,
      output: .activation(joined, zeroPoint: zeroPoint, scale: scale),
      activations: inputs.map { random.activation($0.elementCount) })
  }

  static func pad(_ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    let most = random.pick([1, 1, 3])
    let border = (0..<8).map { index in
      (2..<6).contains(index) || random.chance(20) ? random.number(0...most) : 0
    }
    let (zeroPoint, scale) = (random.zeroPoint(), scale(&random))
    let input = Tensor.activation(shape, zeroPoint: zeroPoint, scale: scale)
    let larger = shape.indices.map { shape[$0] + border[2 * $0] + border[2 * $0 + 1] }
    var paddings = Tensor.integers(border)
    paddings.shape = [4, 2]
    return try BenchCase(
      .pad, .none, inputs: [input, paddings],
      output: .activation(larger, zeroPoint: zeroPoint, scale: scale),
      activations: [random.activation(input.elementCount)])
  }

  static func transpose(_ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    var order = [0, 1, 2, 3]
    for place in stride(from: 3, to: 0, by: -1) { order.swapAt(place, random.number(0...place)) }
    let input = Tensor.activation(shape)
    return try BenchCase(
      .transpose, .none, inputs: [input, .integers(order)],
      output: .activation(order.map { shape[$0] }),
      activations: [random.activation(input.elementCount)])
  }

  static func slice(_ random: inout RandomSource) throws -> BenchCase {
    let shape = shape(&random)
    let begins = shape.map { random.chance(50) ? 0 : random.number(0...$0 - 1) }
    let extents = shape.indices.map { random.number(1...shape[$0] - begins[$0]) }
    let input = Tensor.activation(shape)
    return try BenchCase(
      .slice, .none, inputs: [input, .integers(begins), .integers(extents)],
      output: .activation(extents), activations: [random.activation(input.elementCount)])
  }
}
