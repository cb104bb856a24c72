import Foundation
import MCUBenchTestSupport
import Testing

/// What `run --json -` says of the board and the way to it.
struct RunReport {
  let evidence: String
  let uniqueID: String
  let port: String
  let probe: [String: String]
  /// What was done to flash, in order.
  let flashing: [String]

  init(_ outcome: ProgramOutcome) throws {
    let run = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
      "\(outcome.errors)")
    let board = try #require(run["board"] as? [String: Any])
    evidence = try #require(run["evidence"] as? String)
    uniqueID = try #require(board["uid"] as? String)
    port = try #require(board["port"] as? String)
    probe = (board["probe"] as? [String: Any] ?? [:]).mapValues { "\($0)" }
    flashing = (board["flashing"] as? [[String: Any]] ?? []).compactMap { $0["step"] as? String }
  }
}
