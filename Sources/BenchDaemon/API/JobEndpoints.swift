import HTTPTypes
import Hummingbird
import Jobs
import Reports
import ResultStore

/// Jobs: list, look at one, take one out.
struct JobEndpoints {
  let site: Site

  static let job = Parameter.path(
    "job", .hexadecimal(1...16), "The job's id, or as many of its first digits as tell it apart.")

  var all: [Endpoint] { [list, one, remove, cancel] }

  private var list: Endpoint {
    Endpoint(
      .get, "/api/v1/jobs", for: .read,
      [
        .query("state", .words(JobState.allCases.map(\.rawValue)), "Only jobs in these states."),
        .query("board", .name, "Only jobs for this board profile."),
        .query("board_name", .text(maximum: 64), "Only jobs that this board has or had."),
        .query("submitter", .text(maximum: 64), "Only this token's jobs."),
        .query("night", .hexadecimal(16...16), "Only the jobs of this night."),
        .query("before", .hexadecimal(16...16), "Only jobs older than this one."),
        .query("limit", .integer(1...500), "The most jobs to give; 50 without it."),
      ],
      operation: Operation(
        name: "listJobs", summary: "List jobs, newest first.",
        answers: [.json(.reference("Jobs"), "The jobs.")], problems: [404])
    ) { [site] _, exchange in
      let arguments = exchange.arguments
      let limit = arguments.integer("limit") ?? 50
      let filter = JobFilter(
        states: Set((arguments.words("state") ?? []).compactMap(JobState.init)),
        board: arguments.text("board"), boardName: arguments.text("board_name"),
        submitter: arguments.text("submitter"), night: arguments.text("night"),
        before: arguments.text("before").flatMap(JobID.init), limit: limit + 1)
      let jobs = try await site.withStore { try $0.jobs(matching: filter) }
      return .json(JobDocument.json(Array(jobs.prefix(limit)), isLast: jobs.count <= limit))
    }
  }

  private var one: Endpoint {
    Endpoint(
      .get, "/api/v1/jobs/{job}", for: .read, [Self.job],
      operation: Operation(
        name: "getJob", summary: "Look at one job.",
        answers: [.json(.reference("Job"), "The job.")], problems: [409])
    ) { [site] _, exchange in
      .json(JobDocument.json(try await Self.job(of: exchange, site)))
    }
  }

  private var remove: Endpoint {
    Endpoint(
      .delete, "/api/v1/jobs/{job}", for: .submit, [Self.job],
      operation: Self.cancellation(name: "deleteJob")
    ) { [site] _, exchange in try await Self.cancel(exchange, site) }
  }

  private var cancel: Endpoint {
    Endpoint(
      .post, "/api/v1/jobs/{job}/cancel", for: .submit, [Self.job],
      operation: Self.cancellation(name: "cancelJob")
    ) { [site] _, exchange in try await Self.cancel(exchange, site) }
  }

  private static func cancellation(name: String) -> Operation {
    Operation(
      name: name,
      summary: "End a job: at once where it waits, else as soon as its board lets go.",
      answers: [.json(.reference("Job"), "The job, cancelled or marked to be.")], problems: [409])
  }

  /// Ends the job; who may only submit may end only what is their own.
  static func cancel(_ exchange: Exchange, _ site: Site) async throws -> Response {
    let job = try await job(of: exchange, site)
    let caller = try exchange.knownCaller
    guard caller.role >= .admin || job.submitter == caller.name else {
      throw APIProblem(
        .forbidden, "the job is not one of '\(caller.name)'", remedy: "use a token of role admin")
    }
    guard !job.state.isFinal else {
      throw APIProblem(.conflict, "the job is \(job.state.rawValue) already")
    }
    try await site.audit(.cancelled, of: job.id.rawValue, job.specification.modelName, by: caller)
    return .json(JobDocument.json(try await site.desk.cancel(job.id, by: caller.name)))
  }

  /// The job that the path names.
  static func job(of exchange: Exchange, _ site: Site) async throws -> Job {
    let name = try exchange.arguments.required("job")
    return try await site.withStore { try $0.job(named: name) }
  }
}

extension Exchange {
  /// Who asks, at an endpoint that lets nobody in without saying.
  var knownCaller: Caller {
    get throws(APIProblem) {
      guard let caller else { throw APIProblem(.unauthorized, "the daemon asks for a token") }
      return caller
    }
  }
}
