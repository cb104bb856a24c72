package import Foundation
import Glibc
import Hardware
import Synchronization

/// A program that a test has started.
///
/// Foundation's `Process` keeps its files open for as long as the test process lives, and fails once
/// there are more than a thousand. A thread of its own starts the program, waits for its end, and so
/// outlives it: Linux tells a child of its parent's end when the *thread* that started it ends.
package final class ChildProcess: Sendable {
  /// What the program has for one of its standard streams.
  package enum Stream {
    case null
    /// That of this process.
    case inherited
    /// Written from the start on.
    case file(String)
    /// The program's end is closed here once the program has it.
    case pipe(Pipe)
    /// An open file of this process, which keeps it.
    case descriptor(Int32)
  }

  /// The program was not started.
  package struct StartFailure: Error, CustomStringConvertible {
    package let program: String
    package let errno: Int32
    package var description: String {
      "cannot start \(program): \(String(cString: strerror(errno)))"
    }
  }

  private struct State {
    /// As ``status`` gives it.
    var status: Int32?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  package let processID: pid_t
  private let state: Mutex<State>
  /// Raised at the program's end, and again by each that has waited for it.
  private let ended: DispatchSemaphore

  /// Starts `program`, a path, in a process group of its own.
  package init(
    _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil,
    directory: String? = nil, input: Stream = .null, output: Stream = .null,
    errors: Stream = .inherited
  ) throws {
    let opened = try [(input, O_RDONLY), (output, O_WRONLY), (errors, O_WRONLY)].enumerated().map {
      try Self.open($1.0, $1.1, standing: Int32($0))
    }
    defer { for stream in opened where stream.isOurs { Glibc.close(stream.descriptor) } }
    // coreutils: env takes the place of the shell that would change the directory.
    let words =
      (directory.map { ["/usr/bin/env", "--chdir=\($0)"] } ?? []) + [program] + arguments
    let entries = environment.map { $0.map { "\($0)=\($1)" } }
    let descriptors = opened.map(\.descriptor)
    let started = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<pid_t, StartFailure>?>(nil)
    let box = Mutex<ChildProcess?>(nil)
    let isFilled = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let result = Self.spawn(words, entries, descriptors)
      outcome.withLock { $0 = result }
      started.signal()
      guard case .success(let processID) = result else { return }
      isFilled.wait()
      var information = siginfo_t()
      while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
      let child = box.withLock { child in
        defer { child = nil }
        return child
      }
      child?.reap()
    }
    started.wait()
    processID = try outcome.withLock { try $0?.get() } ?? 0
    state = Mutex(State())
    ended = DispatchSemaphore(value: 0)
    box.withLock { $0 = self }
    isFilled.signal()
    for case .pipe(let pipe) in [input] { try? pipe.fileHandleForReading.close() }
    for case .pipe(let pipe) in [output, errors] { try? pipe.fileHandleForWriting.close() }
  }

  package var isRunning: Bool { state.withLock { $0.status == nil } }

  /// The exit status, or the negated signal that ended the program; `nil` while it runs.
  package var status: Int32? { state.withLock { $0.status } }

  /// Sends a signal unless the program has ended.
  package func send(_ signal: Int32) {
    state.withLock { state in
      if state.status == nil { kill(processID, signal) }
    }
  }

  package func terminate() { send(SIGTERM) }

  /// Waits for the end and gives the exit status, or the negated signal.
  @discardableResult
  package func waitUntilExit() -> Int32 {
    ended.wait()
    ended.signal()
    return status ?? 0
  }

  /// Waits for the end and gives the exit status, or the negated signal.
  @discardableResult
  package func exit() async -> Int32 {
    await withCheckedContinuation { waiter in
      let isOver = state.withLock { state in
        if state.status == nil { state.waiters.append(waiter) }
        return state.status != nil
      }
      if isOver { waiter.resume() }
    }
    return status ?? 0
  }

  // MARK: The thread's side

  private func reap() {
    let waiters = state.withLock { state in
      var word: Int32 = 0
      while waitpid(processID, &word, 0) < 0, errno == EINTR {}
      // POSIX, sys/wait.h: the low seven bits hold the signal, the next byte the exit status.
      state.status = word & 0x7F == 0 ? word >> 8 & 0xFF : -(word & 0x7F)
      defer { state.waiters = [] }
      return state.waiters
    }
    ended.signal()
    for waiter in waiters { waiter.resume() }
  }

  private static func open(
    _ stream: Stream, _ flags: Int32, standing place: Int32
  ) throws -> (descriptor: Int32, isOurs: Bool) {
    switch stream {
    case .inherited: return (place, false)
    case .descriptor(let descriptor): return (descriptor, false)
    case .pipe(let pipe):
      let handle = flags == O_RDONLY ? pipe.fileHandleForReading : pipe.fileHandleForWriting
      return (handle.fileDescriptor, false)
    case .null: return (try open("/dev/null", flags), true)
    case .file(let path): return (try open(path, flags | O_CREAT | O_TRUNC), true)
    }
  }

  private static func open(_ path: String, _ flags: Int32) throws -> Int32 {
    let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw StartFailure(program: path, errno: errno) }
    return descriptor
  }

  /// Keeps what any library opened from the children that start next.
  private static func keepFilesToThisProcess() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    for descriptor in names.compactMap({ Int32($0) }) where descriptor > 2 {
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
  }

  private static func spawn(
    _ words: [String], _ environment: [String]?, _ descriptors: [Int32]
  ) -> Result<pid_t, StartFailure> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // First out of the way of 0, 1 and 2, so that no stream is put over another's source.
    let aside = max(2, descriptors.max() ?? 2) + 1
    for (place, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, aside + Int32(place))
    }
    for place in descriptors.indices.map(Int32.init) {
      posix_spawn_file_actions_adddup2(&actions, aside + place, place)
      posix_spawn_file_actions_addclose(&actions, aside + place)
    }
    keepFilesToThisProcess()
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    posix_spawnattr_setpgroup(&attributes, 0)
    // Threads of the task pool block signals, and a child inherits that.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGHUP, SIGINT, SIGPIPE, SIGTERM] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var arguments = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    var entries = environment.map { $0.map { strdup($0) } + [nil] } ?? []
    defer { for entry in entries { free(entry) } }
    var processID: pid_t = 0
    let code =
      environment == nil
      ? posix_spawn(&processID, words[0], &actions, &attributes, &arguments, environ)
      : posix_spawn(&processID, words[0], &actions, &attributes, &arguments, &entries)
    guard code == 0 else { return .failure(StartFailure(program: words[0], errno: code)) }
    return .success(processID)
  }
}
