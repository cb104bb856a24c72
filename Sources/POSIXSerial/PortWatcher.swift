import Glibc
package import Hardware

/// Waits for serial ports that come and go: after a reset, a power cycle or a new plug-in.
package struct PortWatcher<Time: Clock>: Sendable where Time.Duration == Duration {
  private let clock: Time
  /// Between two looks at the device node.
  private let interval: Duration

  package init(clock: Time, interval: Duration = .milliseconds(50)) {
    self.clock = clock
    self.interval = interval
  }

  /// Opens the device at `path` as soon as it is there and may be opened.
  ///
  /// A node that has just appeared belongs to root until udev has set its group, and a modem
  /// manager may hold it for a moment: both are waited for like the node itself.
  ///
  /// - Throws: ``SerialPortError`` once `limit` has passed, which says that the device never came or
  ///   why it could not be opened last; at once when it is no serial port or refuses the settings;
  ///   and `CancellationError` when the surrounding task is cancelled.
  package func openWhenPresent(
    path: String, settings: SerialSettings, dropsStaleBytes: Bool = false, within limit: Duration
  ) async throws -> POSIXSerialPort {
    let deadline = clock.now.advanced(by: limit)
    while true {
      do {
        return try POSIXSerialPort(
          path: path, settings: settings, dropsStaleBytes: dropsStaleBytes)
      } catch {
        guard Self.mayPass(error.reason) else { throw error }
        guard clock.now < deadline else {
          guard Self.isAbsence(error.reason) else { throw error }
          throw SerialPortError(port: path, reason: .absent(after: limit))
        }
      }
      try await clock.sleep(for: min(interval, clock.now.duration(to: deadline)))
    }
  }

  /// Returns once no device is at `path` any more; `false` when it is still there after `limit`.
  ///
  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  package func isGone(path: String, within limit: Duration) async throws -> Bool {
    let deadline = clock.now.advanced(by: limit)
    while access(path, F_OK) == 0 {
      guard clock.now < deadline else { return false }
      try await clock.sleep(for: min(interval, clock.now.duration(to: deadline)))
    }
    return true
  }

  /// Whether the error may go away by itself.
  private static func mayPass(_ reason: SerialPortError.Reason) -> Bool {
    if case .cannotOpen(let code) = reason {
      return isAbsence(reason) || [EACCES, EPERM, EBUSY].contains(code)
    }
    return false
  }

  /// Whether there is no device: no node, or one whose device has gone.
  private static func isAbsence(_ reason: SerialPortError.Reason) -> Bool {
    if case .cannotOpen(let code) = reason { return [ENOENT, ENODEV, ENXIO, EIO].contains(code) }
    return false
  }
}
