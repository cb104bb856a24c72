import FoundationEssentials
package import Measurements

/// The time of day, which may jump; deadlines and pauses go by a clock that does not.
package struct WallClock: Sendable {
  private let read: @Sendable () -> Timestamp

  package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

  package static let system = WallClock {
    Timestamp(unixMilliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }

  package var now: Timestamp { read() }
  var seconds: Int { Int(now.unixMilliseconds / 1000) }

  /// A moment in seconds since 1970, as RFC 3339 has it.
  static func text(ofSeconds seconds: Int) -> String {
    Timestamp(unixMilliseconds: Int64(seconds) * 1000).description
  }
}

extension Timestamp {
  /// The moment so much later.
  func after(_ duration: Duration) -> Timestamp {
    Timestamp(unixMilliseconds: unixMilliseconds + Int64(duration / .milliseconds(1)))
  }
}
