import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Finds out who asks, and turns away whom no endpoint would serve.
struct Gate: RouterMiddleware {
  typealias Context = Exchange

  let site: Site

  func handle(
    _ request: Request, context: Exchange,
    next: (Request, Exchange) async throws -> Response
  ) async throws -> Response {
    try checkHost(of: request)
    try checkOrigin(of: request)
    var exchange = context
    do {
      exchange.caller = try caller(of: request, in: exchange)
    } catch {
      // Guessing is slowed down ten times more than asking, and so is what the log gets of it.
      try takeTurn("address " + exchange.peer, cost: 10)
      let target = request.uri.path.hasPrefix("/api/") ? "the API" : "the pages"
      await site.noteRefusal(of: "unknown", at: exchange.peer, from: target, because: error.summary)
      throw error
    }
    try takeTurn(
      exchange.caller.map { site.configuration.tokens.isEmpty ? $0.address : "token " + $0.name }
        ?? "address " + exchange.peer)
    return try await next(request, exchange)
  }

  private func takeTurn(_ caller: String, cost: Double = 1) throws(APIProblem) {
    guard let wait = site.limiter.wait(of: caller, cost: cost) else { return }
    let seconds = Int(wait.components.seconds) + 1
    throw APIProblem(
      .tooManyRequests,
      "more than \(site.configuration.limits.requestsPerMinute) requests a minute",
      remedy: "ask again in \(seconds) s", headers: APIProblem.retryAfter(seconds: seconds))
  }

  /// A web page may not reach a daemon of this machine by a name that it controls (DNS rebinding).
  private func checkHost(of request: Request) throws(APIProblem) {
    guard site.configuration.isLoopback else { return }
    let host = request.head.authority.map(Self.hostName)
    guard let host, ["localhost", "127.0.0.1", "[::1]"].contains(host) || host == listenedHost
    else {
      throw APIProblem(
        .misdirectedRequest, "the daemon serves this machine only, under its own names",
        remedy: "ask http://127.0.0.1 or http://localhost with the daemon's port")
    }
  }

  private var listenedHost: String {
    let host = site.configuration.host
    return host.contains(":") ? "[\(host)]" : host
  }

  /// `authority` without its port.
  static func hostName(_ authority: String) -> String {
    let lower = authority.lowercased()
    guard let colon = lower.lastIndex(of: ":"), !lower.hasSuffix("]") else { return lower }
    return String(lower[..<colon])
  }

  /// Another site's page may not change anything here (request forgery); programs send no origin.
  private func checkOrigin(of request: Request) throws(APIProblem) {
    guard ![.get, .head, .options].contains(request.method) else { return }
    let isForeign: Bool
    if let origin = request.headers[.origin] {
      let own = "\(site.scheme)://\(request.head.authority ?? "")"
      isForeign = origin.lowercased() != own.lowercased()
    } else if let fetchSite = request.headers[Self.fetchSite] {
      isForeign = !["same-origin", "none"].contains(fetchSite)
    } else {
      isForeign = false
    }
    if isForeign {
      throw APIProblem(
        .forbidden, "another site's page may not change anything here",
        remedy: "use the daemon's own pages, or a program that sends no Origin")
    }
  }

  private func caller(of request: Request, in exchange: Exchange) throws(APIProblem) -> Caller? {
    let tokens = site.configuration.tokens
    if tokens.isEmpty { return Caller(name: "local", role: .admin, address: exchange.peer) }
    guard let credentials = request.headers[.authorization] else {
      return site.sessions.caller(of: request, address: exchange.peer)
    }
    guard let secret = Self.secret(in: credentials), let token = tokens.token(ofSecret: secret)
    else {
      throw Self.unauthorized("the token is not one of the daemon's", request)
    }
    return Caller(name: token.name, role: token.role, address: exchange.peer)
  }

  /// The bearer token, or the password of a browser's dialogue.
  static func secret(in credentials: String) -> String? {
    let parts = credentials.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    switch parts[0].lowercased() {
    case "bearer": return String(parts[1])
    case "basic":
      guard let bytes = Data(base64Encoded: String(parts[1])),
        let pair = String(validating: bytes, as: UTF8.self), let colon = pair.firstIndex(of: ":")
      else { return nil }
      return String(pair[pair.index(after: colon)...])
    default: return nil
    }
  }

  /// The refusal of someone who did not say who it is; browsers ask their user.
  static func unauthorized(_ summary: String, _ request: Request) -> APIProblem {
    let isPage = !request.uri.path.hasPrefix("/api/")
    return APIProblem(
      .unauthorized, summary,
      remedy: "send 'Authorization: Bearer TOKEN' with a token of the daemon's rig file",
      headers: [
        .wwwAuthenticate: isPage ? #"Basic realm="mcubench", charset="UTF-8""# : "Bearer"
      ])
  }

  private static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
}
