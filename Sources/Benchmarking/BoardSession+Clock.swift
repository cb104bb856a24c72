import WireRecords

extension BoardSession {
  /// Between two readings of the clocks after the passes.
  private static var clockPause: Duration { .milliseconds(50) }

  /// Reads the board's clocks once.
  func readClock() async throws -> ClockReading {
    let asked = started.duration(to: clock.now)
    let answer = try await request(
      ReadClock(), answerBytes: ClockAnswer.fixedBytes
    ) { record, sequence -> ClockAnswer? in
      // An answer to an earlier question would be older than this one.
      if case .clock(let answer) = record, answer.sequence == sequence { answer } else { nil }
    }
    return ClockReading(
      asked: asked, heard: started.duration(to: clock.now), cycles: answer.cycles,
      timerTicks: answer.timerTicks, timerHertz: Int(answer.timerHertz))
  }

  /// Reads the clocks until `proof` is decided or its time is up.
  func complete(_ proof: inout ClockProof) async throws {
    stage = .clock
    let isModelled = proof.expectation.reference == .modelledTime
    let deadline = clock.now.advanced(
      by: isModelled ? limits.modelledClockProof : limits.clockProof)
    proof.add(try await readClock())
    while proof.verdict == .undecided, clock.now < deadline {
      let missing = max(0, ClockProof.minimumSeconds - proof.seconds)
      try await clock.sleep(for: max(Self.clockPause, .seconds(missing)))
      proof.add(try await readClock())
    }
  }
}
