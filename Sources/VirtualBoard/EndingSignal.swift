// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// SIGTERM, SIGINT, and on request the parent's end, as something to wait for.
final class EndingSignal {
  private let signals: Int32
  private let watchesInput: Bool
  private(set) var hasCome_ = false

  /// Blocks the signals in this thread and takes them from a descriptor instead.
  init(endsWithParent: Bool) throws(VirtualBoardError) {
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGTERM)
    sigaddset(&mask, SIGINT)
    sigaddset(&mask, SIGHUP)
    pthread_sigmask(SIG_BLOCK, &mask, nil)
    signals = signalfd(-1, &mask, Int32(SFD_NONBLOCK.rawValue) | Int32(SFD_CLOEXEC.rawValue))
    watchesInput = endsWithParent
    guard signals >= 0 else {
      throw VirtualBoardError(reason: .systemCall("signalfd", status: errno))
    }
    if endsWithParent {
      // Without this a parent that is killed while standard input is shared goes unnoticed.
      _ = prctl(PR_SET_PDEATHSIG, UInt(SIGTERM), 0, 0, 0)
    }
  }

  deinit {
    close(signals)
  }
}
