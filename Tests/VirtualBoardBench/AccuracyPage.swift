// SPDX-License-Identifier: GPL-2.0-or-later

/// One workload: what was published, what the model says.
struct AccuracyRow {
  let board: String
  /// The timing model: `m7/1/0123456789ab`.
  let model: String
  let title: String
  /// Milliseconds an inference, published and modelled; `nil` where only the error may be told.
  let figures: (published: Double, modelled: Double)?
  let errorPercent: Double
  /// The constants that were fitted on this figure, or `nil` for none.
  let fitted: String?
  /// The error that is allowed, in percent either way, or `nil` when none is promised.
  let limit: Double?

  var isMiss: Bool { limit.map { abs(errorPercent) > $0 } ?? false }
}

/// The page of all comparisons.
struct AccuracyPage {
  private var rows: [AccuracyRow] = []

  /// The mean absolute error that is allowed over the STM32F746's workloads, in percent.
  private static let meanLimit = 2.0

  mutating func add(_ row: AccuracyRow) {
    rows.append(row)
  }

  /// What lies outside its limit.
  var misses: [String] {
    var found = rows.filter(\.isMiss).map { "\($0.board) \($0.title)" }
    if let mean = meanError(of: Workload.stm32f746g), mean > Self.meanLimit {
      found.append("the mean over \(Workload.stm32f746g)")
    }
    return found
  }

  /// The mean absolute error of a board's rows, in percent.
  private func meanError(of board: String) -> Double? {
    let errors = rows.filter { $0.board == board }.map { abs($0.errorPercent) }
    return errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
  }

  /// The page in Markdown.
  var text: String {
    var boards: [String] = []
    for row in rows where !boards.contains(row.board) { boards.append(row.board) }
    return Self.opening + boards.map(section).joined(separator: "\n") + Self.closing
  }

  private static let opening = """
    # How near the timing models come to silicon

    Written by `make timing-accuracy`; do not edit. All modelled figures are `simulated`.

    The published figures were measured by others on real boards; the images are theirs too and run unmodified
    on the virtual board. A positive error means that the model is slower than the chip. *Fitted* names the constants
    of the model for which this very figure was used; a row without is held out, though of the same makers.


    """

  private static let closing = """

    ## Sources

    - STM32F746G-DISCO and NUCLEO-G0B1RE: Bosch's submissions to MLPerf Tiny v1.1 and v1.2, closed division,
      `mlcommons/tiny_results_v1.1` and `_v1.2`. Published: the median window of the performance log, by the device's
      own timer. Modelled: the same command to the same image, on the virtual board's timer; the input buffer is
      as the image starts.
    - CoreMark on the Cortex-M7: `Masmiseim36/Coremark_iMXRT`, i.MX RT1060 at 600 MHz, code and data in TCM, GCC 12.2.
      On the Cortex-M0+: RP2040 at 125 MHz from RAM, `protik09/CoreMark-RP2040`, issue 1, compiler version unnamed. EEMBC's
      source is built here with GCC 12.2. Only the error is told: a modelled run is no CoreMark score.

    """

  private func section(_ board: String) -> String {
    let own = rows.filter { $0.board == board }
    var lines = ["## \(board), timing model \(own.first?.model ?? "")", ""]
    lines += own.contains { $0.figures != nil } ? latencyTable(own) : errorTable(own)
    if let mean = meanError(of: board), own.count > 1 {
      lines.append("")
      lines.append("Mean absolute error \(decimal(mean, 2)) %.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func latencyTable(_ own: [AccuracyRow]) -> [String] {
    ["| workload | published, ms | modelled, ms | error, % | allowed, % | fitted |"]
      + ["|---|---:|---:|---:|---:|---|"]
      + own.map { row in
        let published = row.figures.map { decimal($0.published, 3) } ?? ""
        let modelled = row.figures.map { decimal($0.modelled, 3) } ?? ""
        return "| \(row.title) | \(published) | \(modelled) | \(tail(row))"
      }
  }

  private func errorTable(_ own: [AccuracyRow]) -> [String] {
    ["| workload | error, % | allowed, % | fitted |", "|---|---:|---:|---|"]
      + own.map { "| \($0.title) | \(tail($0))" }
  }

  private func tail(_ row: AccuracyRow) -> String {
    let limit = row.limit.map { "±" + decimal($0, 0) } ?? "none"
    return "\(decimal(row.errorPercent, 2, isSigned: true)) | \(limit) | \(row.fitted ?? "") |"
  }
}
