/// Where a job is on its way.
///
/// `queued → leased → building → flashing → measuring → done`; from each but the last `failed` and
/// `cancelled`, and back to `queued` when another attempt is due.
package enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
  case queued
  /// A board has taken it.
  case leased
  case building
  case flashing
  case measuring
  case done
  case failed
  case cancelled

  /// Whether nothing will happen to the job any more.
  package var isFinal: Bool {
    switch self {
    case .done, .failed, .cancelled: true
    case .queued, .leased, .building, .flashing, .measuring: false
    }
  }

  /// Whether a board is at it.
  package var isRunning: Bool { !isFinal && self != .queued }
}
