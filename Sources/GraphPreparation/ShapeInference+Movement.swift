import ModelGraph

/// Operators that move elements, split, join and reduce.
extension ShapeInference {
  func concatenation(axis: Int) throws(ShapeProblem) -> [Int] {
    var result = try shape(0)
    let axis = try self.axis(axis, rank: result.count)
    for position in layer.inputs.indices.dropFirst() {
      let next = try shape(position)
      var expected = next
      if expected.count == result.count { expected[axis] = result[axis] }
      guard expected == result else {
        throw ShapeProblem("its inputs of shapes \(result) and \(next) do not join along \(axis)")
      }
      result[axis] += next[axis]
      try Self.check(result)
    }
    return result
  }

  func reshape(_ option: [Int]?) throws(ShapeProblem) -> [Int] {
    let elements = try Self.elementCount(try shape(0))
    var result: [Int]
    if layer.input(1) != nil {
      result = try values(1, maximumCount: Self.maximumRank)
    } else if let option {
      // Old files write the shape of a scalar as one zero.
      result = option == [0] ? [] : option
    } else {
      throw ShapeProblem("it has no new shape", isValueUnknown: true)
    }
    guard result.allSatisfy({ $0 >= -1 }), result.filter({ $0 == -1 }).count <= 1 else {
      throw ShapeProblem("its new shape is \(result)")
    }
    if let open = result.firstIndex(of: -1) {
      result[open] = 1
      let others = try Self.elementCount(result)
      guard others > 0, elements.isMultiple(of: others) else {
        throw ShapeProblem("\(elements) elements do not fit its new shape \(result)")
      }
      result[open] = elements / others
    }
    guard try Self.elementCount(result) == elements else {
      throw ShapeProblem("\(elements) elements do not fit its new shape \(result)")
    }
    return result
  }

  func reduction(keepsDimensions: Bool) throws(ShapeProblem) -> [Int] {
    let input = try shape(0)
    var isReduced = input.map { _ in false }
    for axis in try values(1, maximumCount: 2 * Self.maximumRank) {
      isReduced[try self.axis(axis, rank: input.count)] = true
    }
    return zip(input, isReduced).compactMap { extent, isReduced in
      isReduced ? (keepsDimensions ? 1 : nil) : extent
    }
  }

  func gather(axis: Int, batchDimensions: Int) throws(ShapeProblem) -> [Int] {
    let (input, indices) = (try shape(0), try shape(1))
    let axis = try self.axis(axis, rank: input.count)
    let batch = batchDimensions < 0 ? batchDimensions + indices.count : batchDimensions
    guard batch >= 0, batch <= axis, batch <= indices.count,
      input.prefix(batch) == indices.prefix(batch)
    else {
      throw ShapeProblem(
        "its \(batchDimensions) batch dimensions do not fit \(input) and \(indices)")
    }
    return Array(input.prefix(axis)) + indices.dropFirst(batch) + input.dropFirst(axis + 1)
  }

  func pack(axis: Int, count: Int) throws(ShapeProblem) -> [Int] {
    var result = try shape(0)
    guard count == layer.inputs.count else {
      throw ShapeProblem("it has \(layer.inputs.count) inputs, not \(count)")
    }
    for position in layer.inputs.indices where try shape(position) != result {
      throw ShapeProblem("its inputs of shapes \(result) and \(try shape(position)) differ")
    }
    result.insert(count, at: try self.axis(axis, rank: result.count + 1))
    return result
  }

  func unpack(axis: Int, count: Int) throws(ShapeProblem) -> [[Int]] {
    var result = try shape(0)
    let extent = result.remove(at: try self.axis(axis, rank: result.count))
    guard extent == count, count == layer.outputs.count else {
      throw ShapeProblem("it makes \(layer.outputs.count) outputs of \(extent), says \(count)")
    }
    return Array(repeating: result, count: count)
  }

