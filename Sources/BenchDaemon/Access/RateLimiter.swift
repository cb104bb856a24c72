import Synchronization

/// Lets each caller ask so often a minute: a bucket of tokens for each, filled at that rate.
///
/// Its memory is bounded: where more callers come than it keeps buckets for, the newest share one.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var filled: ContinuousClock.Instant
  }

  private let perMinute: Double
  private let maximumBuckets: Int
  private let buckets = Mutex<[String: Bucket]>([:])

  init(perMinute: Int, maximumBuckets: Int = 4_096) {
    self.perMinute = Double(perMinute)
    self.maximumBuckets = maximumBuckets
  }

  /// Takes `cost` tokens out of the caller's bucket.
  ///
  /// - Returns: `nil` when they were there, else how long to wait until they are.
  func wait(
    of caller: String, cost: Double = 1, now: ContinuousClock.Instant = .now
  ) -> Duration? {
    buckets.withLock { buckets in
      if buckets[caller] == nil, buckets.count >= maximumBuckets {
        buckets = buckets.filter { self.tokens(in: $0.value, at: now) < perMinute }
      }
      let key = buckets[caller] != nil || buckets.count < maximumBuckets ? caller : ""
      var bucket = buckets[key] ?? Bucket(tokens: perMinute, filled: now)
      bucket.tokens = tokens(in: bucket, at: now)
      bucket.filled = now
      defer { buckets[key] = bucket }
      guard bucket.tokens < cost else {
        bucket.tokens -= cost
        return nil
      }
      return .seconds((cost - bucket.tokens) * 60 / perMinute)
    }
  }

  /// Callers that are kept apart now.
  var bucketCount: Int { buckets.withLock { $0.count } }

  private func tokens(in bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
    let seconds = (now - bucket.filled) / .seconds(1)
    return min(perMinute, bucket.tokens + max(0, seconds) * perMinute / 60)
  }
}
