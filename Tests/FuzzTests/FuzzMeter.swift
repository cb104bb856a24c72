import Glibc

/// Watches the time and memory that inputs take, and notes the input under way.
///
/// A trap ends the process: the note then names the input that caused it.
struct FuzzMeter {
  /// Processor time that one input may take.
  static let limitSeconds = 2.0
  /// Memory by which one input may raise the process's peak.
  static let limitBytes = 512 << 20

  let notePath = "/tmp/mcubench-fuzz-\(getpid()).txt"
  private let note: Int32
  private(set) var slowest: (seconds: Double, input: String) = (0, "")

  init() {
    note = open(notePath, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
  }

  /// Removes the note: no input ended the process.
  func finish() {
    close(note)
    unlink(notePath)
  }

  /// Runs `work` on one input and gives its processor time.
  mutating func measure(
    _ input: String, _ work: () throws(FuzzDefect) -> Void
  ) throws(FuzzDefect) -> Double {
    let line = Array((input + "\n").utf8)
    _ = ftruncate(note, 0)
    _ = pwrite(note, line, line.count, 0)
    let (secondsBefore, bytesBefore) = (Self.processorSeconds, Self.peakBytes)
    try work()
    let seconds = Self.processorSeconds - secondsBefore
    if seconds > slowest.seconds { slowest = (seconds, input) }
    guard seconds <= Self.limitSeconds else {
      throw FuzzDefect(description: "took \(seconds) s")
    }
    guard Self.peakBytes - bytesBefore <= Self.limitBytes else {
      throw FuzzDefect(description: "took \(Self.peakBytes - bytesBefore) B")
    }
    return seconds
  }

  /// Processor time of this thread, so that a busy machine does not count.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static var peakBytes: Int {
    var usage = rusage()
    getrusage(.init(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) * 1024
  }
}
