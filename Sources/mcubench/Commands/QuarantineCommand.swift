import ArgumentParser
import Failures
import Foundation
import Jobs
import Measurements
import Reports
import ResultStore

/// `mcubench quarantine`: boards of a lab that get no jobs.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Show the boards in quarantine, put one there or let it out.",
    discussion: """
      Works on the store itself, so that it helps beside a running daemon and without one. Without \
      BOARD it lists every board that something is known of.
      """)

  @Argument(help: ArgumentHelp("The rig's name of the board.", valueName: "board"))
  var board: String?

  @Option(help: ArgumentHelp("Put the board there, for this reason.", valueName: "reason"))
  var because: String?

  @Flag(help: "Let the board out.")
  var lift = false

  @Flag(help: "Print JSON instead of the text.")
  var json = false

  @OptionGroup var store: StoreOption

  func validate() throws {
    if because != nil, lift { throw ValidationError("Give --because or --lift, not both.") }
    if board == nil, because != nil || lift { throw ValidationError("Name the board.") }
    if let because, !(1...200).contains(because.count) {
      throw ValidationError("--because takes 1 to 200 characters")
    }
  }

  func run() throws {
    let store = try store.open()
    let known = try store.standings()
    guard let board else { return try show(known) }
    guard let standing = known.first(where: { $0.boardName == board }) else {
      throw BoardUnknown(name: board, known: known.map(\.boardName))
    }
    let now = Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    let who = ProcessInfo.processInfo.environment["USER"] ?? "local"
    if let because {
      let standing = try store.quarantine(board, because: because, by: who, now: now)
      try store.audit(
        AuditEntry(
          time: now, who: who, action: .quarantined, target: board, origin: "mcubench",
          detail: because))
      return try show([standing])
    }
    guard lift else { return try show([standing]) }
    let freed = try store.endQuarantine(of: board, now: now)
    if standing.quarantine != nil {
      try store.audit(
        AuditEntry(
          time: now, who: who, action: .released, target: board, origin: "mcubench",
          detail: "let out"))
    }
    try show([freed])
  }

  private func show(_ standings: [BoardStanding]) throws {
    if json {
      let rows = standings.map { standing in
        JSONValue.object(known: [
          ("board_name", .string(standing.boardName)),
          ("health", .number(standing.health.score)),
          ("quarantined", .bool(standing.quarantine != nil)),
          ("reason", standing.quarantine.map { .string($0.reason) }),
          ("by", standing.quarantine.map { .string($0.by) }),
          ("since", standing.quarantine.map { .string($0.since.description) }),
        ])
      }
      return try Terminal.writeResult(JSONValue.array(rows).text + "\n")
    }
    guard !standings.isEmpty else {
      return try Terminal.writeResult("nothing is known of any board yet\n")
    }
    var table = TextTable(columns: [
      .text("board"), .number("health"), .text("state"), .text("since"), .text("by"),
      .text("reason"),
    ])
    for standing in standings {
      let quarantine = standing.quarantine
      table.append([
        Terminal.harmless(standing.boardName),
        "\(Int((standing.health.score * 100).rounded())) %",
        quarantine == nil ? "gets jobs" : "quarantine", quarantine?.since.description ?? "-",
        quarantine.map { Terminal.harmless($0.by) } ?? "-",
        quarantine.map { Terminal.harmless($0.reason) } ?? "-",
      ])
    }
    try Terminal.writeResult(table.text)
  }
}

/// No board of this name has ever done anything in the store.
struct BoardUnknown: Failure, Hashable {
  let name: String
  let known: [String]

  var summary: String { "nothing is known of a board \(name.debugDescription)" }
  var remedy: String? {
    known.isEmpty
      ? "name the lab's store with --store FILE" : "name one of \(known.joined(separator: ", "))"
  }
  var exitStatus: ExitStatus { .wrongInput }
}
