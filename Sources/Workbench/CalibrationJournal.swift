import Calibration
import Measurements
import ResultStore
import Synchronization

/// The stored side of a calibration: what its firmwares came to so far, and where the next is added.
final class CalibrationJournal: Sendable {
  /// What the layers to choose from are called in a plan.
  static let poolName = "layers to choose from"

  let started: Timestamp
  private let number: Int64
  private let store: ResultStore
  private let stored: [CalibrationFirmwareRecord]
  private let count: Mutex<Int>

  private init(
    number: Int64, started: Timestamp, store: ResultStore, stored: [CalibrationFirmwareRecord]
  ) {
    self.number = number
    self.started = started
    self.store = store
    self.stored = stored
    count = Mutex(stored.count)
  }

  /// Goes on with the calibration that was begun of the same board, kernel set and link, or begins
  /// `wanted`.
  ///
  /// - Throws: ``CalibrationError`` when the one that was begun is of other kernels, options or the
  ///   like and `restarts` is not set.
  static func open(
    _ wanted: CalibrationRecord, restarts: Bool, in store: ResultStore
  ) throws -> CalibrationJournal {
    let begun = try store.openCalibration(
      board: wanted.board, kernelSet: wanted.kernelSet, link: wanted.link)
    guard let begun, !restarts else {
      return CalibrationJournal(
        number: try store.begin(wanted), started: wanted.started, store: store, stored: [])
    }
    let differences = differences(from: begun.record.plan, to: wanted.plan)
    guard differences.isEmpty else { throw CalibrationError(reason: .otherPlan(differences)) }
    return CalibrationJournal(
      number: begun.number, started: begun.record.started, store: store,
      stored: try store.firmwares(ofCalibration: begun.number))
  }

  private static func differences(
    from before: [String: String], to now: [String: String]
  ) -> [String] {
    let names = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }.sorted()
    // The layers follow from the rest: alone they say that this program draws others.
    let causes = names.filter { $0 != CalibrationJournal.poolName }
    return (causes.isEmpty ? names : causes).map { name in
      CalibrationError.difference(name, before[name] ?? "unknown", now[name] ?? "unknown")
    }
  }

  /// Where the firmwares that are stored lead.
  func state(of plan: CalibrationPlan) throws -> SweepState {
    var state = SweepState(plan)
    for record in stored { try state.apply(try record.firmware()) }
    return state
  }

  /// Stores what a firmware came to.
  func add(_ firmware: SweepFirmware) throws {
    let record = try CalibrationFirmwareRecord(firmware)
    try count.withLock { count in
      try store.add(record, after: count, toCalibration: number)
      count += 1
    }
  }

  func finish() throws { try store.finishCalibration(number) }
}