  /// The parts of SPLIT, all equal and its axis its first input, or of SPLIT_V.
  func split(count: Int) throws(ShapeProblem) -> [[Int]] {
    guard count > 0, count == layer.outputs.count else {
      throw ShapeProblem("it has \(layer.outputs.count) outputs, says \(count)")
    }
    guard layer.kind == .splitV else {
      var result = try shape(1)
      let axis = try self.axis(try values(0, count: 1)[0], rank: result.count)
      guard result[axis].isMultiple(of: count) else {
        throw ShapeProblem("\(result[axis]) does not split into \(count) equal parts")
      }
      result[axis] /= count
      return Array(repeating: result, count: count)
    }
    let input = try shape(0)
    var extents = try values(1, count: count)
    let axis = try self.axis(try values(2, count: 1)[0], rank: input.count)
    if let open = extents.firstIndex(of: -1) {
      extents[open] = 0
      extents[open] = input[axis] - extents.reduce(0, +)
    }
    guard extents.allSatisfy({ $0 >= 0 }), extents.reduce(0, +) == input[axis] else {
      throw ShapeProblem("\(input[axis]) does not split into \(extents)")
    }
    return extents.map { extent in
      var result = input
      result[axis] = extent
      return result
    }
  }

  func argMax() throws(ShapeProblem) -> [Int] {
    var result = try shape(0)
    result.remove(at: try axis(try values(1, count: 1)[0], rank: result.count))
    return result
  }

  func pad() throws(ShapeProblem) -> [Int] {
    let input = try shape(0)
    let paddings = try values(1, count: 2 * input.count)
    guard paddings.allSatisfy({ $0 >= 0 }) else { throw ShapeProblem("it pads by \(paddings)") }
    return input.indices.map { input[$0] + paddings[2 * $0] + paddings[2 * $0 + 1] }
  }

  func mirrorPad(isSymmetric: Bool) throws(ShapeProblem) -> [Int] {
    let result = try pad()
    let input = try shape(0)
    let paddings = try values(1, count: 2 * input.count)
    for index in input.indices {
      // REFLECT does not repeat the border, so that it has one element less to mirror.
      let limit = isSymmetric ? input[index] : input[index] - 1
      guard max(paddings[2 * index], paddings[2 * index + 1]) <= max(limit, 0) else {
        throw ShapeProblem("it mirrors more of \(input) than there is: \(paddings)")
      }
    }
    return result
  }

  func transpose() throws(ShapeProblem) -> [Int] {
    let input = try shape(0)
    let order = try values(1, count: input.count)
    guard order.sorted() == Array(input.indices) else {
      throw ShapeProblem("\(order) is no order of the dimensions of \(input)")
    }
    return order.map { input[$0] }
  }

  func slice() throws(ShapeProblem) -> [Int] {
    let input = try shape(0)
    let begins = try values(1, count: input.count)
    let extents = try values(2, count: input.count)
    var result: [Int] = []
    for index in input.indices {
      let extent = extents[index] == -1 ? input[index] - begins[index] : extents[index]
      guard begins[index] >= 0, extent >= 0, begins[index] + extent <= input[index] else {
        throw ShapeProblem("its slice from \(begins) of \(extents) leaves \(input)")
      }
      result.append(extent)
    }
    return result
  }

  func squeeze(_ dimensions: [Int]) throws(ShapeProblem) -> [Int] {
    let input = try shape(0)
    var isRemoved = input.map { dimensions.isEmpty && $0 == 1 }
    for dimension in dimensions {
      let index = try axis(dimension, rank: input.count)
      guard input[index] == 1 else {
        throw ShapeProblem("it removes dimension \(dimension) of \(input)")
      }
      isRemoved[index] = true
    }
    return zip(input, isRemoved).compactMap { $1 ? nil : $0 }
  }

  func expandDims() throws(ShapeProblem) -> [Int] {
    var result = try shape(0)
    result.insert(1, at: try axis(try values(1, count: 1)[0], rank: result.count + 1))
    return result
  }

  /// DEPTH_TO_SPACE and SPACE_TO_DEPTH.
  func rearrangement(blockSize: Int) throws(ShapeProblem) -> [Int] {
    let input = try shape(0, rank: 4)
    let misfit = ShapeProblem("blocks of \(blockSize) do not fit its input \(input)")
    guard blockSize > 0, blockSize <= 65_535 else { throw misfit }
    if layer.kind == .depthToSpace {
      guard input[3].isMultiple(of: blockSize * blockSize) else { throw misfit }
      return [
        input[0], input[1] * blockSize, input[2] * blockSize, input[3] / (blockSize * blockSize),
      ]
    }
    guard input[1].isMultiple(of: blockSize), input[2].isMultiple(of: blockSize) else {
      throw misfit
    }
    return [
      input[0], input[1] / blockSize, input[2] / blockSize, input[3] * blockSize * blockSize,
    ]
  }
}
