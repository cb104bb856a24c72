// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator
import Glibc

/// SIGTERM, SIGINT, SIGHUP, and on request the parent's end, as something to wait for.
final class EndingSignal {
  private let signals: Int32
  private let watchesInput: Bool
  private var isOver = false

  /// Blocks the signals and takes them from a descriptor instead.
  ///
  /// Call it on the main thread before any other starts: threads inherit the blocked signals.
  init(endsWithParent: Bool) throws(VirtualBoardError) {
    signals = mcub_ending_signals()
    watchesInput = endsWithParent
    guard signals >= 0 else {
      throw VirtualBoardError(reason: .systemCall("signalfd", status: errno))
    }
    if endsWithParent { _ = mcub_end_with_parent() }
  }

  deinit {
    close(signals)
  }

  /// Whether it is time to end; looks without waiting.
  var hasCome: Bool {
    if !isOver { wait(milliseconds: 0, line: -1) }
    return isOver
  }

  /// Waits until the end comes, `line` has bytes, or the time is over; -1 waits for ever.
  func wait(milliseconds: Int32, line: Int32) {
    var watched = [
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
      pollfd(fd: watchesInput ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: line, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return }
    if watched[0].revents != 0 { isOver = true }
    if watched[1].revents != 0 {
      var discarded = [UInt8](repeating: 0, count: 256)
      if read(STDIN_FILENO, &discarded, discarded.count) <= 0 { isOver = true }
    }
  }
}
