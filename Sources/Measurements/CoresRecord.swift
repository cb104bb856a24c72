/// The cores that shared a run's layers, where it used more than one.
package struct CoresRecord: Hashable, Sendable, Codable {
  package let count: Int
  /// As the layer pass of the same image, each layer's whole call on the first core, the other one
  /// parked; `nil` when there was no layer pass.
  package let singleCore: PassSamples?

  package init(count: Int, singleCore: PassSamples?) {
    self.count = count
    self.singleCore = singleCore
  }
}

extension Measurement {
  /// Cores that shared the layers.
  package var coreCount: Int { cores?.count ?? 1 }

  /// The median cycles of a layer on one core, the cost of a stamp pair taken off, or `nil` when they
  /// are not known.
  package func singleCoreCycles(ofLayer index: Int) -> Double? {
    guard layers.indices.contains(index), let window = layers[index].window,
      let statistics = cores?.singleCore?.statistics(ofWindow: window)
    else { return nil }
    return LayerTiming(raw: statistics, probeCycles: probeCycles).medianCycles
  }

  /// How many times as long a layer takes on one core.
  package func speedup(ofLayer index: Int) -> Double? {
    guard let single = singleCoreCycles(ofLayer: index),
      let shared = timing(ofLayer: index)?.medianCycles, shared > 0
    else { return nil }
    return single / shared
  }

  /// The sum of the layers' medians on one core, or `nil` when a layer that runs has none.
  package var singleCoreSumCycles: Double? {
    let timed = layers.indices.filter { layers[$0].window != nil }
    let medians = timed.compactMap { singleCoreCycles(ofLayer: $0) }
    guard !timed.isEmpty, medians.count == timed.count else { return nil }
    return medians.reduce(0, +)
  }

  /// How many times as long all layers take on one core.
  package var speedup: Double? {
    guard let single = singleCoreSumCycles, let sum = layerSumCycles, sum > 0 else { return nil }
    return single / sum
  }
}
