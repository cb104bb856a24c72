package import Failures

/// Why a rig file cannot be used.
package struct RigError: Failure, Hashable {
  package let path: String
  /// The line at fault, from 1, where that is known.
  package let line: Int?
  /// What is wrong there.
  package let problem: String
  private let isUnreadable: Bool

  init(path: String, problem: CheckedYAML.Problem, text: String) {
    self.path = path
    isUnreadable = if case .unreadable = problem { true } else { false }
    switch problem {
    case .unreadable(let problem):
      self.problem = problem
      line = nil
    case .malformed(let line, let problem):
      self.problem = problem
      self.line = line
    case .wrongKey(let key, let problem):
      self.problem = "\(key) \(problem)"
      line = CheckedYAML.line(of: key, in: text)
    }
  }

  package var summary: String {
    "\(path):" + (line.map { "\($0):" } ?? "") + " \(problem)"
  }

  package var remedy: String? {
    isUnreadable
      ? "check that the file exists and may be read"
      : "mend the rig file; examples/rig.yaml and rig-hardware.yaml show every key"
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
