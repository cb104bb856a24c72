import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// `mcubench probes` over libusb, with virtual boards for what is plugged in.
@Suite(
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"), .timeLimit(.minutes(2)))
struct ProbesCommandTests {
  private typealias Wish = VirtualBench.Wish

  /// What `probes --json` lists, by USB path.
  private struct Listing: Decodable {
    struct Port: Decodable, Equatable {
      let path: String
      let state: String
    }

    struct Probe: Decodable {
      let kind: String
      let serial: String?
      let serialHex: String?
      let usbPath: String
      let firmware: String?
      let targetMillivolts: Int?
      let possibleBoardProfiles: [String]?
      let rigName: String?
      let ports: [Port]
      let state: String
      let reason: String?
      let remedy: String?
    }
    let schema: String
    let probes: [Probe]
  }

  /// The environment of a user without files of his own.
  private func environment(_ directory: String) -> [String: String?] {
    ["HOME": directory, "XDG_CONFIG_HOME": directory + "/none", "MCUBENCH_RIG": nil]
  }

  private func list(
    _ bench: VirtualBench, _ directory: String, _ flags: [String] = []
  ) async throws -> (probes: [Listing.Probe], outcome: ProgramOutcome) {
    let outcome = try await bench.run(
      "mcubench", ["probes", "--json"] + flags, environment: environment(directory))
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (try parse(outcome.output), outcome)
  }

  private func parse(_ text: String) throws -> [Listing.Probe] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let listing = try decoder.decode(Listing.self, from: Data(text.utf8))
    #expect(listing.schema == "mcubench.probes/1")
    return listing.probes
  }

  @Test func listsTwoBoardsEachWithItsOwnPort() async throws {
    let wishes = [
      Wish(["--serial", "066FAA"], plug: ["path=1-4.2", "number=1"]),
      Wish(["--serial", "066FBB", "--probe-version", "V3J10"], plug: ["path=1-3", "number=0"]),
    ]
    try await VirtualBench.with(wishes) { bench, directory in
      let table = try await bench.run(
        "mcubench", ["probes"], environment: environment(directory))
      #expect(table.status == 0)
      #expect(table.errors == "")
      #expect(
        table.output == """
          probe         serial  USB    firmware  target  board                       port          state
          st-link/v3    066FBB  1-3    V3J10S0   3.30 V  nucleo-f446re, stm32f746g?  /dev/ttyACM0  ready
          st-link/v2-1  066FAA  1-4.2  V2J37M26  3.30 V  nucleo-f446re, stm32f746g?  /dev/ttyACM1  ready

          """)
    }
  }

  @Test func tellsBoardsWithEqualSerialsApartByPath() async throws {
    let wishes = [
      Wish(plug: ["path=1-1", "number=1", "serial=0001"]),
      Wish(plug: ["path=1-2", "number=0", "serial=0001"]),
    ]
    try await VirtualBench.with(wishes) { bench, directory in
      let probes = try await list(bench, directory).probes
      #expect(probes.map(\.usbPath) == ["1-1", "1-2"])
      #expect(probes.map(\.serial) == ["0001", "0001"])
      #expect(probes.map { $0.ports.map(\.path) } == [["/dev/ttyACM1"], ["/dev/ttyACM0"]])
      #expect(probes.map(\.firmware) == ["V2J37M26", "V2J37M26"])
    }
  }

  @Test func readsEveryByteOfASerial() async throws {
    let wishes = [
      // The kernel's own copy of the second ends at its zero.
      Wish(plug: ["serial=hex:48F7FF06"]), Wish(plug: ["serial=hex:50004142"]),
      Wish(plug: ["serial="]),
    ]
    try await VirtualBench.with(wishes) { bench, directory in
      let probes = try await list(bench, directory).probes
      #expect(probes.map(\.serial) == ["48F7FF06", "50004142", nil])
      #expect(probes.map(\.serialHex) == ["48F7FF06", "50004142", nil])
    }
  }

  @Test func listsOtherProbesAndBridges() async throws {
    let terminal = try PseudoTerminal()
    let others = [
      "--bridge", "1a86:7523,path=1-5,tty=\(terminal.path)",
      "--device", "2e8a:0003,path=1-2,product=RP2 Boot,serial=E0C9125B0D9B",
      "--device", "0d28:0204,path=1-1,product=DAPLink CMSIS-DAP,serial=9900",
      "--device", "1366:0105,path=1-6,product=J-Link,serial=000940400101",
      "--device", "0483:374d,path=1-3", "--device", "046d:c31c,path=1-4,product=Keyboard",
    ]
    try await VirtualBench.with([], others: others) { bench, directory in
      let (probes, outcome) = try await list(bench, directory)
      #expect(
        probes.map(\.kind) == [
          "cmsis-dap", "rp2040 boot", "st-link loader", "serial bridge", "j-link",
        ])
      #expect(probes.map(\.serial) == ["9900", "E0C9125B0D9B", nil, nil, "000940400101"])
      #expect(probes.map(\.state) == ["ready", "ready", "failed", "ready", "ready"])
      #expect(probes[3].ports == [Listing.Port(path: "/dev/ttyUSB0", state: "ready")])
      #expect(
        probes.map(\.possibleBoardProfiles)
          == probes.map { probe in
            switch probe.kind {
            case "rp2040 boot": ["pico"]
            case "serial bridge": ["esp32", "esp32-240mhz"]
            default: []
            }
          })
      #expect(outcome.errors.contains("st-link loader at USB 1-3: it waits in its boot loader"))
    }
  }

  @Test func saysWhoHasClaimedAProbeAndLeavesItAlone() async throws {
    try await VirtualBench.with([Wish(["--serial", "066FAA"])]) { bench, directory in
      let script = """
        mkfifo in; "$0" claim <in >held & exec 3>in
        until grep -q claim held; do sleep 0.01; done
        "$1" probes --json; exec 3>&-; wait
        """
      let outcome = try await bench.run(
        "/bin/sh",
        [
          "-c", script, TestPrograms.buildDirectory.path + "/usb-user",
          TestPrograms.directory.path + "/mcubench",
        ], environment: environment(directory))
      let probe = try #require(try parse(outcome.output).first)
      #expect(probe.state == "busy")
      #expect(probe.reason?.hasPrefix("in use by usb-user (process ") == true)
      #expect(probe.serial == "066FAA")
      #expect(probe.firmware == nil)
      #expect(probe.ports == [Listing.Port(path: "/dev/ttyACM0", state: "ready")])
      #expect(
        outcome.errors.contains("warning: st-link/v2-1 066FAA at USB 1-1: in use by usb-user"))
      #expect(outcome.errors.contains("\ntry: let usb-user (process "))
    }
  }

  @Test func saysWhatKeepsItFromOpeningAProbe() async throws {
    let wishes = [Wish(["--serial", "066FAA"], plug: ["access=denied"])]
    try await VirtualBench.with(wishes) { bench, directory in
      let (probes, outcome) = try await list(bench, directory)
      let probe = try #require(probes.first)
      #expect(probe.state == "denied")
      #expect(
        probe.reason == "may not be opened (/dev/bus/usb/001/002 belongs to root:root, mode 0)")
      // The kernel tells what the device itself cannot be asked.
      #expect(probe.serial == "066FAA")
      #expect(probe.ports.map(\.path) == ["/dev/ttyACM0"])
      #expect(outcome.errors.contains("\ntry: 'mcubench doctor --fix' installs the udev rules"))
    }
  }

  @Test func aProbeThatHangsHoldsNothingUp() async throws {
    let wishes = [
      Wish(["--serial", "066FAA", "--fault", "slow-probe=60000"]), Wish(["--serial", "066FBB"]),
    ]
    try await VirtualBench.with(wishes) { bench, directory in
      let (probes, outcome) = try await list(bench, directory)
      #expect(probes.map(\.state) == ["failed", "ready"])
      #expect(probes.map(\.reason) == ["it does not answer", nil])
      #expect(probes.map(\.serial) == ["066FAA", "066FBB"])
      #expect(probes.map(\.firmware) == [nil, "V2J37M26"])
      #expect(outcome.duration < .seconds(15))
    }
  }

  @Test func leavesOutAProbeThatGoesWhileItIsAsked() async throws {
    try await VirtualBench.with([Wish(["--fault", "slow-probe=300"])]) { bench, directory in
      let run = try bench.start(
        "mcubench", ["probes", "--json"], environment: environment(directory),
        busOptions: ["--verbose"])
      try await waitUntil { run.errorsSoFar.contains("claims interface") }
      bench.boards[0].end()
      let outcome = await run.outcome(within: .seconds(30))
      #expect(outcome.status == 0)
      #expect(try parse(outcome.output).isEmpty)
      #expect(outcome.errors.contains("no probe is plugged in"))
    }
  }

  @Test func warnsOfATargetWithoutSupply() async throws {
    let wishes = [Wish(["--serial", "066FAA", "--fault", "target-voltage=0"])]
    try await VirtualBench.with(wishes) { bench, directory in
      let (probes, outcome) = try await list(bench, directory)
      #expect(probes.first?.targetMillivolts == 0)
      #expect(probes.first?.state == "ready")
      #expect(outcome.errors.contains("066FAA at USB 1-1: the target has no supply (0.00 V)"))
    }
  }

  @Test func namesTheBoardThatTheRigFileGivesAProbe() async throws {
    try await VirtualBench.with([Wish(["--serial", "066FAA"]), Wish()]) { bench, directory in
      let rig = directory + "/rig.yaml"
      try Data("boards:\n  - name: left\n    board: stm32f746g\n    probe: 066FAA\n".utf8)
        .write(to: URL(filePath: rig))
      let probes = try await list(bench, directory, ["--rig", rig]).probes
      #expect(probes.map(\.rigName) == ["left", nil])
      #expect(probes.map(\.possibleBoardProfiles) == [nil, ["nucleo-f446re", "stm32f746g"]])
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func watchTellsOfUnpluggingAndPluggingUntilInterrupted(signal: Int32) async throws {
    try await VirtualBench.with([Wish(["--serial", "066FAA"]), Wish()]) { bench, directory in
      let run = try bench.start(
        "mcubench", ["probes", "--watch"], environment: environment(directory))
      try await waitUntil { run.errorsSoFar.contains("watching") }
      try bench.boards[0].powerCycle()
      let gone = "detached  USB 1-1\n"
      let back = "attached  st-link/v2-1 066FAA at USB 1-1  /dev/ttyACM0\n"
      try await waitUntil { run.outputSoFar.hasSuffix(back) }
      bench.boards[1].end()
      try await waitUntil { run.outputSoFar.hasSuffix("1-2\n") }
      run.send(signal: signal)
      let outcome = await run.outcome(within: .seconds(20))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == gone + back + "detached  USB 1-2\n")
    }
  }

  @Test func watchWritesALineOfJSONAnEvent() async throws {
    try await VirtualBench.with([Wish(["--serial", "066FAA"])]) { bench, directory in
      let run = try bench.start(
        "mcubench", ["probes", "--watch", "--json"], environment: environment(directory))
      try await waitUntil { run.errorsSoFar.contains("watching") }
      try bench.boards[0].powerCycle()
      try await waitUntil { run.outputSoFar.count { $0 == "\n" } == 2 }
      run.send(signal: SIGINT)
      let outcome = await run.outcome(within: .seconds(20))
      let events = try outcome.output.split(separator: "\n").map { line in
        try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(events.map { $0["event"] as? String } == ["detached", "attached"])
      #expect(events.allSatisfy { $0["usb_path"] as? String == "1-1" })
      let probe = try #require(events[1]["probe"] as? [String: Any])
      #expect(probe["serial"] as? String == "066FAA")
      #expect(probe["state"] as? String == "ready")
    }
  }

  @Test func aMachineWithoutProbesIsNoFailure() async throws {
    try await VirtualBench.with([]) { bench, directory in
      let outcome = try await bench.run(
        "mcubench", ["probes"], environment: environment(directory))
      #expect(outcome.status == 0)
      #expect(outcome.output == "")
      #expect(outcome.errors == "no probe is plugged in\n")
      #expect(try await list(bench, directory).probes.isEmpty)
    }
  }

  /// Waits for an event that shows in a program's output alone.
  private func waitUntil(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(40)
    while !condition() {
      try #require(ContinuousClock.now < deadline)
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
