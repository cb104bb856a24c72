package import Jobs
import Measurements

/// Where a page is read, which says what it may refer to.
package enum Place: Hashable, Sendable {
  /// A file of its own: nothing but itself.
  case file
  /// A page of the daemon.
  case server(ServedPage)

  var isServed: Bool { self != .file }

  func run(_ id: RunID) -> Link? { link("runs", id.rawValue) }
  func job(_ id: JobID) -> Link? { job(id.rawValue) }
  func job(_ id: String) -> Link? { link("jobs", id) }
  func night(_ id: String) -> Link? { link("nights", id) }

  private func link(_ segments: String...) -> Link? {
    isServed ? .path(segments[0], segments[1]) : nil
  }
}

/// What a page of the daemon has besides its contents.
package struct ServedPage: Hashable, Sendable {
  /// The entry of the navigation that it belongs to.
  package var section: Section?
  /// Reload it after so many seconds where no script does.
  package var refreshSeconds: Int?
  /// The job whose events its script follows.
  package var followedJob: JobID?
  /// Whether its reader signed in, and can sign out.
  package var isSignedIn: Bool

  package init(
    section: Section?, refreshSeconds: Int? = nil, followedJob: JobID? = nil,
    isSignedIn: Bool = false
  ) {
    self.section = section
    self.refreshSeconds = refreshSeconds
    self.followedJob = followedJob
    self.isSignedIn = isSignedIn
  }

  /// An entry of the navigation.
  package enum Section: String, Hashable, Sendable, CaseIterable {
    case overview = ""
    case boards
    case queue = "jobs"
    case nights
    case runs
    case series

    var title: String {
      switch self {
      case .overview: "Overview"
      case .boards: "Boards"
      case .queue: "Queue"
      case .nights: "Nights"
      case .runs: "Runs"
      case .series: "Series"
      }
    }
  }
}

extension Link {
  package static let styleSheet = Link.path("assets", "mcubench.css")
  package static let script = Link.path("assets", "mcubench.js")
  static let signOut = Link.path("sign-out")
  package static let signIn = Link.path("sign-in")
}
