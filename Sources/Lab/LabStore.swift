import Dispatch
package import ResultStore

/// The store as the lab uses it: every call on one thread of its own, in order.
///
/// A call may wait for the disk or for another process's lock; the threads that all tasks share must
/// not. A call that was begun is finished, even where its task is cancelled meanwhile.
package final class LabStore: Sendable {
  package let store: ResultStore
  private let queue = DispatchQueue(label: "mcubench.lab.store")

  package init(_ store: ResultStore) {
    self.store = store
  }

  package func callAsFunction<Value: Sendable>(
    _ work: @escaping @Sendable (ResultStore) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { waiter in
      queue.async { [store] in waiter.resume(with: Result { try work(store) }) }
    }
  }
}
