import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Outermost: makes every error a problem document, and puts the headers on that every answer has.
struct Envelope: RouterMiddleware {
  typealias Context = Exchange

  let site: Site
  /// What there is, to tell a wrong method from a wrong path.
  let endpoints: [Endpoint]

  func handle(
    _ request: Request, context: Exchange,
    next: (Request, Exchange) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    var response: Response
    do {
      response = try await next(request, context)
    } catch let error as HTTPParserError {
      // The server answers it itself and closes the connection.
      throw error
    } catch {
      response = answer(to: error, request: request, context: context)
    }
    Self.secure(&response, isEncrypted: site.configuration.tls != nil)
    site.metrics.count(
      endpoint: endpoint(of: request)?.path ?? "none", status: response.status.code,
      duration: ContinuousClock.now - began)
    return response
  }

  private func endpoint(of request: Request) -> Endpoint? {
    endpoints.first { $0.method == request.method && $0.matches(path: request.uri.path) }
  }

  private func answer(to error: any Error, request: Request, context: Exchange) -> Response {
    var problem = APIProblem(error)
    let allowed = endpoints.filter { $0.matches(path: request.uri.path) }.map(\.method)
    if problem.status == .notFound, !allowed.isEmpty, endpoint(of: request) == nil,
      request.method != .head || !allowed.contains(.get)
    {
      problem = APIProblem(
        .methodNotAllowed, "\(request.method.rawValue) does not go with this path",
        remedy: "use " + allowed.map(\.rawValue).joined(separator: " or "),
        headers: [.allow: allowed.map(\.rawValue).joined(separator: ", ")])
    }
    // A lab that is busy or stopping is no fault, and a flood must not fill the log.
    if problem.status.kind == .serverError, problem.status != .serviceUnavailable {
      // The path is the caller's text: it goes no further than its endpoint.
      site.logger.error(
        "a request failed",
        metadata: [
          "endpoint": "\(endpoint(of: request)?.path ?? "none")", "error": "\(error)",
        ])
    }
    if [.contentTooLarge, .requestTimeout].contains(problem.status) {
      // What is still on its way in is thrown away for a while, so that the caller gets to read this.
      problem.headers[.connection] = "close"
      context.channel.eventLoop.scheduleTask(in: .seconds(2)) { [channel = context.channel] in
        channel.close(promise: nil)
      }
    }
    let wantsPage =
      !request.uri.path.hasPrefix("/api/") && request.uri.path != "/metrics"
      && request.headers[.accept]?.contains("text/html") == true
    return wantsPage ? Dashboard.page(of: problem) : .problem(problem)
  }

  /// The headers that keep an answer what it is.
  static func secure(_ response: inout Response, isEncrypted: Bool) {
    response.headers[.xContentTypeOptions] = "nosniff"
    for (name, value) in [
      ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ] {
      if let field = HTTPField.Name(name) { response.headers[field] = value }
    }
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    if isEncrypted { response.headers[.strictTransportSecurity] = "max-age=31536000" }
  }
}
