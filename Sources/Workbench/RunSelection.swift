package import Failures
import Glibc
package import Measurements
package import ResultStore

/// The runs that a comparison is of: stored ones, and files of others.
package enum RunSelection {
  /// The runs that `names` name, in their order: at least two, none of them twice.
  ///
  /// A name with a slash or a point is a file's, which `read` makes a run of; any other is the start
  /// of a run's in the store, which is opened for those alone.
  ///
  /// - Throws: ``RunSelectionError``, what `read` throws, and the store's error for a name that is no
  ///   run's or several's.
  package static func runs(
    named names: [String], in store: () throws -> ResultStore,
    reading read: ([UInt8], _ path: String) throws -> ComparedRun
  ) throws -> [ComparedRun] {
    guard names.count > 1 else { throw RunSelectionError(reason: .tooFew) }
    var opened: ResultStore?
    var runs: [ComparedRun] = []
    for name in names {
      let run: ComparedRun
      if name.contains("/") || name.contains(".") {
        let bytes: [UInt8]
        do throws(FileFailure) {
          bytes = try Files.read(name, limit: fileLimitBytes)
        } catch {
          throw RunSelectionError(reason: .unreadable(path: name, errno: error.errno))
        }
        run = try read(bytes, name)
      } else {
        let store = try opened ?? store()
        opened = store
        run = ComparedRun(try store.run(named: name))
      }
      if let place = runs.firstIndex(where: { $0.runID == run.runID }) {
        throw RunSelectionError(reason: .twice(run: run.runID, names: [names[place], name]))
      }
      runs.append(run)
    }
    return runs
  }

  /// Far beyond any run's file.
  private static let fileLimitBytes = 64 << 20
}

/// Why runs cannot be taken for a comparison.
package struct RunSelectionError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case tooFew
    case unreadable(path: String, errno: Int32)
    /// Two names are one run's.
    case twice(run: RunID, names: [String])
  }

  package let reason: Reason

  package var summary: String {
    switch reason {
    case .unreadable(let path, let code): "cannot read \(path): \(String(cString: strerror(code)))"
    case .tooFew: "a comparison takes two runs or more, the baseline first"
    case .twice(let run, let names):
      names[0] == names[1]
        ? "run \(run.short) is named twice"
        : "'\(names[0])' and '\(names[1])' are both run \(run.short)"
    }
  }

  package var remedy: String? {
    if case .unreadable = reason { return "name a run's file, or a stored run by its digits" }
    return "list the runs with 'mcubench history'"
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
