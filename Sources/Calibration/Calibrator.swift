/// What keeps a firmware's layers from being measured, and is no trouble of machine or board.
package enum SweepObstacle: Error, Hashable, Sendable {
  /// The board cannot hold so many of these layers; why.
  case tooLarge(String)
  /// The figures must not be used; why.
  case invalid(String)
}

/// Why a sweep ended.
package enum SweepEnding: Hashable, Sendable {
  case complete
  /// The time was up; so many layers were not measured.
  case budget(shapesLeft: Int)
}

/// Measures a sweep, firmware by firmware, until it is done or its time is up.
///
/// What it is given does the work: measuring one firmware, storing what came of it. Every firmware is
/// stored before it counts, so whatever ends the process loses one firmware at most.
package struct Calibrator<Time: Clock>: Sendable where Time.Duration == Duration {
  private let clock: Time
  private let measure: @Sendable (SweepState.Request) async throws -> MeasuredLayers
  private let store: @Sendable (SweepFirmware) async throws -> Void
  private let progress: @Sendable (SweepProgress) -> Void

  /// A calibrator that measures, stores and reports by what it is given.
  ///
  /// - Parameters:
  ///   - clock: what budgets and durations go by.
  ///   - measure: builds and measures one firmware; throws ``SweepObstacle`` where that is the layers' fault.
  ///   - store: keeps what a firmware came to, whole or not at all.
  ///   - progress: hears of each firmware that is stored.
  package init(
    clock: Time, measure: @escaping @Sendable (SweepState.Request) async throws -> MeasuredLayers,
    store: @escaping @Sendable (SweepFirmware) async throws -> Void,
    progress: @escaping @Sendable (SweepProgress) -> Void
  ) {
    self.clock = clock
    self.measure = measure
    self.store = store
    self.progress = progress
  }

  /// Goes on from `state` until nothing is left, or `budget` would not suffice for another firmware.
  ///
  /// - Throws: ``CalibrationError``, or what measuring or storing throws; what was stored stays.
  package func run(
    _ state: inout SweepState, budget: Duration? = nil
  ) async throws -> SweepEnding {
    let start = clock.now
    var brokenInARow = 0
    // Fits and the choice of layers count to the firmware that they are for.
    var lastEnd = start
    while let request = state.next {
      try Task.checkCancellation()
      let left = budget.map { $0 - start.duration(to: clock.now) }
      if let left, let budget {
        let expected = state.estimate(layers: request.layers.count) ?? .zero
        guard left > expected, left > .zero else {
          if state.samples.isEmpty { throw CalibrationError(reason: .budgetTooSmall(budget)) }
          return .budget(shapesLeft: state.shapesLeft)
        }
      }
      // Without an estimate the budget itself ends the first firmware.
      let limit = state.estimate(layers: 1) == nil ? left : nil
      let firmware = try await firmware(
        of: request, since: lastEnd, within: limit, budget: budget)
      // Kept before anything is computed of it.
      try state.check(firmware)
      try await store(firmware)
      lastEnd = lastEnd.advanced(by: firmware.duration)
      let leftOutBefore = state.leftOut.count
      try state.apply(firmware)
      switch firmware.outcome {
      case .measured: brokenInARow = 0
      case .invalid(let why) where state.leftOut.count > leftOutBefore:
        brokenInARow += 1
        // One bad layer spoils one firmware; what spoils every firmware is not a layer.
        if brokenInARow == 2 { throw CalibrationError(reason: .alwaysInvalid(why)) }
      case .invalid, .tooLarge: break
      }
      progress(
        SweepProgress(
          &state, last: firmware, budgetLeft: budget.map { $0 - start.duration(to: clock.now) }))
    }
    guard !state.samples.isEmpty else {
      throw CalibrationError(reason: .nothingMeasured(lastReason: state.leftOut.last?.reason))
    }
    return .complete
  }

  private func firmware(
    of request: SweepState.Request, since start: Time.Instant, within limit: Duration?,
    budget: Duration?
  ) async throws -> SweepFirmware {
    let outcome: SweepFirmware.Outcome
    do {
      outcome = .measured(try await measured(request, within: limit, budget: budget))
    } catch SweepObstacle.tooLarge(let why) {
      outcome = .tooLarge(why)
    } catch SweepObstacle.invalid(let why) {
      outcome = .invalid(why)
    }
    return SweepFirmware(
      layers: request.layers, outcome: outcome, duration: start.duration(to: clock.now))
  }

  private func measured(
    _ request: SweepState.Request, within limit: Duration?, budget: Duration?
  ) async throws -> MeasuredLayers {
    guard let limit, let budget else { return try await measure(request) }
    return try await withThrowingTaskGroup(of: MeasuredLayers.self) { group in
      group.addTask { try await measure(request) }
      group.addTask {
        try await clock.sleep(for: limit)
        throw CalibrationError(reason: .budgetTooSmall(budget))
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }
}
