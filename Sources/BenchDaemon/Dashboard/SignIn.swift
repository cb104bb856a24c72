import HTMLReports
import HTTPTypes
import Hummingbird
import NIOCore

/// Signing in with a token's secret, and out again.
struct SignIn {
  let site: Site

  var all: [Endpoint] { [form, begin, end] }

  /// Far more than any secret's form takes.
  private static let mostBytes = 4_096

  private var form: Endpoint {
    Endpoint(page: "/sign-in", for: nil) { [site] request, _ in
      Dashboard.page(MessagePages.signIn(problem: nil, place: site.place(nil, request)))
    }
  }

  private var begin: Endpoint {
    Endpoint(page: "/sign-in", method: .post, for: nil) { [site] request, exchange in
      let body = try await request.body.collect(upTo: Self.mostBytes)
      let tokens = site.configuration.tokens
      guard let token = tokens.token(ofSecret: Self.secret(in: String(buffer: body))) else {
        // Guessing is slowed down as it is at the gate.
        if site.limiter.wait(of: "address " + exchange.peer, cost: 10) != nil {
          throw APIProblem(
            .tooManyRequests, "too many tokens were tried", remedy: "try again in a minute",
            headers: APIProblem.retryAfter(seconds: 60))
        }
        let problem =
          tokens.isEmpty
          ? "this daemon has no tokens: everyone on this machine may look"
          : "the token is not one of the daemon's"
        return Dashboard.page(
          MessagePages.signIn(problem: problem, place: site.place(nil, request)),
          status: .forbidden)
      }
      return Self.redirect(
        to: "/", cookie: site.sessions.begin(for: token.name),
        isEncrypted: site.configuration.tls != nil)
    }
  }

  private var end: Endpoint {
    Endpoint(page: "/sign-out", method: .post, for: nil) { [site] request, _ in
      if let id = Sessions.id(in: request) { site.sessions.end(id) }
      return Self.redirect(
        to: "/sign-in", cookie: nil, isEncrypted: site.configuration.tls != nil)
    }
  }

  private static func redirect(to path: String, cookie: String?, isEncrypted: Bool) -> Response {
    Response(
      status: .seeOther,
      headers: [
        .location: path, .setCookie: Sessions.cookie(cookie, isEncrypted: isEncrypted),
        .cacheControl: "no-store",
      ])
  }

  /// The field `token` of a form's body; secrets are of characters that forms leave as they are.
  private static func secret(in form: String) -> String {
    for field in form.split(separator: "&") where field.hasPrefix("token=") {
      let text = field.dropFirst("token=".count)
      let secret = Arguments.percentDecoded(String(text), plusIsSpace: true) ?? ""
      return String(secret.filter { !$0.isWhitespace })
    }
    return ""
  }
}
