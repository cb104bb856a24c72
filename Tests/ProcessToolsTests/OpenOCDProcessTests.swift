import BoardProfiles
import Failures
import Foundation
import Hardware
import MCUBenchTestSupport
import Testing

@testable import ProcessTools

/// OpenOCD as a process: absent, too old, hanging, loud or killed, played by scripts.
@Suite struct OpenOCDProcessTests {
  /// Says its version and then does what follows; its children can be known by its path.
  static let version = """
    export STARTED_BY="$0"
    echo "$*" >>"$(dirname "$0")/calls"
    case "$*" in --version) echo "Open On-Chip Debugger 0.12.0" >&2; exit;; esac
    """
  /// What OpenOCD prints when all goes well, shortened.
  static let success = """
    echo 'Info : STLINK V2J37M26 (API v2) VID:PID 0483:374B' >&2
    echo 'Info : Target voltage: 3.243' >&2
    for step in erasing programming verifying resetting finished; do
      echo "mcubench: $step" >&2
    done
    """

  /// A place with an image and a tool that is the script `body`; it is there while `check` runs.
  private func withTool(
    _ body: String?, route: ProbeRoute = .server(port: 7184), limit: Duration = .seconds(30),
    image name: String = "image.bin", holding bytes: [UInt8] = PlausibleImage.stm32(),
    _ check: (_ tool: OpenOCD, _ job: FlashJob, _ directory: String) async throws -> Void
  ) async throws {
    try await withTemporaryDirectory { directory in
      let script = try body.map { try Script($0) }
      let image = "\(directory)/\(name)"
      try Data(bytes).write(to: URL(filePath: image))
      let jobs = directory + "/jobs"
      try FileManager.default.createDirectory(atPath: jobs, withIntermediateDirectories: true)
      let tool = OpenOCD(
        program: script?.path, searchPath: [directory], lockDirectory: directory + "/a/locks",
        scratchDirectory: jobs)
      let job = FlashJob(
        board: try TestBoard.stm32f746g(), imagePath: image, route: route, timeLimit: limit)
      try await check(tool, job, script.map { Self.folder(of: $0.path) } ?? directory)
      // Whatever happened: no directory of the job is left, no lock, and no process.
      #expect(try FileManager.default.contentsOfDirectory(atPath: jobs).isEmpty)
      let locks = try? FileManager.default.contentsOfDirectory(atPath: directory + "/a/locks")
      #expect(locks ?? [] == [])
      if let script {
        let left = await ProcessList.survivors(holding: script.path, within: .seconds(5))
        #expect(left.isEmpty)
      }
    }
  }

  private static func folder(of path: String) -> String {
    URL(filePath: path).deletingLastPathComponent().path
  }

  private func failure(of tool: OpenOCD, _ job: FlashJob) async throws -> FlashError {
    try #require(
      await #expect(throws: FlashError.self) { try await tool.flash(job) })
  }

