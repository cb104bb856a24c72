import Jobs
import Reports

/// Jobs, newest first as given.
enum JobTable {
  static func markup(_ jobs: [Job], caption: String, place: Place) -> HTML {
    guard !jobs.isEmpty else { return .element("p") { "\(caption): none." } }
    return Parts.table(
      caption,
      columns: [
        .text("job"), .text("state"), .text("model"), .text("board"), .text("why"),
        .text("by"), .number("priority"), .number("attempt"), .text("made"), .text("changed"),
        .text("run"),
      ]
    ) {
      HTML.element("tbody") { jobs.map { row($0, place: place) } }
    }
  }

  private static func row(_ job: Job, place: Place) -> HTML {
    .element("tr") {
      HTML.element("th", [.class("w"), .attribute("scope", "row")]) {
        HTML.link(place.job(job.id)) { HTML.element("code") { job.id.short } }
      }
      Parts.word {
        StateText.markup(job.state)
        if job.isCancelRequested, !job.state.isFinal { ", to be cancelled" }
      }
      Parts.name { Name.markup(job.specification.modelName) }
      Parts.cell {
        job.specification.board
        (job.boardName ?? job.specification.boardName).map { name in
          HTML.group([.text(", "), Name.markup(name, width: 24)])
        }
        PlacementText.mark(
          cores: job.specification.cores, placement: job.specification.placement)
      }
      Parts.cell { purpose(job.specification.purpose, place: place) }
      Parts.cell { Name.markup(job.submitter, width: 24) }
      Parts.number(String(job.priority))
      Parts.number("\(job.attempt) of \(job.maximumAttempts)")
      Parts.word { Parts.moment(job.created) }
      Parts.word { Parts.moment(job.updated) }
      Parts.word { NightTables.run(job.runID, place: place) }
    }
  }

  static func purpose(_ purpose: JobSpecification.Purpose, place: Place) -> HTML {
    switch purpose {
    case .user: .text("asked for")
    case .night(let id):
      .group([
        .text("night "),
        .link(place.night(id)) {
          HTML.element("code") { Name.cut(String(id.prefix(8)), width: 8) }
        },
      ])
    case .confirmation(_, let run):
      .group([.text("confirms "), NightTables.run(run, place: place)])
    }
  }
}
