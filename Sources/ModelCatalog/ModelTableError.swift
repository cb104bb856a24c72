package import Failures

/// Why a table of models, or what somebody typed of one, was not taken.
package struct ModelTableError: Failure, Hashable {
  /// The line of the table, or `nil` where it is not about one.
  package let line: Int?
  /// What is wrong, as a phrase that follows the line.
  package let problem: String

  package init(line: Int?, problem: String) {
    self.line = line
    self.problem = problem
  }

  package var summary: String {
    (line.map { "line \($0)" } ?? "the table") + " \(problem); nothing was changed"
  }
  package var remedy: String? {
    "mend it and import again; docs/models.md has the columns"
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
