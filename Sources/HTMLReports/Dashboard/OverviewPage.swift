package import Jobs
package import Measurements
package import Regression
import Reports

/// The first page: whether the lab works, its boards, the queue, and the latest night.
package enum OverviewPage {
  /// What the page shows.
  package struct Contents: Hashable, Sendable {
    package var health: LabHealth
    package var boards: [BoardStatus]
    /// Jobs that wait or run, then those that ended last.
    package var jobs: [Job]
    package var night: NightReport?
    package var runs: [RunSummary]

    package init(
      health: LabHealth, boards: [BoardStatus], jobs: [Job], night: NightReport?,
      runs: [RunSummary]
    ) {
      self.health = health
      self.boards = boards
      self.jobs = jobs
      self.night = night
      self.runs = runs
    }
  }

  package static func text(_ contents: Contents, place: Place) -> String {
    Document.text(title: "mcubench lab", place: place, heading: heading(contents.health)) {
      Parts.section("night", "Latest night") {
        if let night = contents.night {
          HTML.element("p") {
            "Suite "
            Name.markup(night.suite)
            ", "
            HTML.link(place.night(night.id)) { Parts.moment(night.started) }
            night.commit.map { HTML.group([.text(", commit "), Parts.digest($0)]) }
          }
          NightPage.banner(night)
          NightTables.entries(night, place: place, isElsewhere: true)
        } else {
          HTML.element("p") { "No suite has run yet." }
        }
      }
      Parts.section("boards", "Boards") { BoardTable.markup(contents.boards, place: place) }
      Parts.section("queue", "Queue") {
        JobCounts.markup(contents.health.jobsByState)
        JobTable.markup(contents.jobs, caption: "Jobs that wait, run or ended last", place: place)
      }
      Parts.section("runs", "Latest runs") { RunTableMarkup.markup(contents.runs, place: place) }
    }
  }

  private static func heading(_ health: LabHealth) -> HTML {
    .group([
      .element("h1") { "mcubench lab" },
      .element("div", [health.problems.isEmpty ? .class("banner better") : .class("banner worse")])
      {
        HTML.element("p") {
          if health.problems.isEmpty {
            HTML.element("span", "better-text") { "✓ The lab works" }
          } else {
            HTML.element("span", "worse-text") { "✗ Something is wrong" }
          }
          ", up for \(StateText.duration(seconds: health.uptimeSeconds))"
          if health.isStopping { "; it is stopping" }
        }
        if !health.problems.isEmpty {
          HTML.element("ul") {
            health.problems.map { problem in HTML.element("li") { problem } }
          }
        }
      },
    ])
  }
}

/// How many jobs are in which state.
enum JobCounts {
  static func markup(_ counts: [JobState: Int]) -> HTML {
    let known = JobState.allCases.filter { (counts[$0] ?? 0) > 0 }
    return .element("p") {
      if known.isEmpty { "There have been no jobs." }
      known.enumerated().map { place, state in
        HTML.group([
          .text((place > 0 ? " · " : "") + NumberText.grouped(counts[state] ?? 0) + " "),
          StateText.markup(state),
        ])
      }
    }
  }
}

/// Runs of the store, a line each.
enum RunTableMarkup {
  static func markup(_ runs: [RunSummary], place: Place) -> HTML {
    guard !runs.isEmpty else { return .element("p") { "The store has no such runs." } }
    return Parts.table(
      "Stored runs, newest first; figures that must not be used are left out.",
      columns: [
        .text("run"), .text("made"), .text("model"), .text("board"), .number("latency"),
        .number("cycles"), .text("evidence"), .text("validity"),
      ]
    ) {
      HTML.element("tbody") {
        runs.map { run in
          HTML.element("tr") {
            HTML.element("th", [.class("w"), .attribute("scope", "row")]) {
              NightTables.run(run.runID, place: place)
            }
            Parts.word { Parts.moment(run.created) }
            Parts.name {
              Name.markup(run.modelName)
              run.isPruned ? ", pruned" : ""
            }
            Parts.cell {
              run.board
              PlacementText.mark(
                cores: run.isShared ? run.cores : nil,
                placement: run.isPlaced ? run.placement?.flag : nil)
            }
            Parts.number(run.cleanMicroseconds.map(NumberText.duration))
            Parts.number(run.cleanMedianCycles.map { NumberText.grouped($0) })
            Parts.note { Worth(run.evidence, run.timingModel).text }
            Parts.cell { EvidenceBanner.validity(run.validity) }
          }
        }
      }
    }
  }
}
