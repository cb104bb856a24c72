package import Jobs
import Measurements
import Reports

/// One job: where it is on its way, and what has happened to it, live where scripts run.
package enum JobPage {
  package static func text(_ job: Job, events: [JobEvent], place: Place) -> String {
    Document.text(
      title: "Job \(job.id.short), \(job.state.rawValue)", place: place, heading: heading(job)
    ) {
      Parts.section("job", "Job") { facts(job, place: place) }
      if !job.state.isFinal {
        Parts.section("layers", "Layers as they arrive") { liveLayers(events) }
      }
      Parts.section("history", "What happened") { log(job, events, place: place) }
    }
  }

  private static func heading(_ job: Job) -> HTML {
    .group([
      .element("h1") {
        "Job "
        HTML.element("code") { job.id.short }
        ": "
        Name.markup(job.specification.modelName, width: 80)
        " on \(job.specification.board)"
      },
      .element("div", [job.state == .failed ? .class("banner worse") : .class("banner")]) {
        HTML.element("p") {
          HTML.element("span", [.id("state"), .attribute("role", "status")]) {
            StateText.markup(job.state)
          }
          ", attempt \(job.attempt) of \(job.maximumAttempts)"
          if job.isCancelRequested, !job.state.isFinal { "; it is to be cancelled" }
        }
        if let failure = job.failure {
          HTML.element("p") { failure.summary }
          if let remedy = failure.remedy { HTML.element("p") { "Try: " + remedy } }
        }
        if !job.state.isFinal {
          HTML.element("p", [.class("quiet"), .id("live")]) {
            "This page is reloaded now and then. "
            HTML.element("a", [.href(.path("jobs", job.id.rawValue))]) { "Reload it now" }
          }
        }
      },
    ])
  }

  private static func facts(_ job: Job, place: Place) -> HTML {
    let specification = job.specification
    var rows: [(String, HTML)] = [
      ("Job", .element("code") { job.id.rawValue }),
      ("Model", Name.whole(specification.modelName)),
      ("Model SHA-256", .element("code") { Name.cut(specification.modelSHA256, width: 80) }),
      (
        "Board",
        .group([
          .text(specification.board),
          (job.boardName ?? specification.boardName).map { name in
            .group([.text(", "), Name.markup(name)])
          } ?? .nothing,
        ])
      ),
      ("Why", JobTable.purpose(specification.purpose, place: place)),
      ("Asked for by", Name.whole(job.submitter)), ("Priority", .text(String(job.priority))),
      ("Deadline", .text("\(job.deadlineSeconds) s an attempt")),
      ("Made", Parts.moment(job.created)), ("Changed", Parts.moment(job.updated)),
    ]
    if specification.prunesDead == true {
      rows.append(("Network", .text("pruned: without its dead channels")))
    }
    if let cores = specification.cores { rows.append(("Cores", .text(String(cores)))) }
    if let placement = specification.placement {
      rows.append(("Placement", Name.whole(placement)))
    }
    if let commit = specification.commit { rows.append(("Commit", Parts.digest(commit))) }
    if let lease = job.lease {
      rows.append(
        (
          "Held by",
          .group([Name.whole(lease.owner), .text(" until "), Parts.moment(lease.expires)])
        ))
    }
    if let run = job.runID { rows.append(("Run", NightTables.run(run, place: place))) }
    if let part = job.failure?.failureClass { rows.append(("Failure's class", .text(part))) }
    return Parts.facts("What is asked for, and how far it is.", rows)
  }

  /// Where the script puts layers; those of the past are there already.
  private static func liveLayers(_ events: [JobEvent]) -> HTML {
    Parts.table(
      "The newest cycles of each layer.",
      columns: [
        .number("layer"), .text("operator"), .text("output tensor"), .number("cycles"),
        .text("evidence"),
      ]
    ) {
      HTML.element("tbody", [.id("live-layers")]) {
        newestLayers(events).map { index, operatorName, name, cycles, evidence in
          HTML.element("tr", [.id("live-layer-\(index)")]) {
            HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(index) }
            Parts.word { Name.markup(operatorName, width: 32) }
            Parts.cell { Name.markup(name, width: 48) }
            Parts.number(NumberText.grouped(Double(cycles)))
            Parts.word { evidence.rawValue }
          }
        }
      }
    }
  }

  private static func newestLayers(
    _ events: [JobEvent]
  ) -> [(Int, String, String, UInt64, Evidence)] {
    var newest: [Int: (Int, String, String, UInt64, Evidence)] = [:]
    for event in events {
      if case .layer(let index, let operatorName, let name, let cycles, let evidence) = event.kind {
        newest[index] = (index, operatorName, name, cycles, evidence)
      }
    }
    return newest.values.sorted { $0.0 < $1.0 }
  }

  private static func log(_ job: Job, _ events: [JobEvent], place: Place) -> HTML {
    .element(
      "ol",
      [
        .class("log"), .id("events"), .attribute("data-job", job.id.rawValue),
        .attribute("data-last", events.last?.sequence ?? 0),
        .attribute("data-final", job.state.isFinal ? "true" : "false"),
      ]
    ) {
      events.map { event in
        guard let words = words(event.kind, place: place) else { return HTML.nothing }
        return HTML.element("li", [.attribute("value", event.sequence)]) {
          HTML.element("time", [.class("quiet"), .attribute("datetime", event.time.description)]) {
            String(event.time.description.dropFirst(11).prefix(8))
          }
          " "
          words
        }
      }
    }
  }

  /// An event in words, or `nil` for one that has a place of its own.
  private static func words(_ kind: JobEvent.Kind, place: Place) -> HTML? {
    switch kind {
    case .state(let state, let attempt):
      .group([StateText.markup(state), .text(", attempt \(attempt)")])
    case .stageBegan(let stage): .text(Name.cut(stage, width: 80))
    case .stageEnded(let stage, let seconds, let detail):
      .text(
        "\(Name.cut(stage, width: 80)): \(NumberText.fixed(seconds, digits: 2)) s"
          + (detail.isEmpty ? "" : ", \(Name.cut(detail, width: 300))"))
    case .layer: nil
    case .notice(let text): .text("note: \(Name.cut(text, width: 600))")
    case .log(let line):
      .group([.text("firmware: "), .element("code") { Name.cut(line, width: 600) }])
    case .failed(let failure):
      .group([
        .element("span", "worse-text") { "✗ " + Name.cut(failure.summary, width: 600) },
        failure.remedy.map { .text(" – try: \(Name.cut($0, width: 600))") } ?? .nothing,
      ])
    case .stored(let run): .group([.text("stored as "), NightTables.run(run, place: place)])
    }
  }
}
