/// Runs `body` and gives its value, unless `limit` passes first.
///
/// Whichever ends first cancels the other; `body` must end when it is cancelled.
///
/// - Throws: `error` when the limit passes, what `body` throws, and `CancellationError` when the
///   surrounding task is cancelled.
package func withDeadline<Value: Sendable, Time: Clock>(
  _ limit: Time.Duration, clock: Time, orThrow error: any Error,
  _ body: @Sendable @escaping () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await clock.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let value = first else { throw error }
    return value
  }
}
