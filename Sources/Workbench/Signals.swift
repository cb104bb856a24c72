import Glibc

/// What a program does when it is asked to stop.
package enum Signals {
  /// Lets a write fail, into a closed pipe or past the largest file allowed, instead of ending the
  /// process.
  ///
  /// An empty handler rather than `SIG_IGN`: child programs would inherit the latter.
  package static func makeRefusedWritesAnError() {
    handle(SIGPIPE) { _ in }
    handle(SIGXFSZ) { _ in }
  }

  /// Cancels `work` at the first SIGINT, SIGTERM or SIGHUP, and ends the process with status 130 at
  /// the second.
  package static func cancelOnInterrupt(_ work: Task<some Sendable, Never>) {
    onInterrupt { work.cancel() }
  }

  /// Calls `stop`, on a thread of its own, at the first SIGINT, SIGTERM or SIGHUP, and ends the process
  /// with status 130 at the second.
  package static func onInterrupt(_ stop: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    signalPipe = ends[1]
    let reader = ends[0]
    for signal in [SIGINT, SIGTERM, SIGHUP] where signal != SIGHUP || !isIgnored(signal) {
      handle(signal) { _ in
        var mark: UInt8 = 1
        _ = write(signalPipe, &mark, 1)
      }
    }
    let cancellation = SignalReader(descriptor: reader, onFirst: stop)
    cancellation.start()
  }

  /// Whether the caller wants the signal ignored, as `nohup` does.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func handle(
    _ signal: Int32, with handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }
}

/// The writing end of the pipe between signal handlers and ``SignalReader``.
///
/// Written once before the handlers are set; a handler may touch nothing but plain memory.
private nonisolated(unsafe) var signalPipe: Int32 = -1

/// Waits for signals on a thread of its own, where blocking disturbs nobody.
private final class SignalReader: Sendable {
  private let descriptor: Int32
  private let onFirst: @Sendable () -> Void

  init(descriptor: Int32, onFirst: @escaping @Sendable () -> Void) {
    self.descriptor = descriptor
    self.onFirst = onFirst
  }

  func start() {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<SignalReader>.fromOpaque(context).takeRetainedValue().wait() }
        return nil
      }, context)
    if status == 0 {
      pthread_detach(thread)
    } else {
      Unmanaged<SignalReader>.fromOpaque(context).release()
    }
  }

  private func wait() {
    var mark: UInt8 = 0
    var count = 0
    while true {
      let got = read(descriptor, &mark, 1)
      if got == 1 {
        count += 1
        if count == 1 { onFirst() } else { _exit(130) }
      } else if got == 0 || errno != EINTR {
        return
      }
    }
  }
}
