import Foundation
import Testing

@testable import USBProbes

/// A call that the kernel holds, as a hung USB device can do.
@Suite(.timeLimit(.minutes(1)))
struct BlockingCallTests {
  @Test func givesTheResult() async throws {
    #expect(try await BlockingCall.run(limit: .seconds(10)) { 7 } == 7)
  }

  @Test func passesTheFailureOn() async {
    let failure = USBFailure(reason: .cannotStart("no"))
    await #expect(throws: failure) {
      try await BlockingCall.run(limit: .seconds(10)) { () throws(USBFailure) -> Int in
        throw failure
      }
    }
  }

  @Test func givesUpOnACallThatHangs() async {
    let gate = DispatchSemaphore(value: 0)
    await #expect(throws: USBFailure(reason: .stuck(after: .milliseconds(50)))) {
      try await BlockingCall.run(limit: .milliseconds(50)) { gate.wait() }
    }
    gate.signal()
  }

  @Test func endsWhenItsTaskIsCancelled() async {
    let gate = DispatchSemaphore(value: 0)
    let begun = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await BlockingCall.run(limit: .seconds(50)) {
        begun.continuation.finish()
        gate.wait()
      }
    }
    for await _ in begun.stream {}
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    gate.signal()
  }
}
