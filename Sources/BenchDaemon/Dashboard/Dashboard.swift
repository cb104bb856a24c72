import HTMLReports
import HTTPTypes
import Hummingbird
import Jobs

/// The pages for people.
enum Dashboard {
  /// Every page.
  ///
  /// The server asks for the role, checks the parameters, and sets the headers that every answer has;
  /// a page sets its own Content-Security-Policy.
  static func endpoints(_ site: Site) -> [Endpoint] {
    assets + SignIn(site: site).all + LabPages(site: site).all + ResultPages(site: site).all
  }

  /// What a browser shows instead of a problem document.
  ///
  /// Who did not say who it is gets the form for a token, and not the browser's own dialogue.
  static func page(of problem: APIProblem) -> Response {
    var headers = problem.headers
    let place = Place.server(ServedPage(section: nil))
    if problem.status == .unauthorized {
      headers[.wwwAuthenticate] = "Bearer"
      return page(
        MessagePages.signIn(problem: nil, place: place), status: problem.status, headers: headers)
    }
    return page(
      MessagePages.problem(
        status: problem.status.code, summary: problem.summary, remedy: problem.remedy,
        place: place), status: problem.status, headers: headers)
  }

  /// A page as it is sent: it may use the dashboard's own style and script, and nothing else.
  static func page(
    _ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields()
  ) -> Response {
    var headers = headers
    headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
      + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return .text(text, type: "text/html; charset=utf-8", status: status, headers: headers)
  }

  private static var assets: [Endpoint] {
    [
      Endpoint(page: "/assets/mcubench.css", for: nil) { _, _ in
        .text(StyleSheet.all.text, type: "text/css; charset=utf-8")
      },
      Endpoint(page: "/assets/mcubench.js", for: nil) { _, _ in
        .text(LiveScript.text, type: "text/javascript; charset=utf-8")
      },
    ]
  }
}

extension Site {
  /// Where a page stands that answers `request`.
  func place(
    _ section: ServedPage.Section?, _ request: Request, refreshSeconds: Int? = nil,
    following job: JobID? = nil
  ) -> Place {
    .server(
      ServedPage(
        section: section, refreshSeconds: refreshSeconds, followedJob: job,
        isSignedIn: Sessions.id(in: request) != nil && !configuration.tokens.isEmpty))
  }
}
