import Dispatch
import Synchronization
import Testing

@testable import Lab

/// Work that is done once for all who want it.
@Suite struct SharedWorkTests {
  private struct Trouble: Error {}

  /// Counts what is done, and lets nothing end before the gate is open.
  private final class Works: Sendable {
    private let count = Atomic(0)
    private let gate = DispatchSemaphore(value: 0)

    var begun: Int { count.load(ordering: .sequentiallyConsistent) }

    func open() { gate.signal() }

    func work() {
      count.add(1, ordering: .sequentiallyConsistent)
      gate.wait()
      gate.signal()
    }
  }

  @Test func isDoneOnceForAllWhoWantItAtTheSameTime() async throws {
    let shared = SharedWork<String, Int>(on: WorkThreads(width: 2), capacity: 4)
    let works = Works()
    let results = try await withThrowingTaskGroup(of: (value: Int, isShared: Bool).self) { group in
      for number in 0..<20 {
        group.addTask {
          try await shared.value(for: "model") {
            works.work()
            return number
          }
        }
      }
      group.addTask {
        while works.begun == 0 { await Task.yield() }
        works.open()
        return (-1, true)
      }
      return try await group.reduce(into: []) { $0.append($1) }.filter { $0.value >= 0 }
    }
    #expect(works.begun == 1)
    #expect(Set(results.map(\.value)).count == 1)
    #expect(results.count == 20 && results.filter { !$0.isShared }.count == 1)
  }

  @Test func keepsTheLatestResultsAndNoMore() async throws {
    let shared = SharedWork<Int, Int>(on: WorkThreads(width: 1), capacity: 3)
    let done = Atomic(0)
    func want(_ key: Int) async throws -> Bool {
      try await shared.value(for: key) { done.add(1, ordering: .relaxed).newValue }.isShared
    }
    for key in 0..<10 { #expect(try await !want(key)) }
    #expect(await shared.count == 3)
    for key in [7, 9] { #expect(try await want(key)) }
    // The eighth is the one that was not wanted for longest.
    #expect(try await !want(0))
    #expect(try await want(7))
    #expect(try await !want(8))
    #expect(await shared.count == 3)
  }

  @Test func keepsNothingThatFailed() async throws {
    let shared = SharedWork<Int, Int>(on: WorkThreads(width: 1), capacity: 3)
    await #expect(throws: Trouble.self) {
      _ = try await shared.value(for: 1) { throw Trouble() }
    }
    #expect(await shared.count == 0)
    #expect(try await shared.value(for: 1) { 5 }.value == 5)
  }

  @Test func doesNotBeginWhatNobodyWaitsForAnyMore() async throws {
    let shared = SharedWork<Int, Int>(on: WorkThreads(width: 1), capacity: 3)
    let (first, second) = (Works(), Works())
    let running = Task {
      try await shared.value(for: 1) {
        first.work()
        return 1
      }
    }
    while first.begun == 0 { await Task.yield() }
    let waiting = Task {
      try await shared.value(for: 2) {
        second.work()
        return 2
      }
    }
    while await shared.count < 2 { await Task.yield() }
    waiting.cancel()
    while await shared.count > 1 { await Task.yield() }
    first.open()
    #expect(try await running.value.value == 1)
    await #expect(throws: CancellationError.self) { _ = try await waiting.value }
    #expect(second.begun == 0)
  }

  @Test func itsThreadsLeaveOthersAlone() async throws {
    // More work than the machine has cores: tasks go on all the same.
    let threads = WorkThreads(width: 2)
    let works = Works()
    let busy = (0..<8).map { _ in Task(executorPreference: threads) { works.work() } }
    while works.begun < 2 { await Task.yield() }
    let ticks = try await withThrowingTaskGroup(of: Int.self) { group in
      for tick in 0..<50 {
        group.addTask {
          await Task.yield()
          return tick
        }
      }
      return try await group.reduce(0) { $0 + $1 }
    }
    #expect(ticks == 49 * 25)
    #expect(works.begun == 2)
    works.open()
    for task in busy { await task.value }
    #expect(works.begun == 8)
  }
}
