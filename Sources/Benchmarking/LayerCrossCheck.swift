import FloatReference
import HostReference
package import ModelGraph
package import NumericCheck
import Planning

/// Holds an int8 network's layers against those of the float network that it was made of.
package enum LayerCrossCheck {
  /// How far the layers of `int8` are from those of `float`, over the same inputs.
  ///
  /// `inputs` stand by inference, one buffer a graph input of `int8`, raw little-endian; the float
  /// network gets the real values that they stand for, so that only what happens inside is compared.
  ///
  /// - Throws: ``CrossCheckError`` when the float network cannot be run or is another network,
  ///   `UnsupportedLayers` and `HostReferenceError` for the other, and when the task is cancelled.
  package static func check(
    float: ModelGraph, named name: String, int8: ModelGraph, inputs: [[[UInt8]]],
    progress: (_ done: Int) -> Void
  ) throws -> NumericCheck {
    let lowered = try Lowering.lower(int8)
    let reference = try reference(float, named: name)
    let taken = int8.inputs.map { int8.tensors[$0] }
    let takenByFloat = reference.graph.inputs.map { reference.graph.tensors[$0] }
    guard taken.map(\.elementCount) == takenByFloat.map(\.elementCount) else {
      throw CrossCheckError(
        model: name, reason: .inputs(float: takenByFloat.map(\.shape), int8: taken.map(\.shape)))
    }
    if let other = taken.first(where: { $0.realValues(of: []) == nil }) {
      throw CrossCheckError(model: name, reason: .inputType(other.type))
    }
    var check = NumericCheck(float: reference.graph, int8: int8)
    guard !check.matching.pairs.isEmpty else {
      throw CrossCheckError(model: name, reason: .nothingInCommon)
    }
    for (place, vector) in inputs.enumerated() {
      try Task.checkCancellation()
      var floatValues: [TensorID: [Float]] = [:]
      var int8Bytes: [TensorID: [UInt8]] = [:]
      let real = zip(taken, vector).map { $0.realValues(of: $1) ?? [] }
      _ = try reference.run(real, each: { floatValues[$0] = $1 })
      _ = try HostReference.run(
        lowered, inputs: vector, observer: { _, tensor, bytes in int8Bytes[tensor] = bytes })
      check.include(floatValues: floatValues, int8Bytes: int8Bytes)
      progress(place + 1)
    }
    return check
  }

  private static func reference(
    _ graph: ModelGraph, named name: String
  ) throws(CrossCheckError) -> FloatReference {
    do throws(FloatReferenceError) {
      return try FloatReference(graph)
    } catch {
      throw CrossCheckError(model: name, reason: .unrunnable(error))
    }
  }
}
