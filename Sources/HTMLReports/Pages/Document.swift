/// A whole page: head, landmarks, and what stands in them.
enum Document {
  /// The document's text, doctype first.
  ///
  /// A file may load nothing, a browser told so by its own header: even markup that slipped through
  /// could run and fetch nothing.
  static func text(
    title: String, place: Place, heading: HTML, @HTMLBuilder _ main: () -> HTML
  ) -> String {
    let content = main()
    let page = HTML.element("html", [.attribute("lang", "en")]) {
      HTML.element("head") {
        HTML.element("meta", [.attribute("charset", "utf-8")])
        HTML.element(
          "meta",
          [
            .attribute("name", "viewport"),
            .attribute("content", "width=device-width, initial-scale=1"),
          ])
        head(place)
        HTML.element("title") { title }
      }
      HTML.element("body") {
        HTML.element("a", [.class("skip"), .href(.fragment("main"))]) { "Skip to the contents" }
        SVG.definitions
        navigation(place)
        HTML.element("header") { heading }
        HTML.element("main", [.id("main")]) { content }
        HTML.element("footer") { footer(place) }
      }
    }
    return "<!DOCTYPE html>\n" + page.rendered + "\n"
  }

  private static func head(_ place: Place) -> HTML {
    switch place {
    case .file:
      .group([
        .element(
          "meta",
          [
            .attribute("http-equiv", "Content-Security-Policy"),
            .attribute("content", "default-src 'none'; style-src 'unsafe-inline'"),
          ]),
        .style(.all),
      ])
    case .server(let page):
      .group([
        .element("link", [.attribute("rel", "stylesheet"), .href(.styleSheet)]),
        page.followedJob == nil
          ? .nothing : .element("script", [.attribute("defer", "defer"), .src(.script)]),
        refresh(page),
      ])
    }
  }

  /// A page that a script follows reloads by itself only where scripts do not run.
  private static func refresh(_ page: ServedPage) -> HTML {
    guard let seconds = page.refreshSeconds else { return .nothing }
    let meta = HTML.element(
      "meta", [.attribute("http-equiv", "refresh"), .attribute("content", seconds)])
    return page.followedJob == nil ? meta : .element("noscript") { meta }
  }

  private static func navigation(_ place: Place) -> HTML {
    guard case .server(let page) = place else { return .nothing }
    return .element("nav", [.attribute("aria-label", "Dashboard")]) {
      HTML.element("ul") {
        ServedPage.Section.allCases.map { section in
          HTML.element("li") {
            HTML.element(
              "a",
              [.href(section == .overview ? .path() : .path(section.rawValue))]
                + (page.section == section ? [.attribute("aria-current", "page")] : [])
            ) { section.title }
          }
        }
        if page.isSignedIn {
          HTML.element("li") {
            HTML.element(
              "form", [.class("plain"), .attribute("method", "post"), .action(.signOut)]
            ) {
              HTML.element("button", [.attribute("type", "submit")]) { "Sign out" }
            }
          }
        }
      }
    }
  }

  private static func footer(_ place: Place) -> HTML {
    .group([
      .element("p") {
        "Made by mcubench. KB is 1024 bytes. Figures are medians; MAD is the median absolute"
          + " deviation. Times are UTC."
      },
      .element("p") {
        "Marks are in Okabe and Ito's palette for all kinds of colour vision; shape or words say"
          + " the same as every colour."
      },
    ])
  }
}
