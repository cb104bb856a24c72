/// One answer to `infer`.
package struct InferenceAnswer: Hashable, Sendable {
  package let inferences: Int
  package let warmups: Int
  /// The device's clock at both ends, in microseconds.
  package let start: UInt64
  package let end: UInt64
  /// Between them, over a wrap of 32 bits if there was one.
  package let microseconds: UInt64
  /// Between the arrivals of the two times, by the clock of this machine.
  package let hostBetween: Duration
  /// Between the command and the end of its answer, by the clock of this machine.
  package let hostTotal: Duration
  /// The network's output.
  package let results: [Double]

  package init(
    inferences: Int, warmups: Int, start: UInt64, end: UInt64, microseconds: UInt64,
    hostBetween: Duration, hostTotal: Duration, results: [Double]
  ) {
    self.inferences = inferences
    self.warmups = warmups
    self.start = start
    self.end = end
    self.microseconds = microseconds
    self.hostBetween = hostBetween
    self.hostTotal = hostTotal
    self.results = results
  }
}
