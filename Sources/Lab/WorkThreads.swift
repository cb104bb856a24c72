import Dispatch
import Glibc
import Synchronization

/// Threads for work that keeps a core busy, no more of them than the machine has cores.
///
/// The threads that all tasks share renew leases, read boards and answer clients: what computes for
/// seconds must not stand in their way.
final class WorkThreads: TaskExecutor {
  private struct State {
    var waiting: [UnownedJob] = []
    /// Each with a thread of its own while it has something to do.
    var idle: [DispatchQueue]
  }

  private let state: Mutex<State>

  /// So many threads as the machine has cores, or as `width` says.
  init(width: Int? = nil) {
    let count = width ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    state = Mutex(
      State(idle: (0..<count).map { DispatchQueue(label: "mcubench.lab.work.\($0)") }))
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let free = state.withLock { state in
      state.waiting.append(job)
      return state.idle.popLast()
    }
    if let free { free.async { self.work(on: free) } }
  }

  /// Does what waits, in order, until nothing does.
  private func work(on queue: DispatchQueue) {
    while true {
      let next = state.withLock { state -> UnownedJob? in
        if state.waiting.isEmpty {
          state.idle.append(queue)
          return nil
        }
        return state.waiting.removeFirst()
      }
      guard let next else { return }
      next.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
