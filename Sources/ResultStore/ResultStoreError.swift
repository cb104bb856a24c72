package import Failures
package import Jobs

/// Why the store did not keep or give a run.
package struct ResultStoreError: Failure, Hashable {
  /// What was wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// There is no store yet, and reading makes none.
    case missing
    /// The directory could not be made, or the file not be opened or made.
    case cannotOpen(detail: String)
    case diskFull
    case readOnly
    /// The file is damaged, or no SQLite file at all.
    case corrupt(detail: String)
    /// An SQLite file that mcubench did not make.
    case foreignFile
    /// A later mcubench changed the schema.
    case newerSchema
    /// Another process held its lock longer than the waiting time.
    case locked
    case noRun(prefix: String)
    case severalRuns(prefix: String, matches: [String])
    case notARunID(text: String)
    /// The run's own record cannot be read back.
    case damagedRun(run: String, detail: String)
    case runExists(run: String)
    /// Another run has the name of the one to import.
    case runDiffers(run: String)
    /// A second run for a job that has one.
    case jobHasRun(job: String)
    case noJob(prefix: String)
    case severalJobs(prefix: String, matches: [String])
    case notAJobID(text: String)
    /// A wish that the queue does not take.
    case badSubmission(JobSubmission.Problem)
    /// The lease was given up, taken by another, or its job is over.
    case staleLease(job: String)
    /// The attempt has taken longer than its job allows.
    case deadlinePassed(job: String, seconds: Int)
    /// Nothing can be changed about a job that has come to its end.
    case jobIsOver(job: String, state: JobState)
    /// A state that only the queue itself gives.
    case notAStage(state: JobState)
    /// A run of another model, board or job than the one it was measured for.
    case wrongRun(job: String, detail: String)
    /// What the lab keeps beside the runs cannot be read back.
    case damagedRecord(what: String)
    /// No model of this digest was uploaded, or it has been cleared away.
    case noModel(sha256: String)
    /// A model's file is not what its name says.
    case damagedModel(sha256: String)
    /// No model has the label, or a hash that begins so.
    case noModelEntry(name: String)
    /// A label of several models, or the start of several hashes.
    case severalModels(name: String, count: Int, matches: [String])
    /// A model that runs are of is not removed.
    case modelHasRuns(model: String, runs: Int)
    /// A row of a table of models that cannot be taken.
    case badModelRow(line: Int, detail: String)
    /// More of something than a model may have.
    case tooMuchOfModel(what: String)
    /// Another process goes on with the calibration, or began another in its place.
    case calibrationMoved
    /// A place on the disk beside the database.
    case badFile(path: String, detail: String)
    /// What SQLite says in any other case.
    case failed(detail: String)
  }

  /// The store's file.
  package let path: String
  package let reason: Reason

  package var summary: String {
    switch reason {
    case .missing: "there is no result store at \(path) yet"
    case .cannotOpen(let detail): "cannot open the result store \(path): \(detail)"
    case .diskFull: "the disk that holds the result store \(path) is full; nothing was saved"
    case .readOnly: "the result store \(path) or its directory is read-only; nothing was saved"
    case .corrupt(let detail): "the result store \(path) is damaged or no database: \(detail)"
    case .foreignFile: "\(path) is a database of another program, not a result store"
    case .newerSchema: "the result store \(path) was made by a later mcubench than this one"
    case .locked: "another process keeps the result store \(path) locked"
    case .noRun(let prefix): "no run in \(path) begins with '\(prefix)'"
    case .severalRuns(let prefix, let matches):
      "'\(prefix)' is the start of \(matches.count) runs or more: \(matches.joined(separator: ", "))"
    case .notARunID: "a run is named by up to sixteen digits 0-9 and a-f"
    case .damagedRun(let run, let detail):
      "the record of run \(run) in \(path) is damaged: \(detail)"
    case .runExists(let run): "run \(run) is in \(path) already"
    case .runDiffers(let run):
      "another run has the name \(run) in \(path); nothing was imported"
    case .jobHasRun(let job): "job \(job) has a run in \(path) already"
    case .noJob(let prefix): "no job in \(path) begins with '\(prefix)'"
    case .severalJobs(let prefix, let matches):
      "'\(prefix)' is the start of \(matches.count) jobs or more: \(matches.joined(separator: ", "))"
    case .notAJobID: "a job is named by up to sixteen digits 0-9 and a-f"
    case .badSubmission(let problem): "the queue takes no job with \(problem)"
    case .staleLease(let job):
      "job \(job) is no longer this attempt's: it was given up, cancelled or is over"
    case .deadlinePassed(let job, let seconds):
      "an attempt at job \(job) has taken longer than its \(seconds) s"
    case .jobIsOver(let job, let state): "job \(job) is \(state.rawValue) already"
    case .notAStage(let state): "'\(state.rawValue)' is no stage of an attempt"
    case .wrongRun(let job, let detail): "a run is not job \(job)'s: \(detail)"
    case .damagedRecord(let what): "\(what) in \(path) is damaged"
    case .noModel(let sha256): "there is no model \(sha256) beside \(path)"
    case .damagedModel(let sha256): "the model \(sha256) beside \(path) has changed on the disk"
    case .noModelEntry(let name): "no model in \(path) is '\(name)'"
    case .severalModels(let name, let count, let matches):
      "'\(name)' is \(count) models: \(matches.joined(separator: ", "))"
        + (count > matches.count ? ", ..." : "")
    case .modelHasRuns(let model, let runs):
      "\(runs) stored \(runs == 1 ? "run or prediction is" : "runs or predictions are") of \(model);"
        + " nothing was removed"
    case .badModelRow(let line, let detail): "line \(line) \(detail); nothing was changed"
    case .tooMuchOfModel(let what): "a model cannot have more \(what); nothing was changed"
    case .calibrationMoved:
      "another process calibrates the same board into \(path)"
    case .badFile(let file, let detail): "cannot use \(file): \(detail)"
    case .failed(let detail): "the result store \(path) failed: \(detail)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .missing:
      "measure something first with 'mcubench run MODEL --board BOARD', or add a model with 'mcubench models add FILE'"
    case .cannotOpen, .readOnly:
      "make the file and its directory writable, or name another place with --store FILE"
    case .diskFull: "free space there, or name another place with --store FILE"
    case .corrupt:
      "move the file away, or save what it still holds with 'sqlite3 FILE .recover'; --store FILE"
        + " names another place"
    case .foreignFile: "name another file with --store FILE"
    case .newerSchema: "install that version again, or name another place with --store FILE"
    case .locked: "wait for the other process to end, then run again"
    case .noRun, .notARunID: "list the runs with 'mcubench history'"
    case .severalRuns: "give more digits of the one that you mean"
    case .damagedRun: "measure again; the other runs can still be read"
    case .runExists: "measure again to get a run of its own"
    case .runDiffers: "compare both: one of them was changed since it was measured"
    case .jobHasRun: "submit the job again to measure once more"
    case .noJob, .notAJobID: "list the jobs with 'mcubench jobs'"
    case .severalJobs: "give more digits of the one that you mean"
    case .badSubmission: "submit it again with a value that is allowed"
    case .staleLease: "drop what this attempt found; the queue has seen to the job"
    case .deadlinePassed: "give the job a longer deadline or fewer runs"
    case .jobIsOver: "submit it again to measure once more"
    case .notAStage: "advance a job to building, flashing or measuring"
    case .wrongRun: "store it as a run of its own, or measure what the job asks for"
    case .damagedRecord: "the rest can still be read; restore the file from a copy if you have one"
    case .noModel, .damagedModel: "submit the job again, with its model"
    case .noModelEntry:
      "list the models with 'mcubench models list', or add one with 'mcubench models add FILE'"
    case .severalModels: "give the hash, or more digits of it"
    case .modelHasRuns: "remove its old runs with 'mcubench prune --run-days' first"
    case .badModelRow: "mend the row and import again; 'mcubench models add FILE' adds a model"
    case .tooMuchOfModel: "remove some first"
    case .calibrationMoved: "let the other one end, or name another place with --store FILE"
    case .badFile: "make it readable and writable for the user that runs mcubench"
    case .failed: "check the disk, or name another place with --store FILE"
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .missing, .foreignFile, .noRun, .severalRuns, .notARunID, .runDiffers, .noJob,
      .severalJobs, .notAJobID, .badSubmission, .jobIsOver, .noModel, .noModelEntry,
      .severalModels, .modelHasRuns, .badModelRow, .tooMuchOfModel:
      .wrongInput
    default: .workFailed
    }
  }
}
