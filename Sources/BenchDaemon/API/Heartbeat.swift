import ServiceLifecycle

/// A stream's values, and a beat now and then so that a dead line is noticed.
enum Heartbeat<Value: Sendable> {
  enum Item: Sendable {
    case value(Value)
    case beat
  }

  /// Hands each value of `values` to `take`, one after another, with beats between them.
  ///
  /// A value is drawn only when the one before it has been taken, so that a slow taker holds up
  /// the stream and fills no memory. Ends with the stream, or quietly when the service stops.
  static func merge(
    _ values: AsyncThrowingStream<Value, any Error>, every interval: Duration,
    _ take: (Item) async throws -> Void
  ) async throws {
    let (items, source) = AsyncThrowingStream.makeStream(of: Item.self)
    let (receipts, acknowledge) = AsyncStream.makeStream(of: Void.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await cancelWhenGracefulShutdown {
          var receipt = receipts.makeAsyncIterator()
          do {
            for try await value in values {
              source.yield(.value(value))
              guard await receipt.next() != nil else { break }
            }
            source.finish()
          } catch {
            source.finish(throwing: error)
          }
        }
      }
      group.addTask {
        let clock = ContinuousClock()
        while (try? await clock.sleep(for: interval)) != nil { source.yield(.beat) }
      }
      defer { group.cancelAll() }
      for try await item in items {
        try await take(item)
        if case .value = item { acknowledge.yield() }
      }
    }
  }
}
