import GraphPreparation
package import ModelGraph

/// Runs a float32 network on the host, every activation visible.
///
/// The kernels are the operators' definitions in float32, in an order of operations that does not
/// depend on the host: the same inputs give the same floats.
package struct FloatReference: Sendable {
  /// The network as it is run: shapes inferred, constants folded, float16 weights widened.
  ///
  /// Tensors have the places, and layers the ``Layer/nodeIndex``, of the graph that was given.
  package let graph: ModelGraph
  private let steps: [FloatStep]
  /// Constants that kernels read as they read activations.
  private let constants: [TensorID: [Float]]
  /// Tensors that no step after this one reads, one list a step.
  private let lastUses: [[TensorID]]

  /// Checks every layer and packs the weights, so that running cannot fail but for its inputs.
  ///
  /// - Throws: `FloatReferenceError` naming the first layer that cannot be run.
  package init(_ graph: ModelGraph) throws(FloatReferenceError) {
    let prepared: ModelGraph
    do throws(PreparationError) {
      prepared = try GraphPreparation.prepare(graph)
    } catch {
      throw FloatReferenceError(.unprepared(error))
    }
    var steps: [FloatStep] = []
    for layer in prepared.layers {
      steps.append(try FloatLowering(layer: layer, graph: prepared).step())
    }
    var constants: [TensorID: [Float]] = [:]
    var lastUse: [TensorID: Int] = [:]
    for (index, step) in steps.enumerated() {
      for tensor in step.operands {
        lastUse[tensor] = index
        if let values = prepared.tensors[tensor].floatValues { constants[tensor] = values }
      }
      for tensor in step.results where lastUse[tensor] == nil { lastUse[tensor] = index }
    }
    var lastUses = [[TensorID]](repeating: [], count: steps.count)
    for (tensor, step) in lastUse where !prepared.outputs.contains(tensor) {
      lastUses[step].append(tensor)
    }
    self.graph = prepared
    self.steps = steps
    self.constants = constants
    self.lastUses = lastUses
  }

  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: One array a graph input, row-major, in the order of ``ModelGraph/inputs``.
  ///   - each: Sees the graph's inputs and then every activation as it is made.
  /// - Returns: One array a graph output, in the graph's order.
  /// - Throws: `FloatReferenceError` when the inputs' number or sizes are wrong.
  package func run(
    _ inputs: [[Float]], each: (TensorID, [Float]) -> Void = { _, _ in }
  ) throws(FloatReferenceError) -> [[Float]] {
    guard inputs.count == graph.inputs.count else {
      throw FloatReferenceError(.inputCount(needed: graph.inputs.count, given: inputs.count))
    }
    var buffers = constants.mapValues { FloatBuffer($0) }
    for (position, tensor) in graph.inputs.enumerated() {
      let needed = graph.tensors[tensor].elementCount
      guard inputs[position].count == needed else {
        throw FloatReferenceError(
          .inputElements(input: position, needed: needed, given: inputs[position].count))
      }
      buffers[tensor] = FloatBuffer(inputs[position])
      each(tensor, inputs[position])
    }
    for (index, step) in steps.enumerated() {
      let results = step.results.map { FloatBuffer(count: graph.tensors[$0].elementCount) }
      let operands = step.operands.compactMap { buffers[$0]?.pointer }
      precondition(operands.count == step.operands.count, "the reader's order makes them before")
      step.kernel(operands.map { UnsafePointer($0) }, results.map(\.pointer))
      for (tensor, result) in zip(step.results, results) {
        buffers[tensor] = result
        each(tensor, result.values)
      }
      // Also keeps the operands' memory until here.
      for tensor in lastUses[index] { buffers[tensor] = nil }
    }
    return graph.outputs.map { buffers[$0]?.values ?? [] }
  }
}

/// The memory of one tensor.
final class FloatBuffer {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
  }

  init(_ values: [Float]) {
    count = values.count
    pointer = .allocate(capacity: max(count, 1))
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.initialize(from: base, count: count) }
    }
  }

  deinit { pointer.deallocate() }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
