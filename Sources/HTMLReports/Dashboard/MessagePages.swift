/// Pages that only say something.
package enum MessagePages {
  /// An error: what failed, and what to do next.
  package static func problem(
    status: Int, summary: String, remedy: String?, place: Place
  ) -> String {
    Document.text(
      title: "Error \(status)", place: place, heading: .element("h1") { "Error \(status)" }
    ) {
      HTML.element("div", "banner worse") {
        HTML.element("p") { Name.cut(summary, width: 2_000) }
        if let remedy { HTML.element("p") { "Try: " + Name.cut(remedy, width: 2_000) } }
      }
      HTML.element("p") { HTML.element("a", [.href(.path())]) { "To the overview" } }
    }
  }

  /// The form for a token; `problem` says why the last one would not do.
  package static func signIn(problem: String?, place: Place) -> String {
    Document.text(title: "Sign in", place: place, heading: .element("h1") { "Sign in" }) {
      HTML.element("p") {
        "This lab shows itself to those who have a token of its rig file with the role read, submit"
          + " or admin. Whoever runs it makes one with "
        HTML.element("code") { "mcubenchd token --name NAME --role read" }
        "."
      }
      if let problem {
        HTML.element("div", [.class("banner worse"), .attribute("role", "alert")]) {
          HTML.element("p") { "✗ " + Name.cut(problem, width: 600) }
        }
      }
      HTML.element("form", [.attribute("method", "post"), .action(.signIn)]) {
        HTML.element("label", [.attribute("for", "token")]) { "Token" }
        HTML.element(
          "input",
          [
            .id("token"), .attribute("name", "token"), .attribute("type", "password"),
            .attribute("autocomplete", "current-password"), .attribute("required", "required"),
            .attribute("maxlength", 200),
          ])
        HTML.element("button", [.attribute("type", "submit")]) { "Sign in" }
      }
    }
  }
}
