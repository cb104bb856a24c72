/// Does work once for all who want its result at the same time, and keeps the latest results.
///
/// Work is told apart by a key that must name all that its result follows from.
actor SharedWork<Key: Hashable & Sendable, Value: Sendable> {
  private let threads: any TaskExecutor
  /// Results that are kept, whoever has them in hand.
  private let capacity: Int
  /// The latest wanted last.
  private var pieces: [Piece] = []

  private final class Piece {
    let key: Key
    let task: Task<Value, any Error>
    var isOver = false
    var waiting = 0

    init(key: Key, task: Task<Value, any Error>) {
      self.key = key
      self.task = task
    }
  }

  /// Results of work on `threads`; so many are kept as `capacity` says.
  init(on threads: any TaskExecutor, capacity: Int) {
    self.threads = threads
    self.capacity = capacity
  }

  /// The result of the work with this key: of `work`, unless it is there or on its way already.
  ///
  /// What fails is not kept. Work that nobody waits for any more is cancelled.
  func value(
    for key: Key, work: @escaping @Sendable () throws -> Value
  ) async throws -> (value: Value, isShared: Bool) {
    let piece: Piece
    var isShared = true
    if let place = pieces.firstIndex(where: { $0.key == key }) {
      piece = pieces.remove(at: place)
    } else {
      isShared = false
      piece = Piece(
        key: key,
        task: Task(executorPreference: threads) { try await Self.done(work) })
    }
    pieces.append(piece)
    piece.waiting += 1
    defer { leave(piece) }
    let task = piece.task
    do {
      let value = try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        Task { await self.cancel(task) }
      }
      piece.isOver = true
      try Task.checkCancellation()
      return (value, isShared)
    } catch {
      if !piece.isOver { forget(piece) }
      throw error
    }
  }

  /// Does the work off the actor, which others ask meanwhile.
  @concurrent private static func done(_ work: @Sendable () throws -> Value) async throws -> Value {
    // It may have waited for a thread for long.
    try Task.checkCancellation()
    return try work()
  }

  /// Results that are kept just now, and work on its way.
  var count: Int { pieces.count }

  private func cancel(_ task: Task<Value, any Error>) {
    guard let piece = pieces.first(where: { $0.task == task }), !piece.isOver, piece.waiting <= 1
    else { return }
    // Who comes now begins anew.
    forget(piece)
    task.cancel()
  }

  private func leave(_ piece: Piece) {
    piece.waiting -= 1
    for idle in pieces.filter({ $0.waiting == 0 }).dropLast(capacity) { forget(idle) }
  }

  private func forget(_ piece: Piece) { pieces.removeAll { $0 === piece } }
}
