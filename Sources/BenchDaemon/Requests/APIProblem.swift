import Failures
import HTTPTypes
import Hummingbird
import Jobs
import Reports
import ResultStore

/// Why a request is not answered as its caller wished, as RFC 9457 words it.
struct APIProblem: Failure, Hashable {
  let status: HTTPResponse.Status
  let summary: String
  let remedy: String?
  let failureClass: FailureClass?
  /// Headers that the status asks for.
  var headers = HTTPFields()

  init(
    _ status: HTTPResponse.Status, _ summary: String, remedy: String? = nil,
    failureClass: FailureClass? = nil, headers: HTTPFields = HTTPFields()
  ) {
    self.status = status
    self.summary = summary
    self.remedy = remedy
    self.failureClass = failureClass
    self.headers = headers
  }

  var json: JSONValue {
    .object(known: [
      ("type", .string("about:blank")),
      ("title", .string(status.reasonPhrase)),
      ("status", .integer(status.code)),
      ("summary", .string(summary)),
      ("remedy", remedy.map { .string($0) }),
      ("class", failureClass.map { .string($0.rawValue) }),
    ])
  }

  /// The header that says when to ask again.
  static func retryAfter(seconds: Int) -> HTTPFields { [.retryAfter: String(max(1, seconds))] }
}

extension APIProblem {
  /// What a caller is told of `error`; where files lie on this machine is not part of it.
  init(_ error: any Error) {
    switch error {
    case let problem as APIProblem: self = problem
    case let error as HTTPError: self.init(error.status, Self.text(of: error))
    case let error as ResultStoreError: self.init(error)
    case let error as DeskError: self.init(error)
    case let failure as any Failure:
      let isInput = failure.exitStatus == .wrongInput || failure.failureClass == .model
      self.init(
        isInput ? .unprocessableContent : .internalServerError, failure.summary,
        remedy: failure.remedy, failureClass: failure.failureClass)
    case is CancellationError:
      self.init(
        .serviceUnavailable, "the daemon is stopping", remedy: "ask again when it runs again",
        headers: Self.retryAfter(seconds: 10))
    default:
      self.init(
        .internalServerError, "the daemon failed to answer",
        remedy: "look into the daemon's log")
    }
  }

  private init(_ error: DeskError) {
    let status: HTTPResponse.Status
    var headers = HTTPFields()
    switch error.reason {
    case .noBoard: status = .unprocessableContent
    case .unknownBoard, .unknownSuite: status = .notFound
    case .suiteIsRunning: status = .conflict
    case .stopping, .queueFull:
      status = .serviceUnavailable
      headers = Self.retryAfter(seconds: 30)
    }
    self.init(status, error.summary, remedy: error.remedy, headers: headers)
  }

  private init(_ error: ResultStoreError) {
    switch error.reason {
    case .noRun(let prefix):
      self.init(
        .notFound, "there is no run '\(prefix)'", remedy: "GET /api/v1/runs lists the runs")
    case .severalRuns(let prefix, let matches):
      self.init(
        .conflict, "'\(prefix)' is the start of \(matches.count) runs or more",
        remedy: "give more digits of the one that you mean")
    case .notARunID:
      self.init(.badRequest, error.summary, remedy: "GET /api/v1/runs lists the runs")
    case .noJob(let prefix):
      self.init(
        .notFound, "there is no job '\(prefix)'", remedy: "GET /api/v1/jobs lists the jobs")
    case .severalJobs(let prefix, let matches):
      self.init(
        .conflict, "'\(prefix)' is the start of \(matches.count) jobs or more",
        remedy: "give more digits of the one that you mean")
    case .notAJobID:
      self.init(.badRequest, error.summary, remedy: "GET /api/v1/jobs lists the jobs")
    case .jobIsOver, .staleLease: self.init(.conflict, error.summary, remedy: error.remedy)
    case .badSubmission:
      self.init(.unprocessableContent, error.summary, remedy: error.remedy)
    case .diskFull:
      self.init(
        .insufficientStorage, "the disk that holds the results is full",
        remedy: "free space on the daemon's machine")
    case .locked:
      self.init(
        .serviceUnavailable, "another process keeps the results locked", remedy: "ask again",
        headers: Self.retryAfter(seconds: 5))
    default:
      self.init(
        .internalServerError, "the results cannot be read or written",
        remedy: "look into the daemon's log")
    }
  }

  private static func text(of error: HTTPError) -> String {
    switch error.status {
    case .notFound: "there is nothing at this path"
    default: error.body ?? error.status.reasonPhrase.lowercased()
    }
  }
}

extension HTTPResponse.Status {
  static let insufficientStorage = HTTPResponse.Status(
    code: 507, reasonPhrase: "Insufficient Storage")
}
