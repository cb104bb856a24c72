import ArgumentParser
import BoardProfiles
import Hardware
import Reports
import Workbench

/// `mcubench probes`: the debug probes and serial bridges that are plugged in.
struct ProbesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probes",
    abstract: "List the probes that are plugged in, with their boards' serial ports.",
    discussion: """
      The board is the one that the rig file names, or, with a question mark, the only one that a \
      probe of that kind flashes: a probe does not tell which board hangs on it.
      """)

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Flag(help: "Print a line for each probe that is plugged in or out, until interrupted.")
  var watch = false

  @OptionGroup var rig: RigOption

  @OptionGroup var workbench: WorkbenchOptions

  func run() async throws {
    let bench = try workbench.workbench()
    let finder = bench.probeFinder()
    if watch {
      try await follow(finder, bench)
    } else {
      try await list(finder, bench)
    }
  }

  private func list(_ finder: any ProbeFinder, _ bench: Workbench) async throws {
    let board = try board(bench)
    let list = try await finder.probes().map { ListedProbe($0, board: board($0)) }
    try Terminal.writeResult(json ? ProbeReport.json(list) : ProbeReport.table(list))
    if list.isEmpty { Terminal.note("no probe is plugged in") }
    for trouble in ProbeReport.troubles(list) {
      Terminal.warn(trouble.warning)
      if let remedy = trouble.remedy { Terminal.note("try: \(remedy)") }
    }
  }

  /// Ends in good order when a signal cancels the task.
  private func follow(_ finder: any ProbeFinder, _ bench: Workbench) async throws {
    let board = try board(bench)
    let events = finder.events()
    Terminal.note("watching for probes; Ctrl-C ends it")
    for try await event in events {
      try Terminal.writeResult(
        json ? ProbeReport.jsonLine(event, board: board) : ProbeReport.line(event))
    }
  }

  /// What tells the board of a probe.
  private func board(_ bench: Workbench) throws -> (Probe) -> ListedProbe.Board {
    let owners = try bench.probeOwners(rig: rig.rig)
    return { probe in
      if let entry = owners.rigBoard(of: probe) {
        return .inRig(name: entry.name, profile: entry.board)
      }
      return .anyOf(owners.profiles(for: probe))
    }
  }
}
