import HostReference
package import ModelGraph
import Planning

/// Runs a network on this machine over many inputs, with the kernels that boards run.
package enum HostInference {
  /// Inputs that one task takes at a time: enough to hide what a task costs.
  private static let batch = 8

  /// The outputs of `count` inputs on all cores: by input, then by graph output, raw little-endian.
  ///
  /// `input` makes the vector of a number, one buffer a graph input, on any thread. The result is the
  /// same whatever the number of cores. `progress` hears how many are done, from one thread at a
  /// time.
  ///
  /// - Throws: `UnsupportedLayers` when the host has no kernel for a layer, `HostReferenceError`, and
  ///   when the surrounding task is cancelled.
  package static func outputs(
    of graph: ModelGraph, count: Int, progress: (_ done: Int) -> Void,
    input: @escaping @Sendable (Int) -> [[UInt8]]
  ) async throws -> [[[UInt8]]] {
    let lowered = try Lowering.lower(graph)
    typealias Part = (first: Int, outputs: [[[UInt8]]])
    return try await withThrowingTaskGroup(of: Part.self) { group in
      for first in stride(from: 0, to: count, by: batch) {
        group.addTask {
          let outputs = try (first..<min(first + batch, count)).map { place in
            try Task.checkCancellation()
            return try HostReference.run(lowered, inputs: input(place))
          }
          return (first, outputs)
        }
      }
      var outputs = [[[UInt8]]](repeating: [], count: count)
      var done = 0
      for try await part in group {
        outputs.replaceSubrange(part.first..<part.first + part.outputs.count, with: part.outputs)
        done += part.outputs.count
        progress(done)
      }
      return outputs
    }
  }
}
