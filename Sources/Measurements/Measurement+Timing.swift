/// The cycles of one layer in one pass.
package struct LayerTiming: Hashable, Sendable {
  /// The samples' statistics as counted, the cost of the stamps included.
  package let raw: SampleStatistics
  /// What was subtracted from each figure for the stamps.
  package let probeCycles: CycleCount

  package var medianCycles: Double { max(0, raw.median - Double(probeCycles.rawValue)) }
  package var minimumCycles: CycleCount { raw.minimum.subtracting(probeCycles) }
  package var maximumCycles: CycleCount { raw.maximum.subtracting(probeCycles) }
  package var firstCycles: CycleCount { raw.first.subtracting(probeCycles) }
}

extension Measurement {
  /// The core clock that turns cycles into time: the one that the firmware set.
  ///
  /// The measured one proves it, to the accuracy of the clock it was compared with; a crystal is
  /// more exact than that, so it does not take its place.
  package var clockHertz: Int? {
    chipState.map(\.coreClockHertz).flatMap { $0 > 0 ? $0 : nil }
  }

  /// What an empty stamp pair costs: the smallest sample of the probe pass, zero without one.
  package var probeCycles: CycleCount { pass(.probe)?.smallest ?? CycleCount(0) }

  /// The cycles of the layer at `index` in a pass, or `nil` when they are not known.
  ///
  /// The figures of a layer or cold pass are without the cost of a stamp pair.
  package func timing(ofLayer index: Int, in kind: PassKind = .layer) -> LayerTiming? {
    guard hasLayerWindows(kind), layers.indices.contains(index),
      let window = layers[index].window,
      let statistics = pass(kind)?.statistics(ofWindow: window)
    else { return nil }
    return LayerTiming(raw: statistics, probeCycles: probeCycles)
  }

  /// Whether the samples of a pass tell layers apart.
  ///
  /// Those of a cold pass need not: it may stamp the network as a whole. Of a single layer nobody can
  /// tell, so a single window is the network's.
  package func hasLayerWindows(_ kind: PassKind) -> Bool {
    switch kind {
    case .clean, .probe: return false
    case .layer: return pass(kind) != nil
    case .cold:
      let windows = layers.count { $0.window != nil }
      return windows > 1
        && pass(kind)?.hasWindows(windows) ?? false
    }
  }

  /// The whole network between two stamps: the headline's source.
  package var clean: SampleStatistics? { pass(.clean)?.totals }

  /// The whole network with cold caches.
  package var cold: SampleStatistics? { pass(.cold)?.totals }

  /// The sum of the layers' medians, or `nil` when a layer that runs has none.
  package var layerSumCycles: Double? { sum(in: .layer) }

  private func sum(in kind: PassKind) -> Double? {
    let timed = layers.indices.filter { layers[$0].window != nil }
    let medians = timed.compactMap { timing(ofLayer: $0, in: kind)?.medianCycles }
    guard !timed.isEmpty, medians.count == timed.count else { return nil }
    return medians.reduce(0, +)
  }

  /// How far the layers' sum lies above the clean median.
  package var residueCycles: Double? {
    guard let layerSumCycles, let clean = clean?.median else { return nil }
    return layerSumCycles - clean
  }

  /// What the clean pass has besides layers, as the probe pass counted it: the loop around the
  /// layers and one stamp pair.
  package var frameCycles: ClosedRange<UInt64>? { account(of: .probe)?.frameCycles }

  /// The residue without what the frame accounts for.
  package var unexplainedCycles: Double? {
    guard let residueCycles, let frameCycles else { return residueCycles }
    let (least, most) = (Double(frameCycles.lowerBound), Double(frameCycles.upperBound))
    return max(residueCycles + least, 0) + min(residueCycles + most, 0)
  }

  /// How far ``unexplainedCycles`` may lie from zero in an honest run.
  ///
  /// A share of the clean pass, and in a network of few cycles what the stamps themselves leave
  /// open: for each window, the clean pass's included, a stamp pair and three mispredicted branches,
  /// the call, the return and the loop's. A pair is taken off at the least that it costs alone, and
  /// whether those branches are foretold differs from pass to pass.
  package var residueLimitCycles: Double? {
    guard let clean = clean?.median else { return nil }
    let windows = layers.count { $0.window != nil } + 1
    let window = Double(probeCycles.rawValue) + 3 * Self.mispredictionCycles
    return max(clean * Self.residueLimitPercent / 100, Double(windows) * window)
  }

  /// A mispredicted branch of the Cortex-M7, the deepest pipeline among the boards' cores: counted
  /// on an STM32H743 in jnk0le/random, pipeline cycle test.
  private static let mispredictionCycles = 8.0

  /// How far the layers' sum lies from the clean pass, in percent of the clean median: what
  /// stamping each layer changed.
  package var residuePercent: Double? {
    guard let residueCycles, let clean = clean?.median, clean > 0 else { return nil }
    return residueCycles / clean * 100
  }

  /// Inferences a second by the clean median.
  package var inferencesPerSecond: Double? {
    guard let clean = clean?.median, clean > 0, let clockHertz else { return nil }
    return Double(clockHertz) / clean
  }

  /// `cycles` in microseconds at the run's clock.
  package func microseconds(_ cycles: Double) -> Double? {
    clockHertz.map { cycles / Double($0) * 1_000_000 }
  }

  /// A layer's share of the layers' sum in percent.
  package func sharePercent(ofLayer index: Int) -> Double? {
    guard let sum = layerSumCycles, sum > 0, let timing = timing(ofLayer: index) else { return nil }
    return timing.medianCycles / sum * 100
  }
}
