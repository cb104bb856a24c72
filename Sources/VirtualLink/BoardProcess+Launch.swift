import Glibc
import Hardware

extension BoardProcess {
  /// A program that was just started, and our ends of its streams.
  struct Launched {
    let processID: pid_t
    let input: Int32
    let output: Int32
    let errors: Int32
  }

  /// The system's error number of a start that failed.
  struct LaunchFailure: Error {
    let errno: Int32
  }

  /// Starts `program` in a process group of its own, so that the terminal's Ctrl-C reaches it only
  /// through this process.
  static func launch(
    _ program: String, _ arguments: [String]
  ) throws(LaunchFailure) -> Launched {
    var pairs: [SocketPair] = []
    func fail(_ code: Int32) -> LaunchFailure {
      for pair in pairs { pair.close() }
      return LaunchFailure(errno: code)
    }
    for _ in 0..<3 {
      guard let pair = SocketPair() else { throw fail(errno) }
      pairs.append(pair)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (stream, pair) in pairs.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, pair.theirs, Int32(stream))
    }
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

    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var processID: pid_t = 0
    let code = posix_spawn(&processID, program, &actions, &attributes, &words, environ)
    guard code == 0 else { throw fail(code) }
    for pair in pairs { Glibc.close(pair.theirs) }
    return Launched(
      processID: processID, input: pairs[0].ours, output: pairs[1].ours, errors: pairs[2].ours)
  }
}
