/// How the core clock was proved, and what came of it.
package struct ClockProofRecord: Hashable, Sendable, Codable {
  /// What the clock was held against.
  package enum Reference: String, Hashable, Sendable, Codable {
    case hostClock = "host_clock"
    /// A second timer of the same virtual chip: its host's time means nothing there.
    case modelledTime = "modelled_time"
  }

  package enum Verdict: String, Hashable, Sendable, Codable {
    case proven
    case refuted
    case undecided
  }

  package let reference: Reference
  package let verdict: Verdict
  /// Between the outer readings, by the reference.
  package let seconds: Double
  package let readings: Int
  /// What the clock is at least and at most by the reference, where that is known.
  package let lowestHertz: Double?
  package let highestHertz: Double?
  /// What the second timer makes of it.
  package let timerHertz: Double?
  /// How far off is taken for right, in percent.
  package let toleratedPercent: Double

  package init(
    reference: Reference, verdict: Verdict, seconds: Double, readings: Int, lowestHertz: Double?,
    highestHertz: Double?, timerHertz: Double?, toleratedPercent: Double
  ) {
    self.reference = reference
    self.verdict = verdict
    self.seconds = seconds
    self.readings = readings
    self.lowestHertz = lowestHertz
    self.highestHertz = highestHertz
    self.timerHertz = timerHertz
    self.toleratedPercent = toleratedPercent
  }
}
