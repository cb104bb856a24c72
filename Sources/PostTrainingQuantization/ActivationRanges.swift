package import ModelGraph

/// The smallest and the largest value that each activation had, over all inputs that were run.
package struct ActivationRanges: Hashable, Sendable {
  private var ranges: [TensorID: ClosedRange<Float>] = [:]
  private var brokenTensors: Set<TensorID> = []

  package init() {}

  /// Widens a tensor's range over `values`; one that is not finite leaves the tensor without range.
  package mutating func include(_ tensor: TensorID, _ values: [Float]) {
    guard var low = values.first else { return }
    var high = low
    // A sum is finite only if every value is; zero times a value is 0 unless it is not finite.
    var zeros: Float = 0
    for value in values {
      low = value < low ? value : low
      high = value > high ? value : high
      zeros += value * 0
    }
    guard zeros == 0, low <= high else {
      brokenTensors.insert(tensor)
      return
    }
    include(tensor, low...high)
  }

  /// Widens a tensor's range over another.
  package mutating func include(_ tensor: TensorID, _ range: ClosedRange<Float>) {
    let old = ranges[tensor] ?? range
    ranges[tensor] =
      min(old.lowerBound, range.lowerBound)...max(old.upperBound, range.upperBound)
  }

  /// The range of a tensor, or `nil` where it had no value, or one that is not finite.
  package subscript(_ tensor: TensorID) -> ClosedRange<Float>? {
    brokenTensors.contains(tensor) ? nil : ranges[tensor]
  }

  /// Whether a tensor had a value that is not finite.
  package func isBroken(_ tensor: TensorID) -> Bool { brokenTensors.contains(tensor) }
}
