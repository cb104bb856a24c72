import ArgumentParser
import Failures
import Jobs
import LabClient
import Measurements

/// `mcubench watch`: a job of a lab as it goes.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow a lab's job to its end.",
    discussion: """
      Prints what has happened to it and each thing as it happens. Ends with status 1 where the job \
      fails or is cancelled.
      """)

  @Argument(
    help: ArgumentHelp(
      "The job, or as many of its first digits as tell it from the others.", valueName: "job"))
  var name: String

  @Flag(help: "Print each event as JSON, one a line.")
  var json = false

  @OptionGroup var lab: LabOptions

  func run() async throws {
    try await lab.with { client in
      let job = try await client.job(name).job
      let ending = try await JobGoesOn.ifInterrupted(job.id) {
        var ending = JobEnding()
        try await client.watch(job.id) { event in
          ending.note(event.kind)
          if json {
            try Terminal.writeResult(event.text)
          } else if let line = JobEventText.line(event) {
            try Terminal.writeResult(line)
          }
        }
        return ending
      }
      _ = try ending.run(of: job.id)
    }
  }
}

/// `mcubench cancel`: takes a job out of a lab's queue.
struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "End a lab's job: at once where it waits, else as soon as its board lets go.")

  @Argument(
    help: ArgumentHelp(
      "The job, or as many of its first digits as tell it from the others.", valueName: "job"))
  var name: String

  @Flag(help: "Print the job as JSON.")
  var json = false

  @OptionGroup var lab: LabOptions

  func run() async throws {
    let (job, text) = try await lab.with { try await $0.cancel(name) }
    let state = job.state == .cancelled ? "is cancelled" : "will be cancelled"
    try Terminal.writeResult(json ? text : "job \(job.id) \(state)\n")
  }
}

/// How a job came to its end.
struct JobEnding {
  private var state: JobState?
  private var runID: RunID?
  private var failure: JobFailure?

  mutating func note(_ kind: JobEvent.Kind) {
    switch kind {
    case .state(let state, _): self.state = state
    case .stored(let run): runID = run
    case .failed(let failure): self.failure = failure
    case .stageBegan, .stageEnded, .layer, .notice, .log: break
    }
  }

  /// The run that it left.
  ///
  /// - Throws: ``JobNotDone`` when it left none.
  func run(of job: JobID) throws -> RunID {
    guard state == .done, let runID else {
      throw JobNotDone(job: job, state: state ?? .failed, failure: failure)
    }
    return runID
  }
}

/// The lab went out of sight while a job of it was followed.
struct JobOutOfSight: Failure, Hashable {
  let job: JobID
  let why: String

  var summary: String { "\(why); what becomes of job \(job.short) is not known" }
  var remedy: String? {
    "see with 'mcubench watch \(job.short)' once the lab is there: its queue outlives it"
  }
}

/// Whoever followed a job was interrupted; the lab goes on with it.
struct JobGoesOn: Failure, Hashable {
  let job: JobID

  var summary: String { "interrupted; job \(job.short) goes on in the lab" }
  var remedy: String? {
    "follow it with 'mcubench watch \(job.short)', or end it with 'mcubench cancel'"
  }

  /// Does `work`, and says what goes on where a signal ends it or the lab cannot be reached any more.
  static func ifInterrupted<Value>(
    _ job: JobID, _ work: () async throws -> Value
  ) async throws -> Value {
    do { return try await work() } catch {
      if Task.isCancelled { throw JobGoesOn(job: job) }
      if let error = error as? LabClientError, error.isOutOfReach {
        throw JobOutOfSight(job: job, why: error.summary)
      }
      throw error
    }
  }
}

/// The lab has no result for a job.
struct JobNotDone: Failure, Hashable {
  let job: JobID
  let state: JobState
  /// Of the last attempt that failed; untrusted text.
  let failure: JobFailure?

  var summary: String {
    switch state {
    case .cancelled: "job \(job.short) was cancelled"
    default:
      "job \(job.short) \(state.rawValue)"
        + (failure.map { ": \(Terminal.harmless($0.summary))" } ?? "")
    }
  }
  var remedy: String? {
    state == .cancelled
      ? "submit it again" : failure?.remedy.map(Terminal.harmless) ?? "submit it again"
  }
  var failureClass: FailureClass? {
    state == .cancelled ? nil : failure?.failureClass.flatMap(FailureClass.init)
  }
}
