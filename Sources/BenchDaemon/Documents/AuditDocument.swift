import Jobs
import Measurements
import Reports

/// Who did what, as the API writes it.
enum AuditDocument {
  static func json(_ entries: [AuditEntry], isLast: Bool) -> JSONValue {
    .object(known: [
      ("schema", .string("mcubench.audit/1")),
      ("entries", .array(entries.map(json))),
      ("next", isLast ? nil : entries.last?.number.map { .integer($0) }),
    ])
  }

  private static func json(_ entry: AuditEntry) -> JSONValue {
    .object(known: [
      ("number", entry.number.map { .integer($0) }),
      ("time", .string(entry.time.description)),
      ("who", .string(entry.who)),
      ("action", .string(entry.action.rawValue)),
      ("target", .string(entry.target)),
      ("origin", entry.origin.map { .string($0) }),
      ("detail", entry.detail.map { .string($0) }),
    ])
  }
}
