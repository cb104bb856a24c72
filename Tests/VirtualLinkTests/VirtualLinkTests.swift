import Failures
import FirmwareArtifacts
import Glibc
import Hardware
import MCUBenchTestSupport
import POSIXSerial
import Testing

@testable import VirtualLink

/// The link against shell scripts that play the virtual board's program.
@Suite(.timeLimit(.minutes(1)))
struct VirtualLinkTests {
  static func readyLine(
    pty: String, board: String = "stm32f746g", parameters: String? = nil
  ) -> String {
    #"{"event":"ready","board":"\#(board)","pty":"\#(pty)","serial":"0001","#
      + #""timing_model":"m7","timing_model_version":"1""#
      + (parameters.map { #","timing_parameters":"\#($0)""# } ?? "") + "}"
  }

  @Test(arguments: [nil, "0123456789ab"])
  func takesTheTimingModelThatABoardStates(parameters: String?) async throws {
    let board = try PseudoTerminal()
    let line = Self.readyLine(pty: board.path, parameters: parameters)
    let script = try Script("echo '\(line)'; exec cat >/dev/null")
    let connection = try await link(script).start(image)
    #expect(
      connection.origin
        == .simulator(timingModel: "m7", version: "1", parameters: parameters))
    await connection.close()
  }

  @Test func opensThePortOfABoardThatIsReady() async throws {
    let board = try PseudoTerminal()
    let script = try Script("echo '\(Self.readyLine(pty: board.path))'; exec cat >/dev/null")
    let connection = try await link(script).start(image)
    #expect(connection.portPath == board.path)
    try board.send([1, 2, 3])
    #expect(try await connection.port.read() == [1, 2, 3])
    await connection.close()
    await connection.close()
    #expect(try !script.isRunning())
  }

  @Test func passesBoardImageAndFaults() async throws {
    let script = try Script(#"echo "$@" >&2; exit 3"#)
    let failure = await #expect(throws: VirtualLinkError.self) {
      try await link(script, faults: ["silent", "reset"]).start(image)
    }
    let words =
      "--board stm32f746g --image /images/f.elf --exit-with-parent --fault silent --fault reset"
    #expect(
      failure?.reason
        == .ended(ProgramEnd(cause: .exit(status: 3), lastWords: words + "\n")))
  }

