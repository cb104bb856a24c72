import BoardProfiles
import Failures
import FirmwareArtifacts
import Hardware
import MCUBenchTestSupport
import Testing
import WireRecords

@testable import Benchmarking

/// From a probe and its ports to a board that talks, with boards in memory.
@Suite(.timeLimit(.minutes(1)))
struct ProbeLinkTests {
  private static let probe = Probe.discovery(ports: ["/dev/ttyACM0"])
  private let profile: BoardProfile

  init() throws {
    profile = try BoardProfile.ofProject()
  }

  private func image(build digit: Character = "a") -> FirmwareImage {
    FirmwareImage(
      elfPath: "fw.elf", binPath: "fw.bin", mapPath: "fw.map", elfSHA256: "",
      buildID: String(repeating: digit, count: 64), sections: [], compilerVersion: "",
      toolPrefix: "", machineFlags: [], flags: [],
      cachedObjectCount: 0, compiledObjectCount: 0)
  }

  private func firmware(build byte: UInt8, chip: String = "MCUBVIRT0001") -> FakeBoard.Firmware {
    var firmware = FakeBoard.Firmware()
    firmware.buildID = [UInt8](repeating: byte, count: 16)
    firmware.uniqueID = Array(chip.utf8)
    return firmware
  }

  private func board(build byte: UInt8, chip: String = "MCUBVIRT0001") -> FakeBoard {
    FakeBoard(firmware(build: byte, chip: chip))
  }

  private static let deaf = FakeBoard(hears: { _, _ in false })

  private func link(
    _ flasher: ScriptedFlasher, _ ports: FakePorts, probe: Probe = ProbeLinkTests.probe,
    finder: FakeProbeFinder = FakeProbeFinder([ProbeLinkTests.probe]), port: String? = nil,
    rig: RigBoard? = nil, isReflashing: Bool = false,
    powerCycle: (@Sendable () async throws -> Void)? = nil
  ) -> ProbeLink<ContinuousClock> {
    var limits = LinkLimits(flashing: .seconds(60))
    limits.look.hello = .milliseconds(40)
    limits.boot.hello = .milliseconds(40)
    limits.boot.helloTries = 5
    limits.reset = .milliseconds(200)
    limits.ladder.pause = .milliseconds(1)
    limits.ladder.settling = .milliseconds(1)
    return ProbeLink(
      board: profile, selection: SelectedProbe(route: .usb(probe), port: port, rigBoard: rig),
      flasher: flasher, finder: finder, opener: ports, powerCycle: powerCycle,
      isReflashing: isReflashing, limits: limits, clock: ContinuousClock())
  }

