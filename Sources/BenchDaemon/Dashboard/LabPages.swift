import HTMLReports
import HTTPTypes
import Hummingbird
import Jobs
import Measurements
import ResultStore

/// What the lab does: overview, boards, queue, a job.
struct LabPages {
  let site: Site

  var all: [Endpoint] { [overview, boards, jobs, job] }

  private var overview: Endpoint {
    Endpoint(page: "/") { [site] request, _ in
      async let boards = site.desk.boards()
      async let health = site.desk.health()
      let (jobs, night, runs) = try await site.withStore { store in
        let running = try store.jobs(matching: JobFilter(states: Self.runningStates, limit: 50))
        let waiting = try store.jobs(matching: JobFilter(states: [.queued], limit: 10))
        let ended = try store.jobs(
          matching: JobFilter(states: Set(JobState.allCases.filter(\.isFinal)), limit: 10))
        return (
          running + waiting + ended, try store.nights(limit: 1).first,
          try store.runs(matching: RunFilter(limit: 10))
        )
      }
      let contents = OverviewPage.Contents(
        health: await health, boards: try await boards, jobs: jobs, night: night, runs: runs)
      return Dashboard.page(
        OverviewPage.text(contents, place: site.place(.overview, request, refreshSeconds: 15)))
    }
  }

  private var boards: Endpoint {
    Endpoint(page: "/boards") { [site] request, _ in
      Dashboard.page(
        ListPages.boards(
          try await site.desk.boards(), place: site.place(.boards, request, refreshSeconds: 15)))
    }
  }

  private static let jobsPerPage = 50
  private static let runningStates: Set<JobState> = [.leased, .building, .flashing, .measuring]

  private var jobs: Endpoint {
    Endpoint(
      page: "/jobs",
      [
        .query("state", .words(JobState.allCases.map(\.rawValue)), "Only jobs in these states."),
        .query("before", .hexadecimal(16...16), "Only jobs older than this one."),
      ]
    ) { [site] request, exchange in
      let before = exchange.arguments.text("before").flatMap(JobID.init)
      let states = exchange.arguments.words("state") ?? []
      let filter = JobFilter(
        states: Set(states.compactMap(JobState.init)), before: before,
        limit: Self.jobsPerPage + 1)
      let isFirst = before == nil && states.isEmpty
      let (running, jobs, counts) = try await site.withStore { store in
        let running = JobFilter(states: Self.runningStates, limit: 200)
        return (
          try isFirst ? store.jobs(matching: running) : [], try store.jobs(matching: filter),
          try store.jobCounts()
        )
      }
      let shown = Array(jobs.prefix(Self.jobsPerPage))
      let older = jobs.count > shown.count ? shown.last : nil
      let page = ListPages.jobs(
        shown, running: running, counts: counts,
        older: older.map { last in
          .path(
            "jobs",
            query: [("before", last.id.rawValue)]
              + (states.isEmpty ? [] : [("state", states.joined(separator: ","))]))
        }, place: site.place(.queue, request, refreshSeconds: before == nil ? 15 : nil))
      return Dashboard.page(page)
    }
  }

  /// Events that a page shows of the past; the script asks for what comes after.
  private static let mostEvents = 2_000

  private var job: Endpoint {
    Endpoint(page: "/jobs/{job}", [JobEndpoints.job]) { [site] request, exchange in
      let job = try await JobEndpoints.job(of: exchange, site)
      let events = try await site.withStore {
        try $0.events(of: job.id, after: 0, limit: Self.mostEvents)
      }
      let place = site.place(
        .queue, request, refreshSeconds: job.state.isFinal ? nil : 5,
        following: job.state.isFinal ? nil : job.id)
      return Dashboard.page(JobPage.text(job, events: events, place: place))
    }
  }
}