  @Test func saysWhatAProgramThatFailsSaid() async throws {
    let script = try Script("echo 'error: no image' >&2; echo 'try: another image' >&2; exit 2")
    let failure = await #expect(throws: VirtualLinkError.self) {
      try await link(script).start(image)
    }
    #expect(failure?.summary == "the virtual stm32f746g ended with status 2: no image")
    #expect(failure?.remedy == "another image")
    #expect(failure?.exitStatus == .wrongInput)
  }

  @Test func saysWhichSignalEndedAProgram() async throws {
    let script = try Script("kill -SEGV $$")
    let failure = await #expect(throws: VirtualLinkError.self) {
      try await link(script).start(image)
    }
    #expect(failure?.summary == "the virtual stm32f746g was ended by signal 11")
  }

  @Test func givesUpOnAProgramThatStaysSilent() async throws {
    let clock = ManualClock()
    let script = try Script("exec cat >/dev/null")
    let starting = Task {
      try await link(script, clock: clock).start(image)
    }
    await clock.sleeping()
    clock.advance(by: .seconds(20))
    let failure = await #expect(throws: VirtualLinkError.self) { try await starting.value }
    #expect(failure?.reason == .silent(limit: .seconds(20), lastWords: ""))
    #expect(try !script.isRunning())
  }

  @Test(arguments: ["hello", "{}", #"{"event":"ready"}"#, #"{"event":"other","board":"x"}"#])
  func refusesALineThatIsNoReadyLine(line: String) async throws {
    let script = try Script("echo '\(line)'; exec cat >/dev/null")
    let failure = await #expect(throws: VirtualLinkError.self) {
      try await link(script).start(image)
    }
    #expect(failure?.reason == .unreadable(line: line.debugDescription))
    #expect(try !script.isRunning())
  }

  @Test func refusesAFirstLineWithoutAnEnd() async throws {
    let script = try Script("head -c 100000 /dev/zero; exec cat >/dev/null")
    let failure = await #expect(throws: VirtualLinkError.self) {
      try await link(script).start(image)
    }
    guard case .unreadable = failure?.reason else {
      Issue.record("got \(String(describing: failure))")
      return
    }
  }

  @Test func refusesAnotherBoardThanAskedFor() async throws {
    let line = Self.readyLine(pty: "/dev/pts/0", board: "pico")
    let script = try Script("echo '\(line)'; exec cat >/dev/null")
    let failure = await #expect(throws: VirtualLinkError.self) {
      try await link(script).start(image)
    }
    #expect(failure?.reason == .wrongBoard(asked: "stm32f746g", got: "pico"))
  }

  @Test func refusesAPortThatIsNotThere() async throws {
    let script = try Script("echo '\(Self.readyLine(pty: "/dev/pts/none"))'; exec cat >/dev/null")
    await #expect(throws: SerialPortError(port: "/dev/pts/none", reason: .cannotOpen(errno: 2))) {
      try await link(script).start(image)
    }
    #expect(try !script.isRunning())
  }

  @Test func endsAProgramThatWillNotEnd() async throws {
    let board = try PseudoTerminal()
    let line = Self.readyLine(pty: board.path)
    let script = try Script("trap '' TERM; echo '\(line)'; while :; do sleep 0.1; done")
    let connection = try await link(script).start(image)
    await connection.close()
    #expect(try !script.isRunning())
  }

  @Test func stopsTheProgramWhenItIsCancelled() async throws {
    let script = try Script("exec cat >/dev/null")
    let clock = ManualClock()
    let starting = Task { try await link(script, clock: clock).start(image) }
    await clock.sleeping()
    starting.cancel()
    await #expect(throws: CancellationError.self) { try await starting.value }
    #expect(try !script.isRunning())
  }

  @Test func saysHowABoardWentThatClosedItsLine() async throws {
    var board: PseudoTerminal? = try PseudoTerminal()
    let path = try #require(board?.path)
    let script = try Script(
      "echo '\(Self.readyLine(pty: path))'; read x <&0; echo 'error: lost' >&2; exit 4")
    let connection = try await link(script).start(image)
    board = nil
    #expect(try await connection.port.read() == nil)
    #expect(await connection.lastWords() == nil)
    await connection.close()
  }

  @Test func namesThePlacesWhereTheProgramIsNot() {
    let failure = #expect(throws: VirtualLinkError.self) {
      try VirtualBoardProgram.path(
        board: "stm32f746g", environment: ["PATH": "/nowhere"],
        runningProgram: "/opt/none/bin/mcubench", workingDirectory: "/")
    }
    #expect(
      failure?.summary
        == "no virtual board: mcubench-vboard is not at /opt/none/bin/mcubench-vboard, "
        + "/nowhere/mcubench-vboard")
  }

  @Test func takesTheProgramThatTheEnvironmentNames() throws {
    let script = try Script("exit 0")
    let path = try VirtualBoardProgram.path(
      board: "stm32f746g", environment: ["MCUBENCH_VBOARD": script.path],
      runningProgram: "/opt/none/bin/mcubench", workingDirectory: "/")
    #expect(path == script.path)
  }

  @Test func saysThatAProgramCannotBeStarted() async throws {
    let link = VirtualLink(board: "stm32f746g", program: "/opt/none", baud: 921_600)
    let failure = await #expect(throws: VirtualLinkError.self) { try await link.start(image) }
    #expect(failure?.reason == .cannotStart(program: "/opt/none", errno: 2))
  }

  private let image = FirmwareImage(
    elfPath: "/images/f.elf", binPath: "", mapPath: "", elfSHA256: "", buildID: "", sections: [],
    compilerVersion: "", toolPrefix: "", machineFlags: [], flags: [], cachedObjectCount: 0,
    compiledObjectCount: 0)

  private func link<Time: Clock>(
    _ script: Script, faults: [String] = [], clock: Time = ContinuousClock()
  ) -> VirtualLink<Time> where Time.Duration == Duration {
    VirtualLink(
      board: "stm32f746g", program: script.path, baud: 921_600, faults: faults, clock: clock)
  }
}
