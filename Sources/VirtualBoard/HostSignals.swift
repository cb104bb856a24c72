// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator
import Glibc

/// What the host wants of the whole board, as something to wait for.
///
/// SIGTERM, SIGINT, SIGHUP, and on request the parent's end, end it; SIGUSR1 switches the USB port's
/// power off and on, and SIGUSR2 does while somebody holds the board's BOOTSEL button.
final class HostSignals {
  private let signals: Int32
  /// The parent process, or -1 where its end is nothing to this one.
  private let parent: Int32
  private let watchesInput: Bool
  private var isOver = false
  private var dueCycle: PowerCycle?

  /// The power of the USB port goes off and on.
  struct PowerCycle: Hashable {
    /// Whether somebody holds the board's button meanwhile.
    let holdsBootsel: Bool
  }

  /// Blocks the signals and takes them from a descriptor instead.
  ///
  /// Call it on the main thread before any other starts: threads inherit the blocked signals.
  init(endsWithParent: Bool) throws(VirtualBoardError) {
    signals = mcub_watched_signals()
    watchesInput = endsWithParent
    parent = endsWithParent ? mcub_parent_descriptor() : -1
    guard signals >= 0 else {
      throw VirtualBoardError(reason: .systemCall("signalfd", status: errno))
    }
  }

  deinit {
    close(signals)
    if parent >= 0 { close(parent) }
  }

  /// Whether it is time to end; looks without waiting.
  var endHasCome: Bool {
    if !isOver { wait(milliseconds: 0) }
    return isOver
  }

  /// How the port's power was switched since the last call, or `nil` where it was not.
  func takePowerCycle() -> PowerCycle? {
    defer { dueCycle = nil }
    return dueCycle
  }

  /// Waits until a signal comes, one of `others` is ready, or the time is over; -1 waits for ever.
  func wait(milliseconds: Int32, others: [pollfd] = []) {
    var watched =
      [
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: watchesInput ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: parent, events: Int16(POLLIN), revents: 0),
      ] + others
    guard poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return }
    if watched[0].revents != 0 { takeSignals() }
    if watched[2].revents != 0 { isOver = true }
    if watched[1].revents != 0 {
      var discarded = [UInt8](repeating: 0, count: 256)
      if read(STDIN_FILENO, &discarded, discarded.count) <= 0 { isOver = true }
    }
  }

  private func takeSignals() {
    while case let signal = mcub_take_signal(signals), signal != 0 {
      if signal == SIGUSR1 || signal == SIGUSR2 {
        dueCycle = PowerCycle(holdsBootsel: signal == SIGUSR2)
      } else {
        isOver = true
      }
    }
  }
}
