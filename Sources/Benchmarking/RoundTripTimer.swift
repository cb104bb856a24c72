/// How long to wait for an answer before it is taken as lost, learned from the answers so far.
///
/// As TCP does it (RFC 6298): the smoothed time and four times its variation, doubled after each
/// answer that never came. The time that the bytes take on the line is counted apart.
struct RoundTripTimer {
  /// Before the first answer: a USB adapter holds bytes back up to 16 ms each way.
  private static let first: Duration = .milliseconds(60)
  private static let least: Duration = .milliseconds(20)
  private static let most: Duration = .seconds(1)

  private var smoothed: Duration?
  private var variation: Duration = .zero
  private var backoff = 1

  /// The wait for an answer where command and answer together are `transit` long on the line.
  func limit(transit: Duration) -> Duration {
    let learned = smoothed.map { $0 + variation * 4 } ?? Self.first
    return min(max(learned, Self.least) * backoff, Self.most) + transit * 2
  }

  /// Learns from an answer that came `time` after its command, beyond the time on the line.
  mutating func heard(after time: Duration) {
    backoff = 1
    let time = max(time, .zero)
    guard let mean = smoothed else {
      (smoothed, variation) = (time, time / 2)
      return
    }
    let difference = time > mean ? time - mean : mean - time
    variation = (variation * 3 + difference) / 4
    smoothed = (mean * 7 + time) / 8
  }

  /// Waits longer after an answer that never came.
  mutating func lost() {
    backoff = min(backoff * 2, 16)
  }
}

/// How many bytes of data go in a frame: fewer the worse the line is.
struct BlockSize: Hashable {
  /// Smaller frames are all header.
  static let least = 16
  private static let step = 16

  let maximum: Int
  private(set) var bytes: Int

  init(maximum: Int) {
    self.maximum = maximum
    bytes = maximum
  }

  /// After a frame that came through.
  mutating func grow() { bytes = min(maximum, bytes + Self.step) }

  /// After a frame that was lost.
  mutating func shrink() { bytes = max(min(Self.least, maximum), bytes / 2) }
}
