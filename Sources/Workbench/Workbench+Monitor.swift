import Benchmarking
import BoardProfiles
package import Failures
import Glibc
import Hardware
import POSIXSerial
import WireRecords

/// A serial line that a user wants to watch.
package struct MonitorRequest: Hashable, Sendable {
  /// The board profile's name.
  package let board: String
  /// The board's port; without one it is the probe's.
  package let probe: ProbeRequest
  /// The speed, or `nil` for the one that the firmware starts at.
  package let baud: Int?
  /// Whether to greet the firmware, which then sends a heartbeat about once a second.
  package let sendsHello: Bool

  package init(board: String, probe: ProbeRequest, baud: Int?, sendsHello: Bool) {
    self.board = board
    self.probe = probe
    self.baud = baud
    self.sendsHello = sendsHello
  }
}

/// What happens on a serial line.
package enum MonitorEvent: Hashable, Sendable {
  case opened(path: String, baud: Int)
  /// Bytes, and how long after the first opening they came.
  case bytes([UInt8], after: Duration)
  /// The device went away; it is waited for, unless it is a pseudo-terminal by its own name, which
  /// would be another one next time.
  case hungUp(isAwaited: Bool)
}

extension Workbench {
  /// Between two looks for a device that went away.
  private static let lookInterval: Duration = .milliseconds(250)

  /// Hands over what a board's serial line carries until the line ends or the task is cancelled.
  ///
  /// - Throws: a `Failure` when the line cannot be opened or fails, and what `take` throws.
  package func monitor(
    _ request: MonitorRequest, _ take: @Sendable (MonitorEvent) throws -> Void
  ) async throws {
    let board = try board(named: request.board)
    let path = try await portPath(request.probe, board)
    let profiled = SerialSettings(board.serial)
    let settings = SerialSettings(
      bauds: [request.baud ?? board.serial.baud], dtr: profiled.dtr, rts: profiled.rts)
    let start = ContinuousClock.now
    var line = try POSIXSerialPort(path: path, settings: settings)
    while true {
      do {
        try take(.opened(path: path, baud: settings.bauds[0]))
        if request.sendsHello {
          let hello = HostCommand.hello(Hello(nonce: .random(in: 1 ... .max)))
          try await line.write(hello.encoded(sequence: 1))
        }
        while let bytes = try await line.read() {
          try take(.bytes(bytes, after: ContinuousClock.now - start))
        }
        await line.close()
        let returns = !path.hasPrefix("/dev/pts/")
        try take(.hungUp(isAwaited: returns))
        guard returns else { return }
        line = try await returned(path, settings)
      } catch {
        await line.close()
        if Task.isCancelled { return }
        throw error
      }
    }
  }

  /// The device at `path`, as soon as it is there again.
  private func returned(
    _ path: String, _ settings: SerialSettings
  ) async throws -> POSIXSerialPort {
    let watcher = PortWatcher(clock: ContinuousClock(), interval: Self.lookInterval)
    while true {
      do {
        return try await watcher.openWhenPresent(
          path: path, settings: settings, within: .seconds(3600))
      } catch let error as SerialPortError {
        guard case .absent = error.reason else { throw error }
      }
    }
  }

  /// The serial port that a request names, else the only one of the probe that it means.
  func portPath(_ request: ProbeRequest, _ board: BoardProfile) async throws -> String {
    if let port = request.port { return port }
    let name: String
    let ports: [String]
    do {
      let selected = try await selection(for: board, request)
      (name, ports) = (selected.route.name, selected.ports)
    } catch let error as SelectionError {
      // The line is there, even if the probe beside it may not be opened.
      guard case .notUsable(let probe) = error.reason else { throw error }
      (name, ports) = (ProbeRoute.usb(probe).name, probe.ports)
    }
    guard let port = ports.first, ports.count == 1 else {
      throw UncertainPort(probe: name, ports: ports)
    }
    return port
  }
}

/// A probe does not say which serial port is the board's.
package struct UncertainPort: Failure, Hashable {
  /// The probe as a person would name it.
  package let probe: String
  package let ports: [String]

  package var summary: String {
    ports.isEmpty
      ? "\(probe): the probe has no serial port of its own"
      : "\(probe): the probe has several serial ports: \(ports.joined(separator: " "))"
  }
  package var remedy: String? { "name the board's port with --port DEV" }
  package var exitStatus: ExitStatus { .wrongInput }
  package var failureClass: FailureClass? { .probe }
}
