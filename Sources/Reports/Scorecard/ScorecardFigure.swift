/// One headline figure of a scorecard, held against its budget where it has one.
package struct ScorecardFigure: Hashable, Sendable {
  package let title: String
  /// The figure with its unit; a dash for one that nobody knows.
  package let figure: String
  /// What belongs to it, a line each: the exact amount, the evidence, the interval.
  package var notes: [String]
  package var verdict: RunBudgetVerdict?
  /// Where the board sets a limit.
  package var use: Use?

  /// How much of what there is.
  package struct Use: Hashable, Sendable {
    package let used: Double
    package let available: Double

    package init(used: Double, available: Double) {
      self.used = used
      self.available = available
    }

    /// `21.1 %`.
    package var percent: String {
      NumberText.fixed(available > 0 ? used / available * 100 : 0, digits: 1) + " %"
    }
  }

  package init(
    _ title: String, _ figure: String, notes: [String] = [], verdict: RunBudgetVerdict? = nil,
    use: Use? = nil
  ) {
    self.title = title
    self.figure = figure
    self.notes = notes
    self.verdict = verdict
    self.use = use
  }
}

extension RunBudgetVerdict {
  /// `✓ kept`, `✗ exceeded by 12.0 %`, `✗ not known`.
  package var words: String {
    if passes { return "✓ kept" }
    guard let actual else { return "✗ not known" }
    guard limit.value > 0 else { return "✗ exceeded" }
    return "✗ exceeded by " + NumberText.fixed((actual / limit.value - 1) * 100, digits: 1) + " %"
  }
}
