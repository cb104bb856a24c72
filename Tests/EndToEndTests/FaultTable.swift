import Foundation
import MCUBenchTestSupport
import Testing

/// A fault that a run is tried with, and what may come of it.
struct TriedFault: Sendable {
  /// What may come of it.
  enum Outcome: Sendable {
    /// The run is stored with the right result; its stderr says so many words about what it took.
    case completes(saying: String = "")
    /// Status 1 with one of these classes, and these words in the error.
    case fails(as: [String], saying: String)
    /// One of the two, but in time and cleanly.
    case completesOrFails(as: [String])
  }

  let name: String
  /// What `mcubench-vboard` is told.
  let board: [String]
  /// What `mcubench run MODEL --board stm32f746g` is told besides.
  let run: [String]
  let outcome: Outcome
  /// How long the whole command may take.
  let limit: Duration
  /// Whether the rig file says how to switch the board's power.
  let canPowerCycle: Bool

  init(
    _ name: String, board: [String], run: [String] = [], _ outcome: Outcome,
    within limit: Duration = .seconds(60), canPowerCycle: Bool = false
  ) {
    self.name = name
    self.board = board
    self.run = run
    self.outcome = outcome
    self.limit = limit
    self.canPowerCycle = canPowerCycle
  }

  /// A way in which the virtual board misbehaves.
  static func fault(
    _ text: String, _ outcome: Outcome, within limit: Duration = .seconds(60),
    canPowerCycle: Bool = false
  ) -> TriedFault {
    TriedFault(
      text + (canPowerCycle ? ", power can be cycled" : ""), board: ["--fault", text], outcome,
      within: limit, canPowerCycle: canPowerCycle)
  }

  /// Bytes on the serial line that are flipped, lost, doubled or late, both ways.
  static func line(rates: [String]) -> [TriedFault] {
    ["line-flip", "line-drop", "line-double", "line-delay"].flatMap { kind in
      rates.map { rate in
        fault(
          "\(kind)=\(rate)",
          rate == "1e-2" ? .completesOrFails(as: ["protocol", "timeout", "boot"]) : .completes(),
          within: .seconds(120))
      }
    }
  }

  static let board: [TriedFault] = [
    fault("cut-at-bytes=900", .fails(as: ["protocol", "timeout"], saying: "")),
    fault("reset-after-bytes=500", .fails(as: ["boot", "protocol"], saying: "was reset")),
    fault("close-after-bytes=500", .fails(as: ["boot", "protocol", "probe"], saying: "")),
    fault("silent", .fails(as: ["boot", "flash"], saying: "")),
    fault("garbage", .fails(as: ["boot", "protocol"], saying: "no frame among them")),
    fault("max-baud=115200", .completes()),
  ]

  static let probe: [TriedFault] = [
    fault("probe-gone-at=connect", .fails(as: ["flash", "probe"], saying: "")),
    fault("probe-gone-at=erase", .fails(as: ["flash", "probe"], saying: "lost while erasing")),
    fault(
      "probe-gone-at=program", .fails(as: ["flash", "probe"], saying: "lost while programming")),
    fault("probe-gone-at=verify", .fails(as: ["flash", "probe"], saying: "lost while verifying")),
    fault("probe-gone-at=erase", .completes(saying: "power cycle"), canPowerCycle: true),
    fault("probe-gone-at=program", .completes(saying: "power cycle"), canPowerCycle: true),
    fault("probe-gone-at=verify", .completes(saying: "power cycle"), canPowerCycle: true),
    fault("probe-busy=2", .completes()),
    fault("slow-probe=1", .completes(), within: .seconds(120)),
    fault("target-voltage=0", .fails(as: ["flash"], saying: "no supply voltage")),
    fault("target-silent", .fails(as: ["flash"], saying: "the chip does not")),
    fault("weak-flash=1", .completes(saying: "was written")),
    fault("weak-flash=always", .fails(as: ["flash"], saying: "not what was written")),
    fault("protected-sectors=0", .fails(as: ["flash"], saying: "write-protected")),
    fault("read-protected", .fails(as: ["flash"], saying: "protected")),
  ]
}

/// What became of each fault that was tried, as a table.
struct FaultTable {
  struct Row {
    let fault: String
    let outcome: String
    let seconds: Double
    let isRight: Bool
  }

  private(set) var rows: [Row] = []

  mutating func add(_ fault: String, _ outcome: String, _ duration: Duration, isRight: Bool) {
    let (seconds, attoseconds) = duration.components
    rows.append(
      Row(
        fault: fault, outcome: outcome,
        seconds: Double(seconds) + Double(attoseconds) * 1e-18, isRight: isRight))
  }

  var text: String {
    let width = rows.map(\.fault.count).max() ?? 0
    let lines = rows.map { row in
      let name = row.fault + String(repeating: " ", count: width - row.fault.count)
      let seconds = String(format: "%6.1f s", row.seconds)
      return "\(name)  \(row.isRight ? "as meant" : "WRONG   ")  \(seconds)  \(row.outcome)"
    }
    let wrong = rows.count { !$0.isRight }
    return lines.joined(separator: "\n") + "\n\(rows.count) faults tried, \(wrong) ended wrongly\n"
  }
}
