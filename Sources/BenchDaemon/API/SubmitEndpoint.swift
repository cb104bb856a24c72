import ContentHash
import Failures
import HTTPTypes
import Hummingbird
import Jobs
import Measurements
import NIOCore
import NIOPosix
import Reports

/// A job's way in: the parameters in the query, the model's bytes as the body.
struct SubmitEndpoint {
  let site: Site

  var endpoint: Endpoint {
    Endpoint(
      .post, "/api/v1/jobs", for: .submit, Self.parameters,
      operation: Operation(
        name: "submitJob",
        summary: "Put a job into the queue, its model with it.", takesModel: true,
        answers: [
          .json(.reference("Receipt"), "The same work waits or runs already: its job."),
          .json(.reference("Receipt"), "The job.", status: 201),
        ])
    ) { [site] request, exchange in
      try Self.checkType(of: request)
      let arguments = exchange.arguments
      let caller = try exchange.knownCaller
      let name = arguments.text("name") ?? "model"
      try Self.checkName(name)
      let (model, digest) = try await Self.model(of: request, site)
      if let wanted = arguments.text("sha256"), wanted != digest.hexadecimal {
        throw APIProblem(
          .unprocessableContent, "the model that came in is not the one that was sent",
          remedy: "send it again", failureClass: .model)
      }
      var specification = JobSpecification(
        modelSHA256: digest.hexadecimal, modelName: name, board: try arguments.required("board"),
        boardName: arguments.text("board_name"))
      specification.runs = arguments.integer("runs")
      specification.warmupRuns = arguments.integer("warmup")
      specification.passes = arguments.words("passes").map(Self.passes)
      specification.timeLimitSeconds = arguments.integer("time_limit_s")
      specification.prunesDead = arguments.integer("prune_dead") == 1 ? true : nil
      specification.cores = arguments.integer("cores")
      specification.placement = arguments.text("placement")
      var submission = JobSubmission(specification, submitter: caller.name)
      submission.priority = arguments.integer("priority") ?? submission.priority
      submission.maximumAttempts = arguments.integer("attempts") ?? submission.maximumAttempts
      submission.deadlineSeconds = arguments.integer("deadline_s") ?? submission.deadlineSeconds
      let receipt = try await site.desk.submit(submission, model: model)
      try await site.audit(.submitted, of: receipt.job.id.rawValue, name, by: caller)
      return .json(
        JobDocument.json(receipt), status: receipt.isDuplicate ? .ok : .created,
        headers: [.location: "/api/v1/jobs/\(receipt.job.id)"])
    }
  }

  private static let parameters: [Parameter] = [
    .query("board", .name, "The board profile.", isRequired: true),
    .query("board_name", .name, "The one board of the rig that must do it."),
    .query("name", .text(maximum: 255), "What to call the model: its file's name, no folder."),
    .query("sha256", .hexadecimal(64...64), "What the body must hash to."),
    .query(
      "runs", .integer(JobSpecification.runCounts),
      "Runs a pass, instead of as many as the board needs."),
    .query("warmup", .integer(JobSpecification.warmupCounts), "Runs before the first that counts."),
    .query(
      "passes", .words(PassKind.allCases.map(\.rawValue)),
      "The passes; clean must be one of them."),
    .query(
      "time_limit_s", .integer(JobSpecification.timeLimits),
      "After this no pass begins further runs."),
    .query(
      "prune_dead", .integer(0...1),
      "1 to leave out channels that cannot change the outputs."),
    .query(
      "cores", .integer(JobSpecification.coreCounts),
      "Cores that share each layer, on a board whose profile offers several."),
    .query(
      "placement", .text(maximum: 64),
      "Where code and weights lie, on a board whose profile leaves the choice: "
        + "code=ram,weights=flash."),
    .query("priority", .integer(JobSubmission.priorities), "Higher comes first; 5 without it."),
    .query("attempts", .integer(JobSubmission.attempts), "Attempts in all."),
    .query("deadline_s", .integer(JobSubmission.deadlines), "Seconds that an attempt may take."),
  ]

  /// The passes in the order run.
  private static func passes(_ words: [String]) -> [PassKind] {
    [PassKind.clean, .layer, .cold, .probe].filter { words.contains($0.rawValue) }
  }

  private static func checkType(of request: Request) throws(APIProblem) {
    let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init)
    guard type?.lowercased() == "application/octet-stream" else {
      throw APIProblem(
        .unsupportedMediaType, "a model is sent as application/octet-stream",
        remedy: "set Content-Type, and send the file's bytes as the body")
    }
  }

  /// The name goes into tables and pages only, yet what looks like a way to a file is refused.
  private static func checkName(_ name: String) throws(APIProblem) {
    guard !name.contains("/"), !name.contains("\\"), name != ".", name != ".." else {
      throw APIProblem(
        .badRequest, "a model's name has no folders in it",
        remedy: "give the last part of the file's name")
    }
  }

  /// The body, counted as it comes in as long as there is room for it, and its digest.
  private static func model(
    of request: Request, _ site: Site
  ) async throws -> ([UInt8], SHA256Digest) {
    let limit = site.configuration.limits.uploadBytes
    let length = request.headers[.contentLength].flatMap { Int($0) }
    let tooLarge = APIProblem(
      .contentTooLarge, "a model may have \(limit) B at most",
      remedy: "raise service.limits.uploadBytes in the rig file", failureClass: .model)
    if let length, length > limit { throw tooLarge }
    guard let share = site.uploads.share(of: length ?? limit) else {
      throw APIProblem(
        .serviceUnavailable, "too many models are on their way in", remedy: "send it again",
        headers: APIProblem.retryAfter(seconds: 2))
    }
    defer { withExtendedLifetime(share) {} }
    var model: [UInt8] = []
    model.reserveCapacity(length ?? 0)
    for try await part in request.body {
      guard model.count + part.readableBytes <= limit else { throw tooLarge }
      model.append(contentsOf: part.readableBytesView)
    }
    guard !model.isEmpty else {
      throw APIProblem(
        .unprocessableContent, "the body is empty", remedy: "send the .tflite file's bytes",
        failureClass: .model)
    }
    // On a thread of its own: large models must not hold up who asks for little.
    let digest = try await NIOThreadPool.singleton.runIfActive { [model] in
      SHA256Digest(of: model)
    }
    return (model, digest)
  }
}
