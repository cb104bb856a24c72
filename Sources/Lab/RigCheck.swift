package import BoardProfiles
import Jobs
import Schedules
package import Workbench

/// Looks over a rig before a lab starts with it.
package enum RigCheck {
  /// What there is, a line for each board and suite.
  ///
  /// - Throws: for the first thing that a lab could not work with.
  package static func text(
    _ rig: Rig, path: String, workbench: Workbench, wallClock: WallClock = .system
  ) throws -> String {
    guard !rig.boards.isEmpty else { throw LabError(.noBoards(rig: path)) }
    var lines: [String] = []
    for entry in rig.boards {
      _ = try workbench.buildableBoard(named: entry.board)
      let place =
        entry.isVirtual
        ? "virtual, serial \(entry.virtualSerial)"
        : [entry.probe.map { "probe \($0)" }, entry.usbPath.map { "USB \($0)" }]
          .compactMap(\.self).joined(separator: ", ")
      lines.append("board \(entry.name): \(entry.board), \(place)")
    }
    let directory = Lab.directory(of: path)
    for suite in rig.suites {
      let plan = SuitePlan(suite, of: rig, in: directory)
      if let model = plan.missing.first {
        throw LabError(
          .modelMissing(suite: suite.name, why: model.summary, remedy: model.remedy))
      }
      let measured = try measured(suite, directory: directory, workbench: workbench)
      try checkBoards(of: suite, in: rig, directory: directory, workbench: workbench)
      try check(plan, of: suite, with: measured)
      lines.append(
        "suite \(suite.name): \(plan.items.count) jobs, " + (try when(suite, wallClock)))
    }
    return lines.joined(separator: "\n")
  }

  /// The workbench over the files that a suite measures.
  private static func measured(
    _ suite: RigSuite, directory: String, workbench: Workbench
  ) throws -> Workbench {
    guard let home = suite.home else { return workbench }
    return try workbench.workbench(over: home.hasPrefix("/") ? home : "\(directory)/\(home)")
  }

  /// - Throws: for the first board that has no such cores or placement as the suite asks for.
  static func checkBoards(
    of suite: RigSuite, in rig: Rig, directory: String, workbench: Workbench
  ) throws {
    guard suite.cores != nil || suite.placement != nil else { return }
    let names = suite.boards ?? []
    let profiles = rig.boards.filter { names.contains($0.name) }.map(\.board)
    for board in Set(profiles + (suite.profiles ?? [])).sorted() {
      do {
        let measured = try measured(suite, directory: directory, workbench: workbench)
        _ = try measured.buildableBoard(
          named: board, placement: suite.placement, cores: suite.cores)
      } catch {
        let failure = JobFailure(of: error)
        throw LabError(
          .boardCannot(suite: suite.name, why: failure.summary, remedy: failure.remedy))
      }
    }
  }

  /// - Throws: for the first model that its board cannot run.
  private static func check(
    _ plan: SuitePlan, of suite: RigSuite, with workbench: Workbench
  ) throws {
    var checked: Set<String> = []
    for item in plan.items where checked.insert("\(item.board) \(item.model.path)").inserted {
      do {
        _ = try workbench.prepare(
          item.model.bytes, named: item.model.name,
          for: try workbench.buildableBoard(
            named: item.board, placement: suite.placement, cores: suite.cores),
          prunesDead: suite.pruneDead, progress: { _ in })
      } catch {
        let failure = JobFailure(of: error)
        throw LabError(
          .modelCannotRun(
            model: item.model.path, board: item.board, why: failure.summary,
            remedy: failure.remedy))
      }
    }
  }

  private static func when(_ suite: RigSuite, _ wallClock: WallClock) throws -> String {
    guard let text = suite.schedule else { return "only when asked to" }
    let schedule = try Schedule(text, timeZone: suite.timeZone)
    if schedule.isAtStart { return "when the daemon starts" }
    guard let next = schedule.next(after: wallClock.seconds) else { return "never" }
    return "next at \(WallClock.text(ofSeconds: next))"
  }
}
