import HTTPTypes
import Hummingbird

/// A path and a method that the daemon answers.
struct Endpoint: Sendable {
  typealias Respond = @Sendable (_ request: Request, _ exchange: Exchange) async throws -> Response

  let method: HTTPRequest.Method
  /// With names of path parameters in braces: `/api/v1/jobs/{job}`.
  let path: String
  /// What a caller must at least be, or `nil` where everyone may ask.
  let role: Role?
  let parameters: [Parameter]
  /// What the API's description says of it, or `nil` for a page.
  let operation: Operation?
  let respond: Respond

  /// An endpoint of the API.
  init(
    _ method: HTTPRequest.Method, _ path: String, for role: Role?,
    _ parameters: [Parameter] = [], operation: Operation, respond: @escaping Respond
  ) {
    self.method = method
    self.path = path
    self.role = role
    self.parameters = parameters
    self.operation = operation
    self.respond = respond
  }

  /// A page for people.
  init(
    page path: String, method: HTTPRequest.Method = .get, for role: Role? = .read,
    _ parameters: [Parameter] = [], respond: @escaping Respond
  ) {
    self.method = method
    self.path = path
    self.role = role
    self.parameters = parameters
    operation = nil
    self.respond = respond
  }

  /// Answers whoever may ask, once the parameters are fit.
  func answer(_ request: Request, _ exchange: Exchange) async throws -> Response {
    if let role {
      guard let caller = exchange.caller else {
        throw Gate.unauthorized("the daemon asks for a token", request)
      }
      guard caller.role >= role else {
        throw APIProblem(
          .forbidden,
          "the token '\(caller.name)' may \(caller.role.rawValue), not \(role.rawValue)",
          remedy: "use a token with the role \(role.rawValue)")
      }
    }
    var exchange = exchange
    exchange.arguments = try Arguments(
      of: request, parameters: exchange.parameters, declared: parameters)
    return try await respond(request, exchange)
  }

  /// Whether `path` is one of this endpoint's.
  func matches(path: String) -> Bool {
    let mine = self.path.split(separator: "/", omittingEmptySubsequences: false)
    let theirs = path.split(separator: "/", omittingEmptySubsequences: false)
    return mine.count == theirs.count
      && zip(mine, theirs).allSatisfy { $0.hasPrefix("{") && !$1.isEmpty || $0 == $1 }
  }
}
