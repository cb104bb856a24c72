import Foundation
import Hardware
import MCUBenchTestSupport
import POSIXSerial
import Testing

/// Ports that come and go, on a clock that the tests move.
@Suite(.timeLimit(.minutes(1)))
struct PortWatcherTests {
  private let settings = SerialSettings(bauds: [921_600])

  @Test func opensAPortOnceItAppears() async throws {
    try await withTemporaryDirectory { directory in
      let board = try PseudoTerminal()
      let path = directory + "/ttyACM0"
      let clock = ManualClock()
      let (watcher, settings) = (PortWatcher(clock: clock), settings)
      let opening = Task {
        try await watcher.openWhenPresent(path: path, settings: settings, within: .seconds(5))
      }
      for _ in 0..<3 {
        await clock.sleeping()
        clock.advance(by: .milliseconds(50))
      }
      await clock.sleeping()
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: board.path)
      clock.advance(by: .milliseconds(50))
      let port = try await opening.value
      try await port.write([1, 2])
      #expect(try board.receive(2) == [1, 2])
      await port.close()
    }
  }

  @Test func waitsForAPortInUseAndThenSaysByWhom() async throws {
    let board = try PseudoTerminal()
    let holder = try POSIXSerialPort(path: board.path, baud: 921_600)
    let error = await error(of: board.path, within: .seconds(2))
    #expect(error?.reason == .cannotOpen(errno: EBUSY))
    #expect(error?.holder?.contains("process \(getpid())") == true)
    await holder.close()
  }

  @Test func saysThatAPortNeverCame() async {
    let error = await error(of: "/dev/no-such-port", within: .seconds(2))
    #expect(error?.reason == .absent(after: .seconds(2)))
    #expect(error?.summary.contains("/dev/no-such-port") == true)
    #expect(error?.remedy?.contains("mcubench probes") == true)
  }

  @Test func refusesWhatIsNoPortAtOnce() async {
    let watcher = PortWatcher(clock: ManualClock())
    let settings = settings
    await #expect(throws: SerialPortError(port: "/dev/null", reason: .cannotOpen(errno: ENOTTY))) {
      try await watcher.openWhenPresent(
        path: "/dev/null", settings: settings, within: .seconds(5))
    }
  }

  @Test func stopsWhenItIsCancelled() async {
    let clock = ManualClock()
    let (watcher, settings) = (PortWatcher(clock: clock), settings)
    let opening = Task {
      try await watcher.openWhenPresent(
        path: "/dev/no-such-port", settings: settings, within: .seconds(5))
    }
    await clock.sleeping()
    opening.cancel()
    await #expect(throws: CancellationError.self) { try await opening.value }
  }

  @Test func noticesThatAPortHasGone() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory + "/ttyACM0"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let clock = ManualClock()
      let watcher = PortWatcher(clock: clock)
      let waiting = Task { try await watcher.isGone(path: path, within: .seconds(5)) }
      await clock.sleeping()
      try FileManager.default.removeItem(atPath: path)
      clock.advance(by: .milliseconds(50))
      #expect(try await waiting.value)
      #expect(try await watcher.isGone(path: directory, within: .zero) == false)
    }
  }

  /// The error of waiting for `path` on a clock that moves whenever somebody waits for it.
  private func error(of path: String, within limit: Duration) async -> SerialPortError? {
    let clock = ManualClock()
    let ticking = Task {
      while !Task.isCancelled {
        await clock.sleeping()
        clock.advance(by: .milliseconds(50))
      }
    }
    defer { ticking.cancel() }
    let (watcher, settings) = (PortWatcher(clock: clock), settings)
    return await #expect(throws: SerialPortError.self) {
      try await watcher.openWhenPresent(path: path, settings: settings, within: limit)
    }
  }
}
