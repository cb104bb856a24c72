import Foundation
import Jobs
import MCUBenchTestSupport
import ResultStore
import Testing

/// `mcubench quarantine` on a lab's store, with no daemon beside it.
@Suite struct QuarantineCommandTests {
  @Test func putsABoardThereAndLetsItOut() async throws {
    try await LabHome.with(boards: LabHome.virtual(2)) { lab in
      let unknown = try await lab.home.run(["quarantine", "v1", "--lift"])
      #expect(unknown.status == 2)
      #expect(unknown.errors.contains("nothing is known of a board \"v1\""))
      try lab.withStore { store in
        for name in ["v1", "v2"] { try store.record(.success, of: name, now: LabHome.now) }
      }
      let put = try await lab.home.run(["quarantine", "v1", "--because", "a loose\u{1B}[31m cable"])
      #expect(put.status == 0, "\(put.errors)")
      #expect(!put.output.contains("\u{1B}"))
      let listed = try await lab.home.run(["quarantine"])
      let lines = listed.output.split(separator: "\n")
      #expect(lines.first { $0.hasPrefix("v1") }?.contains("quarantine") == true)
      #expect(lines.first { $0.hasPrefix("v2") }?.contains("gets jobs") == true)
      let standing = try lab.withStore { store in try store.standing(of: "v1") }
      #expect(standing.quarantine != nil)

      let out = try await lab.home.run(["quarantine", "v1", "--lift", "--json"])
      #expect(out.status == 0, "\(out.errors)")
      let rows = try #require(
        JSONSerialization.jsonObject(with: Data(out.output.utf8)) as? [[String: Any]])
      #expect(rows.map { $0["quarantined"] as? Bool } == [false])
      let audit = try lab.withStore { try $0.auditEntries() }
      #expect(audit.map(\.action) == [.released, .quarantined])
      #expect(audit.allSatisfy { $0.target == "v1" && $0.origin == "mcubench" })
    }
  }

  @Test(arguments: [
    ["quarantine", "--lift"], ["quarantine", "v1", "--lift", "--because", "x"],
    ["quarantine", "v1", "--because", ""],
  ])
  func refusesWhatCannotBeMeant(arguments: [String]) async throws {
    try await Sandbox.with { home in
      let outcome = try await home.run(arguments)
      #expect(outcome.status == 2, "\(outcome.errors)")
    }
  }
}
