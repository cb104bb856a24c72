package import Architectures

/// A variation that was tried, and what came of it.
package struct SearchTrial: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case figures(SearchFigures)
    /// The architecture cannot be built of these factors.
    case impossible(FactorError)
  }

  /// From 1 on, in the order of trying.
  package let number: Int
  package let spot: SearchSpot
  package let factors: Factors
  package let outcome: Outcome

  package var figures: SearchFigures? {
    if case .figures(let figures) = outcome { figures } else { nil }
  }
}

/// One variation tried, and why: what a person needs to follow the search.
package struct SearchStep: Hashable, Sendable {
  package enum Phase: String, Hashable, Sendable {
    /// Looks for the largest alpha that misses at most one limit.
    case start
    /// Learns what a factor does.
    case probe
    /// Reduces a factor until the limits are kept.
    case repair
    /// Tries a larger alpha.
    case raise
    /// Tries a smaller alpha, where no factor helps.
    case lower
    /// Gives a reduced factor back what fits.
    case fill
    /// Reduces one factor so that another may grow.
    case exchange
  }

  /// A factor that stands elsewhere than in ``base``.
  package struct Change: Hashable, Sendable {
    package let factor: Factor
    package let old: Double
    package let new: Double
  }

  /// A layer and what it has of the missed quantity.
  package struct Carrier: Hashable, Sendable {
    package let layer: String
    package let amount: Double
    /// Of the network's whole, 0 to 1; of the peak for memory.
    package let share: Double
  }

  package enum Decision: Hashable, Sendable {
    /// The search goes on from here.
    case kept
    /// Only to learn from.
    case noted
    /// Misses limits.
    case misses
    /// Fits, or may be made to, and has less of what is wanted than the best so far.
    case worse
    /// Frees nothing of what is missed.
    case useless
    case impossible
  }

  package let phase: Phase
  package let trial: SearchTrial
  /// The number of the trial that this one changes, or `nil` for the first.
  package let base: Int?
  package let changes: [Change]
  /// The limit that is missed at ``base`` and that the change is to mend.
  package let cause: SearchVerdict?
  /// The layers with most of the missed quantity at ``base``.
  package let carriers: [Carrier]
  /// The layers that the change touched.
  package let touched: [String]
  /// How this trial stands to every limit; empty for an impossible one.
  package let verdicts: [SearchVerdict]
  package let decision: Decision

  package var missed: [SearchVerdict] { verdicts.filter { !$0.passes } }
}

/// What a search found.
package struct SearchResult: Hashable, Sendable {
  package enum Ending: Hashable, Sendable {
    /// Nothing that it knows to try is better.
    case noImprovement
    /// As many variations were tried as may be.
    case triesSpent
  }

  package let space: SearchSpace
  package let limits: [SearchLimit]
  package let objective: SearchObjective
  package let steps: [SearchStep]
  package let ending: Ending
  /// The best that keeps every limit, or `nil` where none does.
  package let best: SearchTrial?
  /// Where nothing fits, the trial that misses least.
  package let nearest: SearchTrial?
  /// Those that fit and that no other one beats in every way.
  package let front: [SearchTrial]

  package var tryCount: Int { steps.count }
}
