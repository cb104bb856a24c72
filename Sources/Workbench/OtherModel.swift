package import Failures
package import Measurements

/// A file that is not the model that a run was of.
package struct OtherModel: Failure, Hashable {
  package let path: String
  package let run: RunID

  package init(path: String, run: RunID) {
    self.path = path
    self.run = run
  }

  package var summary: String { "\(path) is not the model that run \(run.short) was of" }
  package var remedy: String? {
    "name the very file that ran, or another run; 'mcubench history' lists them"
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
