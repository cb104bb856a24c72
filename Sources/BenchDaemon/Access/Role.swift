/// What a caller may do; each role may do what those before it may.
package enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Sees jobs, runs, series, nights and boards.
  case read
  /// Puts jobs into the queue, takes them out, and starts nights.
  case submit
  /// Locks boards away and reads who did what.
  case admin

  package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .read: 0
    case .submit: 1
    case .admin: 2
    }
  }
}
