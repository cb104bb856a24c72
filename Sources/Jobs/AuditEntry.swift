package import Measurements

/// Who did what in the lab, when and from where; the store keeps every one as it was written.
package struct AuditEntry: Hashable, Sendable, Codable {
  /// What was done.
  package enum Action: String, Hashable, Sendable, Codable, CaseIterable {
    case submitted
    case cancelled
    /// An attempt at a job began to write a board's flash.
    case flashed
    case quarantined
    case released
    case startedNight = "started_night"
    /// A request that a wrong token or too small a role kept out.
    case refused
    case configured
  }

  /// Its place in the log, from 1 on, or `nil` before it is written.
  package var number: Int64?
  package var time: Timestamp
  /// The token's name, `local`, `lab`, or `unknown`.
  package var who: String
  package var action: Action
  /// What it was done to: a job, a board, a suite, a path.
  package var target: String
  /// The peer's address, or the process and board: `host:pid:board`.
  package var origin: String?
  /// Untrusted text.
  package var detail: String?

  package init(
    number: Int64? = nil, time: Timestamp, who: String, action: Action, target: String,
    origin: String? = nil, detail: String? = nil
  ) {
    self.number = number
    self.time = time
    self.who = who
    self.action = action
    self.target = target
    self.origin = origin
    self.detail = detail
  }
}

/// Which entries of the audit log to give, newest first.
package struct AuditFilter: Hashable, Sendable {
  package var who: String?
  package var action: AuditEntry.Action?
  package var target: String?
  /// Only entries before the one of this number, for paging.
  package var before: Int64?
  package var limit: Int

  package init(
    who: String? = nil, action: AuditEntry.Action? = nil, target: String? = nil,
    before: Int64? = nil, limit: Int = 50
  ) {
    self.who = who
    self.action = action
    self.target = target
    self.before = before
    self.limit = limit
  }
}
