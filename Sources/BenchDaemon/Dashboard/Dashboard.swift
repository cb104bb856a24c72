import HTTPTypes
import Hummingbird

/// The pages for people.
enum Dashboard {
  /// Every page.
  ///
  /// The server asks for the role, checks the parameters, and sets the headers that every answer has;
  /// a page sets its own Content-Security-Policy.
  static func endpoints(_ site: Site) -> [Endpoint] { [] }

  /// What a browser shows instead of a problem document.
  static func page(of problem: APIProblem) -> Response { .problem(problem) }
}
