import Jobs
import Measurements
import Reports

/// States of jobs and boards, in a word with a shape.
enum StateText {
  static func markup(_ state: JobState) -> HTML {
    switch state {
    case .queued: .element("span", "quiet") { "○ queued" }
    case .leased, .building, .flashing, .measuring: .element("strong") { "▶ \(state.rawValue)" }
    case .done: .element("span", "better-text") { "✓ done" }
    case .failed: .element("span", "worse-text") { "✗ failed" }
    case .cancelled: .element("span", "warning-text") { "– cancelled" }
    }
  }

  static func markup(_ state: BoardStatus.State, place: Place) -> HTML {
    switch state {
    case .idle: .element("span", "better-text") { "✓ idle" }
    case .busy(let job):
      .group([
        .element("strong") { "▶ busy" }, .text(" with "),
        .link(place.job(job)) { HTML.element("code") { job.short } },
      ])
    case .missing: .element("span", "worse-text") { "✗ missing" }
    case .quarantined(let reason):
      .group([
        .element("span", "warning-text") { "⚠ quarantined" }, .text(": "),
        Name.markup(reason, width: 160),
      ])
    }
  }

  /// How long something takes or took: `42 s`, `3 min`, `5 h`, `12 d`.
  static func duration(seconds: Double) -> String {
    switch seconds {
    case ..<90: NumberText.fixed(max(seconds, 0), digits: 0) + " s"
    case ..<5_400: NumberText.fixed(seconds / 60, digits: 0) + " min"
    case ..<129_600: NumberText.fixed(seconds / 3_600, digits: 0) + " h"
    default: NumberText.fixed(seconds / 86_400, digits: 0) + " d"
    }
  }
}
