/// What a board's clock must be, and what it is held against.
package struct ClockExpectation: Hashable, Sendable {
  package enum Reference: Hashable, Sendable {
    /// The host's monotonic clock.
    case hostClock
    /// The second timer alone: on a virtual board the host's time means nothing.
    case modelledTime
  }
  package let coreHertz: Int
  /// The share of ``coreHertz`` that is taken for right, either way.
  package let toleratedShare: Double
  package let reference: Reference

  package init(coreHertz: Int, toleratedShare: Double, reference: Reference) {
    self.coreHertz = coreHertz
    self.toleratedShare = toleratedShare
    self.reference = reference
  }
}

/// Both clocks of a board, read together at some moment between two of the host's.
package struct ClockReading: Hashable, Sendable {
  /// The host's time before the question was sent and after the answer was heard.
  package let asked: Duration
  package let heard: Duration
  package let cycles: UInt64
  package let timerTicks: UInt64
  package let timerHertz: Int

  package init(
    asked: Duration, heard: Duration, cycles: UInt64, timerTicks: UInt64, timerHertz: Int
  ) {
    self.asked = asked
    self.heard = heard
    self.cycles = cycles
    self.timerTicks = timerTicks
    self.timerHertz = timerHertz
  }
}

/// The core clock held against the host's clock and a second timer of the chip.
///
/// When a reading was taken is known only to lie between question and answer. So two readings bound
/// the clock from both sides, however busy the host was, and further ones narrow the bounds. Nothing
/// is judged before the bounds lie on one side of a limit.
package struct ClockProof: Hashable, Sendable {
  /// The least time between the readings that a judgement rests on.
  package static let minimumSeconds = 0.2

  package enum Verdict: Hashable, Sendable {
    case proven
    /// The clock is certainly another.
    case refuted
    case undecided
  }

  package let expectation: ClockExpectation
  package private(set) var readings: [ClockReading] = []
  /// What the clock is at least and at most by the host's clock, in hertz.
  private var byHost = Bounds()

  package init(of expectation: ClockExpectation) {
    self.expectation = expectation
  }

  /// Rates that are possible, in hertz.
  package struct Bounds: Hashable, Sendable {
    package var lowest = 0.0
    package var highest = Double.infinity

    package var middle: Double? { highest.isFinite ? (lowest + highest) / 2 : nil }
  }

  /// Takes a reading later than those before.
  package mutating func add(_ reading: ClockReading) {
    for earlier in readings where reading.cycles >= earlier.cycles {
      let cycles = Double(reading.cycles - earlier.cycles)
      let longest = (reading.heard - earlier.asked) / .seconds(1)
      let shortest = (reading.asked - earlier.heard) / .seconds(1)
      if longest > 0 { byHost.lowest = max(byHost.lowest, cycles / longest) }
      if shortest > 0 { byHost.highest = min(byHost.highest, cycles / shortest) }
    }
    readings.append(reading)
  }

  /// What the second timer makes of the clock: its ticks are whole, so one may be missing or too
  /// many.
  package var byTimer: Bounds? {
    guard let first = readings.first, let last = readings.last, last.timerHertz > 0,
      last.timerTicks > first.timerTicks + 1, last.cycles > first.cycles
    else { return nil }
    let ticks = Double(last.timerTicks - first.timerTicks)
    let rate = Double(last.cycles - first.cycles) * Double(last.timerHertz)
    return Bounds(lowest: rate / (ticks + 1), highest: rate / (ticks - 1))
  }

  /// Seconds between the outer readings, by the clock that the core's is held against.
  package var seconds: Double {
    guard let first = readings.first, let last = readings.last else { return 0 }
    switch expectation.reference {
    case .hostClock: return max(0, (last.asked - first.heard) / .seconds(1))
    case .modelledTime:
      guard last.timerHertz > 0, last.timerTicks > first.timerTicks else { return 0 }
      return Double(last.timerTicks - first.timerTicks) / Double(last.timerHertz)
    }
  }

  /// The possible rates by the clock that the core's is held against.
  package var bounds: Bounds {
    switch expectation.reference {
    case .hostClock: byHost
    case .modelledTime: byTimer ?? Bounds()
    }
  }

  package var verdict: Verdict {
    guard seconds >= Self.minimumSeconds else { return .undecided }
    let verdicts = [judge(bounds), byTimer.map(judge) ?? .undecided]
    if verdicts.contains(.refuted) { return .refuted }
    return verdicts.allSatisfy { $0 == .proven } ? .proven : .undecided
  }

  private func judge(_ bounds: Bounds) -> Verdict {
    let expected = Double(expectation.coreHertz)
    let margin = expected * expectation.toleratedShare
    let right = expected - margin...expected + margin
    // Bounds that cross leave no rate that fits every reading; by rounding they may just touch.
    let isCrossed = bounds.lowest > bounds.highest * (1 + 1e-9)
    if isCrossed || bounds.lowest > right.upperBound || bounds.highest < right.lowerBound {
      return .refuted
    }
    return right.contains(bounds.lowest) && right.contains(bounds.highest) ? .proven : .undecided
  }
}