  @Test func reportsEachStageOnceAndInOrder() async throws {
    try await withTool(Self.version + "\n" + Self.success) { tool, job, _ in
      let (stages, end) = AsyncStream.makeStream(of: FlashError.Stage.self)
      let report = try await tool.flash(job) { end.yield($0) }
      end.finish()
      #expect(report.tool == "Open On-Chip Debugger 0.12.0")
      #expect(report.targetMillivolts == 3243)
      #expect(
        report.lastLines == [
          "Info : STLINK V2J37M26 (API v2) VID:PID 0483:374B", "Info : Target voltage: 3.243",
        ])
      #expect(report.duration > .zero)
      let seen = await stages.reduce(into: []) { $0.append($1) }
      #expect(seen == [.connecting, .erasing, .programming, .verifying, .resetting])
    }
  }

  @Test func asksForTheVersionOnce() async throws {
    try await withTool(Self.version + "\n" + Self.success) { tool, job, directory in
      _ = try await tool.flash(job)
      _ = try await tool.flash(job)
      let calls = try String(contentsOfFile: directory + "/calls", encoding: .utf8)
      #expect(calls.split(separator: "\n").filter { $0 == "--version" }.count == 1)
    }
  }

  @Test func aMissingToolNamesItsPackage() async throws {
    try await withTool(nil) { tool, job, _ in
      let error = try await failure(of: tool, job)
      #expect(error.reason == .toolMissing(name: "openocd", packages: ["openocd"]))
      #expect(error.remedy == "sudo apt-get install openocd")
      #expect(error.failureClass == .probe)
    }
  }

  @Test func aToolThatWasNamedIsNotLookedForElsewhere() async throws {
    try await withTool(nil) { _, job, directory in
      let tool = OpenOCD(
        program: directory + "/none", searchPath: ["/usr/bin"], lockDirectory: directory,
        scratchDirectory: directory)
      let error = try await failure(of: tool, job)
      #expect(error.reason == .toolMissing(name: directory + "/none", packages: ["openocd"]))
    }
  }

  @Test(arguments: [
    ("Open On-Chip Debugger 0.10.0", "OpenOCD 0.12 or newer"),
    ("Open On-Chip Debugger 0.11.0", "OpenOCD 0.12 or newer"),
    ("GNU bash, version 5.2", "OpenOCD"),
  ])
  func refusesOldReleasesAndOtherPrograms(line: String, needed: String) async throws {
    try await withTool("echo '\(line)'") { tool, job, _ in
      let error = try await failure(of: tool, job)
      guard case .toolUnsuitable(let found, needed) = error.reason else {
        Issue.record("\(error)")
        return
      }
      #expect(found.contains(line))
    }
  }

  @Test func takesTheOldestReleaseForUSB() async throws {
    let body = """
      case "$*" in --version) echo "Open On-Chip Debugger 0.11.0"; exit;; esac
      \(Self.success)
      """
    try await withTool(body, route: .usb(TestBoard.probe)) { tool, job, _ in
      let report = try await tool.flash(job)
      #expect(report.tool == "Open On-Chip Debugger 0.11.0")
    }
  }

  @Test func refusesDevicesThatAreNoSTLinks() async throws {
    let route = ProbeRoute.usb(TestBoard.probe(.cmsisDAP))
    try await withTool(Self.version + "\nexit 1", route: route) { tool, job, _ in
      let error = try await failure(of: tool, job)
      #expect(error.reason == .unsuitableProbe(.cmsisDAP))
    }
  }

  /// An RP2040 takes multidrop, which the oldest release for ST-Links has not.
  @Test func takesACMSISDAPProbeWhereTheBoardDoes() async throws {
    let probe = ProbeRoute.usb(TestBoard.probe(.cmsisDAP))
    try await withTool(
      Self.version + "\n" + Self.success, holding: PlausibleImage.rp2040()
    ) { tool, job, _ in
      let board = try TestBoard.pico()
      func with(_ route: ProbeRoute) -> FlashJob {
        FlashJob(board: board, imagePath: job.imagePath, route: route)
      }
      #expect(try await tool.flash(with(probe)).tool == "Open On-Chip Debugger 0.12.0")
      let error = try await failure(of: tool, with(.usb(TestBoard.probe)))
      #expect(error.reason == .unsuitableProbe(.stLinkV21))
    }
    let old = "echo 'Open On-Chip Debugger 0.11.0'"
    try await withTool(old, holding: PlausibleImage.rp2040()) { tool, job, _ in
      let job = FlashJob(board: try TestBoard.pico(), imagePath: job.imagePath, route: probe)
      guard
        case .toolUnsuitable(_, "OpenOCD 0.12 or newer") = try await failure(of: tool, job).reason
      else {
        Issue.record("an old release was taken")
        return
      }
    }
  }

  /// The system's own OpenOCD understands the whole command and gets as far as looking for the probe.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openocd")),
    arguments: [
      ProbeRoute.usb(TestBoard.probe(.cmsisDAP, serial: Array("NOSUCHPROBE".utf8))),
      .jLink(serial: 4_000_000_001),
    ])
  func theRealToolLooksForTheProbe(route: ProbeRoute) async throws {
    try await withTool(nil, holding: PlausibleImage.rp2040()) { _, job, directory in
      let tool = OpenOCD(
        program: "/usr/bin/openocd", searchPath: [], lockDirectory: directory + "/a/locks",
        scratchDirectory: directory + "/jobs")
      let job = FlashJob(board: try TestBoard.pico(), imagePath: job.imagePath, route: route)
      let error = try await failure(of: tool, job)
      if case .jLink(let serial) = route {
        #expect(error.reason == .wrongSerial(asked: String(serial)), "\(error.summary)")
      } else {
        #expect(error.reason == .noProbe, "\(error.summary)")
      }
    }
  }

  @Test func aJLinkThatToldOfItselfTooLateIsLookedForAgain() async throws {
    let body = """
      \(Self.version)
      echo . >>"$(dirname "$0")/tries"
      if [ "$(wc -l <"$(dirname "$0")/tries")" -lt 3 ]; then
        echo 'Error: No J-Link device found' >&2; exit 1
      fi
      \(Self.success)
      """
    try await withTool(body, route: .jLink(serial: 7)) { tool, job, directory in
      let report = try await tool.flash(job)
      #expect(!report.lastLines.contains("Error: No J-Link device found"))
      let tries = try String(contentsOfFile: directory + "/tries", encoding: .utf8)
      #expect(tries.split(separator: "\n").count == 3)
    }
  }

  @Test func anEndBeforeTheLastStepIsAFailure() async throws {
    try await withTool(Self.version + "\necho 'shutdown command invoked'") { tool, job, _ in
      let error = try await failure(of: tool, job)
      #expect(error.reason == .toolFailed(ending: "exit status 0"))
      #expect(error.lastLines == ["shutdown command invoked"])
    }
  }

  @Test func tellsTheSignalThatEndedTheTool() async throws {
    let body = Self.version + "\necho 'mcubench: programming'; kill -SEGV $$"
    try await withTool(body) { tool, job, _ in
      let error = try await failure(of: tool, job)
      #expect(error.reason == .toolFailed(ending: "signal \(SIGSEGV)"))
    }
  }

  @Test func aToolThatHangsIsKilledWithAllThatItStarted() async throws {
    let body = Self.version + "\necho 'mcubench: erasing'; sleep 1000 & sleep 1000"
    try await withTool(body, limit: .milliseconds(500)) { tool, job, _ in
      let error = try await failure(of: tool, job)
      #expect(error.reason == .timedOut(during: .erasing, limit: .milliseconds(500)))
      #expect(error.failureClass == .timeout)
    }
  }

  @Test func aToolThatIgnoresSignalsIsKilledWhenTheTaskIsCancelled() async throws {
    let body = Self.version + "\ntrap '' TERM INT HUP; echo 'mcubench: programming'; sleep 1000"
    try await withTool(body) { tool, job, _ in
      let (stages, end) = AsyncStream.makeStream(of: FlashError.Stage.self)
      let flashing = Task { try await tool.flash(job) { end.yield($0) } }
      for await stage in stages where stage == .programming { break }
      flashing.cancel()
      await #expect(throws: CancellationError.self) { try await flashing.value }
    }
  }

  @Test func keepsTheEndOfAFloodWithoutControlCharacters() async throws {
    let body =
      Self.version + """

        i=0; while [ $i -lt 3000 ]; do echo "line $i of a flood"; i=$((i + 1)); done
        head -c 3000000 /dev/zero | tr '\\0' x
        printf '\\n\\033[31mError: red\\033[0m \\001end\\r\\n' >&2; exit 3
        """
    try await withTool(body) { tool, job, _ in
      let error = try await failure(of: tool, job)
      #expect(error.reason == .toolFailed(ending: "exit status 3"))
      #expect(error.lastLines.count == 12)
      #expect(error.lastLines.last == "Error: red ?end")
      #expect(error.lastLines[10] == String(repeating: "x", count: 400))
      #expect(error.lastLines[9] == "line 2999 of a flood")
    }
  }

  @Test func oneProbeIsFlashedByOneJobAtATime() async throws {
    let body = Self.version + "\necho 'mcubench: programming'; sleep 1000"
    try await withTool(body) { tool, job, _ in
      let (stages, end) = AsyncStream.makeStream(of: FlashError.Stage.self)
      let first = Task { try await tool.flash(job) { end.yield($0) } }
      for await stage in stages where stage == .programming { break }
      let error = try await failure(of: tool, job)
      #expect(error.reason == .probeBusy(holder: "mcubench, process \(getpid())"))
      let other = FlashJob(
        board: job.board, imagePath: job.imagePath, route: .server(port: 7185),
        timeLimit: .milliseconds(200))
      #expect(
        try await failure(of: tool, other).reason
          == .timedOut(during: .programming, limit: .milliseconds(200)))
      first.cancel()
      await #expect(throws: CancellationError.self) { try await first.value }
    }
  }

  @Test(arguments: [
    "a b.bin", "{.bin", "}.bin", "[exit 3].bin", "$::env(HOME).bin", "\".bin", "\\.bin", "a;b#.bin",
    "-c.bin", "ü\n.bin",
  ])
  func theNameOfAnImageNeverReachesTheTool(name: String) async throws {
    let body = Self.version + "\ncmp image.bin \"$(dirname \"$0\")/expected\" && \n" + Self.success
    try await withTool(body, image: name) { tool, job, directory in
      try Data(PlausibleImage.stm32()).write(to: URL(filePath: directory + "/expected"))
      _ = try await tool.flash(job)
      let calls = try String(contentsOfFile: directory + "/calls", encoding: .utf8)
      #expect(calls.contains("flash write_image image.bin 0x8000000 bin"))
      #expect(!calls.contains(name))
    }
  }

  @Test func aPlaceThatCannotBeWrittenToIsNamed() async throws {
    try await withTool(Self.version) { _, job, directory in
      let tool = OpenOCD(
        program: nil, searchPath: [directory], lockDirectory: "/proc/none/locks",
        scratchDirectory: directory)
      let error = try await failure(of: tool, job)
      #expect(error.reason == .hostFailed(path: "/proc/none", errno: ENOENT))
      #expect(error.failureClass == nil)
    }
  }
}
