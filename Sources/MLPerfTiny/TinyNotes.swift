import Hardware

/// What whoever uses a report's figures must know.
enum TinyNotes {
  /// How far the device's clock and this machine's may differ over a window: an RC oscillator's
  /// tolerance.
  private static let clockTolerance = 0.03

  static func notes(on report: TinyReport, resends: Int) -> [TinyReport.Note] {
    var notes: [TinyReport.Note] = []
    if report.rules.isShortened {
      notes.append(
        TinyReport.Note(
          "shortened",
          "one window of at least 1 s instead of the rules' five of at least 10 s"))
    }
    if report.inputs == .synthetic {
      notes.append(
        TinyReport.Note(
          "synthetic_inputs", "the inputs were made here and are no data set's"))
    }
    if report.device.model.flatMap(TinyBenchmark.init(modelName:)) == nil {
      notes.append(
        TinyReport.Note(
          "benchmark_unproven", "the device does not say that it runs this benchmark"))
    }
    if report.origin == .device { notes += clockNotes(report) }
    if resends > 0 {
      notes.append(
        TinyReport.Note(
          "bytes_lost",
          "the line lost bytes: inputs or commands were sent once more, \(resends) times"))
    }
    return notes
  }

  /// Windows that lasted longer or shorter by the device's clock than by this machine's.
  private static func clockNotes(_ report: TinyReport) -> [TinyReport.Note] {
    report.windows.enumerated().compactMap { place, window in
      let host = window.answer.hostBetween.inSeconds
      let device = Double(window.answer.microseconds) / 1e6
      guard host > 0, abs(device / host - 1) > clockTolerance else { return nil }
      let percent = ((device / host - 1) * 1000).rounded() / 10
      return TinyReport.Note(
        "clock_unproven",
        "window \(place + 1) lasted \(percent) % "
          + "more by the device's clock than by this machine's")
    }
  }
}
