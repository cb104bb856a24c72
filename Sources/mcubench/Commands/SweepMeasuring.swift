import Benchmarking
import Failures
import Foundation
import Measurements
import Reports
import ResultStore
import Workbench

/// Runs variations of a sweep on a board, as `mcubench run` does, and stores every run as it ends.
struct SweepMeasuring: Sendable {
  let bench: Workbench
  let board: String
  let target: RunRequest.Target
  let choices: MeasuringChoices
  /// Whether stored runs are of no interest.
  let repeats: Bool
  let keeper: RunKeeper
  let program: String

  private enum Outcome: Sendable {
    case run(SweepLatency)
    /// A run that must not be used, or none.
    case problem(String)
  }

  /// Of virtual boards two at a time run, of real ones the one there is.
  private var width: Int {
    target.isVirtual ? min(2, ProcessInfo.processInfo.activeProcessorCount) : 1
  }

  /// The rows with what the board took for those at `places`; what fails on one says why in its row.
  ///
  /// - Throws: what keeps runs from being stored, and `CancellationError`; the runs that were stored
  ///   by then stay.
  func measured(_ rows: [SweepRow], at places: [Int]) async throws -> [SweepRow] {
    var measured = rows
    var (done, found) = (0, 0)
    try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
      var waiting = places.makeIterator()
      func start() {
        guard let place = waiting.next() else { return }
        let (row, done) = (rows[place], done)
        group.addTask { (place, try await outcome(of: row, "measured \(done) of \(places.count)")) }
      }
      for _ in 0..<width { start() }
      for try await (place, outcome) in group {
        done += 1
        switch outcome {
        case .run(let run):
          measured[place].run = run
          found += run.isStored ? 1 : 0
        case .problem(let text): measured[place].runProblem = text
        }
        start()
      }
    }
    Terminal.eraseProgress()
    if found > 0 {
      Terminal.note("\(found) of \(places.count) were measured before; --remeasure runs them again")
    }
    return measured
  }

  private func outcome(of row: SweepRow, _ state: String) async throws -> Outcome {
    let request = RunRequest(
      modelPath: row.path, board: board, target: target, inputPaths: [], vector: nil,
      choices: choices)
    let name = row.figures.name
    let finished: FinishedRun
    do {
      if !repeats, let stored = try await bench.storedRun(like: request, program: program) {
        return .run(SweepLatency(stored, isStored: true))
      }
      finished = try await bench.run(request, program: program) { event in
        Self.show(event, state, name)
      }
      guard finished.measurement.model.sha256 == row.figures.sha256 else {
        throw FileChanged(path: row.path)
      }
    } catch let failure as ResultStoreError {
      throw failure
    } catch let failure as any Failure where !Task.isCancelled {
      return .problem(failure.summary)
    }
    try Task.checkCancellation()
    let kept = SweepLatency(try keeper.keep(finished.measurement, ofModelAt: row.path))
    let time = kept.microseconds.map { ", \(NumberText.duration(microseconds: $0))" } ?? ""
    Terminal.note("stored run \(kept.runID.short) of \(name): \(kept.evidence.rawValue)\(time)")
    if let failure = RunCommand.failure(of: finished) { return .problem(failure.summary) }
    return .run(kept)
  }

  private static func show(_ event: BenchEvent, _ state: String, _ name: String) {
    switch event {
    case .began(let stage) where Terminal.isInteractive:
      Terminal.drawProgress("\(state); \(stage.title): \(name)")
    case .notice(let text): Terminal.note(Terminal.harmless(text))
    default: break
    }
  }
}

/// Another process wrote the file between its making and its run.
private struct FileChanged: Failure, Hashable {
  let path: String

  var summary: String { "\(TerminalText.escaping(path)) was changed meanwhile" }
  var remedy: String? { "run the sweep again, with a folder of its own" }
}

/// Some of the variations that were to be measured were not; the table was written.
struct NotMeasured: Failure, Hashable {
  /// With why, in the table's order.
  let problems: [String]
  let count: Int

  /// `nil` where all were measured.
  init?(_ rows: [SweepRow]) {
    problems = rows.compactMap { row in row.runProblem.map { "\(row.figures.name): \($0)" } }
    count = problems.count + rows.count { $0.run != nil }
    if problems.isEmpty { return nil }
  }

  var summary: String { "\(problems.count) of \(count) were not measured: \(problems[0])" }
  var remedy: String? { "mend what the rows say and run it again: what was measured stays" }
}

/// A name that no variation of the sweep has.
struct NotInSweep: Failure, Hashable {
  let name: String
  let example: String?

  var summary: String { "no variation of this sweep is called '\(TerminalText.escaping(name))'" }
  var remedy: String? {
    "give --measure top:N, all, or names" + (example.map { " such as \($0)" } ?? "")
  }
  var exitStatus: ExitStatus { .wrongInput }
}
