package import LatencyTables

/// How far a sweep is: what its firmwares came to, and what to measure next.
///
/// A state is a function of the plan and of the firmwares applied, and of nothing else, so a sweep
/// that was interrupted goes on as if it had not been.
package struct SweepState: Sendable {
  /// A firmware to build and measure.
  package struct Request: Hashable, Sendable {
    package let layers: [SweepLayer]
    /// What the firmware's data are made of.
    package let seed: UInt64
  }

  /// Layers that were to be measured and could not be.
  package struct LeftOut: Hashable, Sendable {
    package let layers: [SweepLayer]
    package let reason: String
  }

  /// A firmware whose figures are broken is measured this often in all.
  private static let mostAttempts = 2

  package let plan: CalibrationPlan
  /// The layers measured, in their order.
  package private(set) var samples: [CalibrationSample] = []
  package private(set) var leftOut: [LeftOut] = []
  /// Of all firmwares so far; `nil` before the first.
  package private(set) var facts: SweepFacts?
  /// Firmwares that were measured.
  package private(set) var firmwareCount = 0
  /// What all firmwares took so far, those included that came to nothing.
  package private(set) var spent: Duration = .zero
  /// Each measured firmware's layers and what they took.
  private(set) var durations: [(layers: Int, duration: Duration)] = []

  private var open: [Int]
  private var measured: Set<Int> = []
  private var excluded: Set<Int> = []
  /// Layers of the next firmware at most.
  private var most: Int
  private var brokenAttempts = 0
  private var overheadCycles = 0.0
  private var calledCount = 0
  private var fits: [String: VariantFit] = [:]
  /// Samples that the fits are made of.
  private var fittedCount = 0

  package init(_ plan: CalibrationPlan) {
    self.plan = plan
    most = plan.layersPerFirmware
    open = SweepDesign(pool: plan.pool).first(atMost: plan.firstBatch)
  }

  /// The next firmware, or `nil` when there is nothing left to measure.
  package var next: Request? {
    guard !open.isEmpty else { return nil }
    return Request(
      layers: open.prefix(most).map { plan.pool[$0].layer },
      seed: plan.seed &* 1_000_003 &+ UInt64(measured.count + excluded.count))
  }

  /// Layers that are still to be measured, if the pool has as many.
  package var shapesLeft: Int { next == nil ? 0 : plan.shapes - measured.count }

  /// Whether any firmware has come to something.
  package var hasBegun: Bool { spent > .zero }

  /// Cycles of a network beside its layers', for each layer that is called; 0 where the layers' windows
  /// hold more than their share.
  package var layerOverheadCycles: Double {
    calledCount == 0 ? 0 : max(0, overheadCycles / Double(calledCount))
  }

  /// The median error of the samples, each predicted from those of other shapes, or `nil` while no
  /// variant has two.
  package mutating func typicalError() -> Double? {
    fit()
    let errors = fits.values.flatMap { $0.residuals.map(abs) }.sorted()
    guard !errors.isEmpty else { return nil }
    return (errors[(errors.count - 1) / 2] + errors[errors.count / 2]) / 2
  }

  /// The table of the samples so far.
  package func table(_ origin: LatencyTable.Origin) -> LatencyTableFile {
    LatencyTableFile(
      fitting: samples, layerOverheadCycles: layerOverheadCycles, origin: origin)
  }

  // MARK: Firmwares

  /// Whether what a firmware came to can be taken in.
  ///
  /// - Throws: ``CalibrationError`` when its layers are not those to measure next, or it is of another
  ///   board, compiler or timing model than those before.
  package func check(_ firmware: SweepFirmware) throws(CalibrationError) {
    let taken = open.prefix(firmware.layers.count)
    guard !taken.isEmpty, taken.count == firmware.layers.count,
      zip(taken, firmware.layers).allSatisfy({ plan.pool[$0].layer == $1 })
    else { throw CalibrationError(reason: .otherLayers) }
    guard case .measured(let layers) = firmware.outcome else { return }
    let differences = facts?.differences(to: layers.facts) ?? []
    guard differences.isEmpty else { throw CalibrationError(reason: .otherFacts(differences)) }
    guard layers.layers.count == taken.count else { throw CalibrationError(reason: .otherLayers) }
  }

  /// Takes in what a firmware came to.
  ///
  /// - Throws: ``CalibrationError``, as ``check(_:)`` does.
  package mutating func apply(_ firmware: SweepFirmware) throws(CalibrationError) {
    try check(firmware)
    let taken = Array(open.prefix(firmware.layers.count))
    spent += firmware.duration
    switch firmware.outcome {
    case .measured(let layers):
      apply(layers, of: taken)
      durations.append((taken.count, firmware.duration))
    case .tooLarge(let why):
      if taken.count == 1 {
        leaveOut(taken, "no firmware can hold it: \(why)")
      } else {
        most = max(1, taken.count * 2 / 3)
      }
    case .invalid(let why):
      brokenAttempts += 1
      if brokenAttempts == Self.mostAttempts { leaveOut(taken, why) }
    }
    if open.isEmpty { open = nextBatch() }
  }

  private mutating func apply(_ result: MeasuredLayers, of taken: [Int]) {
    facts = result.facts
    firmwareCount += 1
    brokenAttempts = 0
    overheadCycles += result.overheadCycles
    calledCount += result.calledCount
    open.removeFirst(taken.count)
    for (index, layer) in zip(taken, result.layers) {
      guard let sample = layer?.sample else {
        excluded.insert(index)
        leftOut.append(LeftOut(layers: [plan.pool[index].layer], reason: "no cycles of it came"))
        continue
      }
      measured.insert(index)
      samples.append(sample)
    }
    // Others may be smaller than those that did not fit.
    if taken.count == most { most = min(plan.layersPerFirmware, most + max(1, most / 4)) }
  }

  private mutating func leaveOut(_ taken: [Int], _ reason: String) {
    excluded.formUnion(taken)
    leftOut.append(LeftOut(layers: taken.map { plan.pool[$0].layer }, reason: reason))
    open.removeFirst(taken.count)
    brokenAttempts = 0
    most = plan.layersPerFirmware
  }

  private mutating func nextBatch() -> [Int] {
    let count = min(CalibrationPlan.nextBatch, plan.shapes - measured.count)
    guard count > 0 else { return [] }
    fit()
    // What was left out says nothing of its variant and is not to be chosen again.
    let kept = plan.pool.indices.filter { !excluded.contains($0) }
    let design = SweepDesign(pool: kept.map { plan.pool[$0] })
    let known = Set(kept.indices.filter { measured.contains(kept[$0]) })
    return design.next(count, measured: known, fits: fits).map { kept[$0] }
  }

  private mutating func fit() {
    // What waiting for memory costs is common to all variants: one new sample may move every fit.
    guard fittedCount < samples.count else { return }
    fits = VariantFit.fits(of: samples.map(\.sample))
    fittedCount = samples.count
  }
}