  @Test func flashesABoardThatRunsAnotherImage() async throws {
    let board = board(build: 0xbb)
    let flasher = ScriptedFlasher()
    let connection = try await link(flasher, FakePorts(["/dev/ttyACM0": board])).start(image())
    #expect(flasher.jobs.map(\.imagePath) == ["fw.elf"])
    #expect(connection.flashing.map(\.rung) == [.runningImage, .plain])
    #expect(connection.flashing[0].outcome.text == "it runs another image, build bbbbbbbbbbbbbbbb")
    #expect(connection.portPath == "/dev/ttyACM0")
    #expect(connection.origin == .device)
    #expect(
      connection.probe
        == ProbeIdentity(
          kind: "st-link/v2-1", serial: "066F", path: "1-1", firmware: "V2J37M26",
          targetMillivolts: 3291, tool: "fake 1.0"))
    #expect(!board.isClosed)
    await connection.close()
    #expect(board.isClosed)
  }

  @Test func onlyResetsABoardThatRunsTheImage() async throws {
    let board = board(build: 0xaa)
    let flasher = ScriptedFlasher()
    let connection = try await link(flasher, FakePorts(["/dev/ttyACM0": board])).start(image())
    #expect(flasher.jobs.isEmpty)
    #expect(board.trace.map { type(of: $0.record).name } == ["hello", "reset"])
    #expect(connection.flashing.map(\.rung) == [.runningImage])
    #expect(connection.flashing[0].outcome.isSuccess)
    #expect(connection.probe?.tool == nil)
    #expect(connection.probe?.targetMillivolts == 3300)
  }

  @Test func takesABootRecordForAnAcknowledgementThatWasLost() async throws {
    let board = FakeBoard(firmware(build: 0xaa)) { record, _ in
      if case .ack = record { .lost } else { .whole }
    }
    let flasher = ScriptedFlasher()
    _ = try await link(flasher, FakePorts(["/dev/ttyACM0": board])).start(image())
    #expect(flasher.jobs.isEmpty)
  }

  @Test func flashesABoardThatRunsTheImageWhereItIsToldTo() async throws {
    let board = board(build: 0xaa)
    let flasher = ScriptedFlasher()
    let connection = try await link(
      flasher, FakePorts(["/dev/ttyACM0": board]), isReflashing: true
    ).start(image())
    #expect(flasher.jobs.count == 1)
    #expect(board.trace.isEmpty)
    #expect(connection.flashing.map(\.rung) == [.plain])
  }

  @Test func flashesABoardWhoseFirmwareDoesNotComeBackFromAReset() async throws {
    let board = FakeBoard(firmware(build: 0xaa)) { record, _ in
      if case .boot = record { .lost } else { .whole }
    }
    let flasher = ScriptedFlasher()
    let connection = try await link(flasher, FakePorts(["/dev/ttyACM0": board])).start(image())
    #expect(flasher.jobs.count == 1)
    #expect(connection.flashing.map(\.rung) == [.runningImage, .plain])
    #expect(connection.flashing[0].outcome.text.contains("does not reset"))
  }

  @Test func flashesABoardThatSaysNothing() async throws {
    let flasher = ScriptedFlasher()
    let ports = FakePorts(["/dev/ttyACM0": Self.deaf])
    let connection = try await link(flasher, ports).start(image())
    #expect(flasher.jobs.count == 1)
    #expect(connection.flashing.map(\.rung) == [.plain])
  }

  @Test func takesThePortThatTheUserNames() async throws {
    let ports = FakePorts(["/dev/ttyUSB0": board(build: 0xaa)])
    let connection = try await link(ScriptedFlasher(), ports, port: "/dev/ttyUSB0").start(image())
    #expect(ports.opened == ["/dev/ttyUSB0"])
    #expect(connection.portPath == "/dev/ttyUSB0")
  }

  @Test func takesThePortThatAnswersAmongSeveral() async throws {
    let probe = Probe.discovery(ports: ["/dev/ttyACM0", "/dev/ttyACM1"])
    let (mute, other) = (FakeBoard(hears: { _, _ in false }), board(build: 0xbb))
    let connection = try await link(
      ScriptedFlasher(), FakePorts(["/dev/ttyACM0": mute, "/dev/ttyACM1": other]), probe: probe
    ).start(image())
    #expect(connection.portPath == "/dev/ttyACM1")
    #expect(mute.isClosed)
    #expect(!other.isClosed)
  }

  @Test func refusesWhereNoneOfSeveralPortsAnswers() async throws {
    let probe = Probe.discovery(ports: ["/dev/ttyACM0", "/dev/ttyACM1"])
    let ports = FakePorts([
      "/dev/ttyACM0": FakeBoard(hears: { _, _ in false }),
      "/dev/ttyACM1": FakeBoard(hears: { _, _ in false }),
    ])
    let error = await #expect(throws: LinkError.self) {
      try await link(ScriptedFlasher(), ports, probe: probe).start(image())
    }
    #expect(error?.reason == .noAnswer(ports: ["/dev/ttyACM0", "/dev/ttyACM1"]))
    #expect(error?.failureClass == .boot)
  }

  @Test func refusesAProbeWithoutAPort() async throws {
    let flasher = ScriptedFlasher()
    let error = await #expect(throws: LinkError.self) {
      try await link(flasher, FakePorts([:]), probe: .discovery(ports: [])).start(image())
    }
    #expect(error?.reason == .noPort)
    #expect(error?.remedy?.contains("--port") == true)
    #expect(flasher.jobs.isEmpty)
  }

  @Test(arguments: [true, false])
  func refusesAnotherChipBeforeItIsFlashed(isReflashing: Bool) async throws {
    let flasher = ScriptedFlasher()
    let board = board(build: 0xbb, chip: "MCUBVIRT0002")
    let expected = Array("MCUBVIRT0001".utf8).hexadecimal
    let rig = RigBoard(name: "one", board: "stm32f746g", probe: "066F", uniqueID: expected)
    let error = await #expect(throws: LinkError.self) {
      try await link(
        flasher, FakePorts(["/dev/ttyACM0": board]), rig: rig, isReflashing: isReflashing
      ).start(image())
    }
    #expect(
      error?.reason
        == .otherChip(
          expected: expected, got: Array("MCUBVIRT0002".utf8).hexadecimal, port: "/dev/ttyACM0"))
    #expect(flasher.jobs.isEmpty)
    #expect(board.isClosed)
  }

  @Test func closesThePortWhereFlashingFails() async throws {
    let board = board(build: 0xbb)
    let flasher = ScriptedFlasher([.writeProtected])
    await #expect(throws: FlashError.self) {
      try await link(flasher, FakePorts(["/dev/ttyACM0": board])).start(image())
    }
    #expect(board.isClosed)
  }

  @Test func findsThePortAgainThatAPowerCycleHasRenamed() async throws {
    let old = board(build: 0xbb)
    let ports = FakePorts(["/dev/ttyACM0": old])
    let back = Probe.discovery(ports: ["/dev/ttyACM7"], device: 9)
    let fresh = board(build: 0xaa)
    let flasher = ScriptedFlasher(Array(repeating: .targetNotAnswering, count: 3))
    let connection = try await link(
      flasher, ports, finder: FakeProbeFinder([back]),
      powerCycle: {
        #expect(old.isClosed)
        ports.set(nil, at: "/dev/ttyACM0")
        ports.set(fresh, at: "/dev/ttyACM7")
      }
    ).start(image())
    #expect(connection.portPath == "/dev/ttyACM7")
    #expect(connection.flashing.last?.rung == .powerCycle)
    #expect(ports.opened == ["/dev/ttyACM0", "/dev/ttyACM7"])
  }

  @Test func callsWhatLiesBehindAPseudoTerminalSimulated() async throws {
    let ports = FakePorts(["/dev/ttyACM0": board(build: 0xaa)], arePseudoTerminals: true)
    let connection = try await link(ScriptedFlasher(), ports).start(image())
    #expect(connection.origin == .pseudoTerminal)
  }
}
