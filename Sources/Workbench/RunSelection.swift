package import Failures
package import Measurements
package import ResultStore

/// The stored runs that a comparison is of.
package enum RunSelection {
  /// The runs that `names` begin, in their order: at least two, none of them twice.
  ///
  /// - Throws: ``RunSelectionError``, and the store's error for a name that is no run's or several's.
  package static func runs(named names: [String], in store: ResultStore) throws -> [Measurement] {
    guard names.count > 1 else { throw RunSelectionError(reason: .tooFew) }
    var runs: [Measurement] = []
    for name in names {
      let run = try store.run(named: name)
      if let place = runs.firstIndex(where: { $0.runID == run.runID }) {
        throw RunSelectionError(
          reason: .twice(run: run.runID, names: [names[place], name]))
      }
      runs.append(run)
    }
    return runs
  }
}

/// Why runs cannot be taken for a comparison.
package struct RunSelectionError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case tooFew
    /// Two names are one run's.
    case twice(run: RunID, names: [String])
  }

  package let reason: Reason

  package var summary: String {
    switch reason {
    case .tooFew: "a comparison takes two runs or more, the baseline first"
    case .twice(let run, let names):
      names[0] == names[1]
        ? "run \(run.short) is named twice"
        : "'\(names[0])' and '\(names[1])' are both run \(run.short)"
    }
  }

  package var remedy: String? { "list the runs with 'mcubench history'" }
  package var exitStatus: ExitStatus { .wrongInput }
}
