import Foundation
import Hardware
import Testing

@testable import USBProbes

@Suite(.timeLimit(.minutes(1)))
struct USBProbeFinderTests {
  private static let hasNoBus = !DeviceTree.exists("/sys/bus/usb")

  @Test(.enabled(if: hasNoBus, "this machine has a USB bus"))
  func findsNothingWithoutABus() async throws {
    #expect(try await USBProbeFinder().probes().isEmpty)
    #expect(try await USBProbeFinder().attached().isEmpty)
  }

  @Test func stopsWatchingWithItsConsumer() async throws {
    #expect(await watchers(are: 0))
    let task = Task {
      for try await _ in USBProbeFinder().events() {}
    }
    #expect(await watchers(are: 1))
    task.cancel()
    try await task.value
    #expect(await watchers(are: 0))
  }

  @Test func stopsWatchingWhenNobodyTakesTheEvents() async {
    var events: AsyncThrowingStream<ProbeEvent, any Error>? = USBProbeFinder().events()
    #expect(events != nil)
    #expect(await watchers(are: 1))
    events = nil
    #expect(await watchers(are: 0))
  }

  @Test func severalMayWatch() async {
    var streams = (0..<8).map { _ in USBProbeFinder().events() }
    #expect(await watchers(are: 1))
    streams.removeLast(7)
    #expect(await watchers(are: 1))
    streams.removeAll()
    #expect(await watchers(are: 0))
  }

  /// Whether libusb's own thread, which lives as long as any session with it, comes to be there or
  /// not.
  private func watchers(are expected: Int) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
      let count = threads.count { thread in
        let name = FileManager.default.contents(atPath: "/proc/self/task/\(thread)/comm")
        return name.map { String(decoding: $0, as: UTF8.self) } == "libusb_event\n"
      }
      if count == expected { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }
}
