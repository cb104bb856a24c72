import BoardProfiles
import Glibc
package import Hardware
import Synchronization

/// Flashes over ST-Links, CMSIS-DAP probes and J-Links with OpenOCD, as a process that ends with the job.
///
/// Afterwards the image runs from its reset vector with halting debug off (DHCSR.C_DEBUGEN clear),
/// the breakpoint unit off, the registers of ``BoardProfile/FlashSetting/restores`` as after
/// power-on, and nobody attached.
package final class OpenOCD: Flasher {
  static let packages = ["openocd"]

  /// The program that was asked for by its path, or `nil` to look for it in ``searchPath``.
  let program: String?
  let searchPath: [String]
  /// Where probes are locked.
  private let lockDirectory: String
  /// Where each job gets a directory of its own.
  let scratchDirectory: String
  /// Found and asked for its version once.
  let installation = Mutex<Installation?>(nil)

  package init(
    program: String?, searchPath: [String], lockDirectory: String, scratchDirectory: String
  ) {
    self.program = program
    self.searchPath = searchPath
    self.lockDirectory = lockDirectory
    self.scratchDirectory = scratchDirectory
  }

  package func flash(_ job: FlashJob) async throws -> FlashReport {
    try await flash(job) { _ in }
  }

  package func flash(
    _ job: FlashJob, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashReport {
    let start = ContinuousClock.now
    let spoken = Spoken(progress)
    func failure(_ reason: FlashError.Reason) -> FlashError {
      FlashError(
        board: job.board.name, probe: job.route.name, reason: reason,
        lastLines: spoken.transcript.lastLines)
    }
    do {
      let image = try FlashImage(path: job.imagePath, for: job.board)
      let lock = try ProbeLock.forJob(job.route, directory: lockDirectory)
      defer { withExtendedLifetime(lock) {} }
      let tool = try await withDeadline(
        job.timeLimit, clock: ContinuousClock(), orThrow: DeadlinePassed()
      ) {
        try await self.run(image, job, spoken)
      }
      return FlashReport(
        tool: tool.name, duration: ContinuousClock.now - start,
        lastLines: spoken.transcript.lastLines,
        targetMillivolts: spoken.transcript.targetMillivolts, imageEvidence: image.evidence)
    } catch let reason as FlashError.Reason {
      throw failure(reason)
    } catch let problem as JobDirectory.Problem {
      throw failure(.hostFailed(path: problem.path, errno: problem.errno))
    } catch let problem as SupervisedTool.StartFailure {
      throw failure(.toolFailed(ending: problem.problem))
    } catch is DeadlinePassed {
      throw failure(.timedOut(during: spoken.transcript.stage, limit: job.timeLimit))
    }
  }

  private struct DeadlinePassed: Error {}

  /// What the tool has said, between its reader and who judges it afterwards.
  private final class Spoken: Sendable {
    private let state = Mutex(OpenOCDTranscript())
    private let progress: @Sendable (FlashError.Stage) -> Void

    init(_ progress: @escaping @Sendable (FlashError.Stage) -> Void) {
      self.progress = progress
    }

    var transcript: OpenOCDTranscript { state.withLock { $0 } }

    /// A run of the tool begins, maybe after another that came to nothing.
    func begin(isFirst: Bool) {
      state.withLock { $0 = OpenOCDTranscript() }
      if isFirst { progress(.connecting) }
    }

    func take(_ line: String) {
      if let stage = state.withLock({ $0.take(line) }) { progress(stage) }
    }
  }

  private func run(
    _ image: FlashImage, _ job: FlashJob, _ spoken: Spoken
  ) async throws -> Installation {
    try await JobDirectory.with(under: scratchDirectory) { directory in
      let tool = try await find(in: directory)
      try tool.check(for: job)
      try directory.write(image.bytes, to: image.fileName)
      let command = OpenOCDCommand(
        version: tool.version, board: job.board, route: job.route, method: job.method,
        image: image)
      var attempt = 0
      while true {
        attempt += 1
        spoken.begin(isFirst: attempt == 1)
        let ending = try await SupervisedTool(
          program: tool.path, arguments: command.arguments, directory: directory.path
        ).run { spoken.take($0) }
        let transcript = spoken.transcript
        if ending == .exit(status: 0), transcript.isFinished { return tool }
        let reason = transcript.reason(ending: ending.description, on: job.route)
        if case .wrongSerial = reason, attempt < Self.searches(for: job.route) { continue }
        if case .probeBusy(nil) = reason, case .usb(let probe) = job.route {
          throw FlashError.Reason.probeBusy(holder: DeviceHolder.find(of: probe.node)?.description)
        }
        throw reason
      }
    }
  }

  /// How often a probe is looked for: libjaylink listens for 20 ms to what J-Links on a network tell of
  /// themselves (`discovery_tcp.c`), which may come too late.
  private static func searches(for route: ProbeRoute) -> Int {
    if case .jLink = route { return 4 }
    return 1
  }
}
