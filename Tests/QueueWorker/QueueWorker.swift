import Failures
import Glibc
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore

/// Does what a daemon's board does with the queue of the store that its first argument names.
///
/// `submit N` adds that many jobs, `work BOARD` takes jobs until none waits, `stop BOARD` takes one, stops
/// itself by a signal, and goes on when it is continued; `keep BYTES` puts a model onto the shelf. Each
/// step is told in a line once the store has it, so that a test that kills the program knows what must
/// be there.
@main
enum QueueWorker {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { exit(ExitStatus.wrongInput.rawValue) }
    // A file that may not grow gives an error then, as a full disk does.
    signal(SIGXFSZ, SIG_IGN)
    do throws(ResultStoreError) {
      let store = try ResultStore(path: arguments[1])
      switch arguments[2] {
      case "submit": try submit(Int(arguments[3]) ?? 0, to: store)
      case "work": while try work(store, on: arguments[3], stops: false) {}
      case "stop": _ = try work(store, on: arguments[3], stops: true)
      case "keep": try keep(Int(arguments[3]) ?? 0, in: store)
      default: exit(ExitStatus.wrongInput.rawValue)
      }
    } catch {
      tell(STDERR_FILENO, error.summary)
      exit(error.exitStatus.rawValue)
    }
  }

  private static func submit(_ count: Int, to store: ResultStore) throws(ResultStoreError) {
    for number in 0..<count {
      let specification = JobSpecification(
        modelSHA256: String(repeating: "ab", count: 32), modelName: "two_layers",
        board: "stm32f746g", purpose: .night(id: "\(getpid()) \(number)"))
      let receipt = try store.submit(
        JobSubmission(specification, maximumAttempts: 20, submitter: "process \(getpid())"),
        now: now)
      tell("submitted", receipt.job)
    }
  }

  /// - Returns: whether there was a job.
  private static func work(
    _ store: ResultStore, on board: String, stops: Bool
  ) throws(ResultStoreError) -> Bool {
    let owner = "bench:\(getpid()):\(board)"
    let claimed = try store.claim(
      board: "stm32f746g", boardName: board, owner: owner, until: later, now: now)
    guard let job = claimed, let lease = job.lease else { return false }
    tell("leased", job, lease.fence)
    if stops { raise(SIGSTOP) }
    do throws(ResultStoreError) {
      for state in [JobState.building, .flashing, .measuring] {
        tell(state.rawValue, try store.advance(lease, to: state, now: now), lease.fence)
        try store.append(.stageBegan(state.rawValue), to: job.id, now: now)
        try store.renew(lease, until: later, now: now)
      }
      try store.record(.success, of: board, now: now)
      tell("done", try store.complete(lease, with: run(for: job), now: now), lease.fence)
    } catch {
      guard case .staleLease = error.reason else { throw error }
      tell("stale", job, lease.fence)
    }
    return true
  }

  private static func keep(_ bytes: Int, in store: ResultStore) throws(ResultStoreError) {
    var generator = SplitMix(state: UInt64(getpid()))
    while true {
      let model = (0..<bytes).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      tell(STDOUT_FILENO, try store.models.keep(model))
    }
  }

  private static func run(for job: Job) -> Measurement {
    Measurement.example(runID: RunID.random().rawValue).with(
      provenance: Provenance(
        program: "mcubench 0.1.0", user: nil,
        lab: LabProvenance(
          job: job.id.rawValue, attempt: job.attempt, boardName: job.boardName, night: nil,
          commit: nil)))
  }

  private static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(unixMilliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  private static var later: Timestamp {
    Timestamp(unixMilliseconds: now.unixMilliseconds + 60_000)
  }

  private static func tell(_ what: String, _ job: Job, _ fence: Int64 = 0) {
    tell(STDOUT_FILENO, "\(what) \(job.id) \(fence)")
  }

  private static func tell(_ descriptor: Int32, _ text: String) {
    let line = Array("\(text)\n".utf8)
    _ = write(descriptor, line, line.count)
  }
}
