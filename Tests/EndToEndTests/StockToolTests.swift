import Foundation
import MCUBenchTestSupport
import Testing

/// The system's OpenOCD flashes a virtual board that answers as an ST-Link, and gdb debugs it.
@Suite(
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"),
  .timeLimit(.minutes(5)))
struct StockToolTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the board is told.
    var board: [String] = []
    /// How OpenOCD is told to reach it.
    var configuration = StockTool.usual
    /// Words that OpenOCD then says.
    var words = "STLINK V2J37M26 (API v2) VID:PID 0483:374B"
  }

  static let cases = [
    Case(testDescription: "memory commands"),
    Case(testDescription: "debug port", configuration: StockTool.direct),
    Case(
      testDescription: "V3", board: ["--probe-version", "V3J10"],
      words: "STLINK V3J10S0 (API v3) VID:PID 0483:374F"),
    Case(
      testDescription: "V3, debug port", board: ["--probe-version", "V3J10M3B5S1"],
      configuration: StockTool.direct, words: "STLINK V3J10M3B5S1 (API v3)"),
    Case(
      testDescription: "old V2", board: ["--probe-version", "V2J24"],
      words: "STLINK V2J24S0 (API v2) VID:PID 0483:3748"),
    Case(
      testDescription: "old server", board: ["--stlink-api", "1"], words: "stlink-server API v1"),
    Case(
      testDescription: "under reset",
      configuration: StockTool.usual + [
        "-c", "reset_config srst_only srst_nogate connect_assert_srst",
      ], words: "connect_assert_srst"),
    Case(
      testDescription: "board/stm32f7discovery.cfg",
      configuration: [
        "-f", "board/stm32f7discovery.cfg", "-c", "hla_stlink_backend tcp PORT",
      ]),
    Case(
      testDescription: "board/stm32f746g-disco.cfg",
      configuration: [
        "-f", "board/stm32f746g-disco.cfg", "-c", "hla_stlink_backend tcp PORT",
      ]),
  ]

  @Test func flashesVerifiesAndStartsFirmware() async throws {
    try await Sandbox.with { home in
      let image = try await StockTool.buildFirmware(in: home)
      for example in Self.cases {
        let board = try RunningBoard.withProbe(example.board)
        let outcome = try await StockTool.openOCD(
          board, example.configuration, StockTool.program(image), in: home)
        #expect(outcome.status == 0, "\(example): \(outcome.errors)")
        #expect(outcome.errors.contains("** Verified OK **"), "\(example): \(outcome.errors)")
        #expect(outcome.errors.contains(example.words), "\(example): \(outcome.errors)")
        #expect(board.saysBoot(), "\(example): no boot frame")
        #expect(board.end().status == 0)
      }
    }
  }

  /// A host that halts the core and leaves lets it run on.
  @Test func runsOnWhenTheHostLeaves() async throws {
    try await Sandbox.with { home in
      let image = try await StockTool.buildFirmware(in: home)
      let board = try RunningBoard.withProbe(["--image", image])
      #expect(board.saysBoot())
      let outcome = try await StockTool.openOCD(
        board, StockTool.usual, ["init", "reset halt", "exit"], in: home)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(board.saysBoot())
    }
  }

  @Test func refusesAnotherSerial() async throws {
    try await Sandbox.with { home in
      let board = try RunningBoard.withProbe(["--serial", "066CFF303133394E43244331"])
      let wrong = try await StockTool.openOCD(
        board, StockTool.usual, ["adapter serial 066CFF303133394E43244332", "init", "exit"],
        in: home)
      #expect(wrong.status != 0)
      #expect(wrong.errors.contains("serial mismatch"))
      let right = try await StockTool.openOCD(
        board, StockTool.usual, ["adapter serial 066CFF303133394E43244331", "init", "exit"],
        in: home)
      #expect(right.status == 0, "\(right.errors)")
    }
  }

  /// The limit is the one that a user was promised; a busy machine gets three tries.
  @Test func flashesAQuarterMebibyteInFiveSeconds() async throws {
    try await Sandbox.with { home in
      var random = SplitMix(state: 7)
      let image = try home.write(
        (0..<262_144).map { _ in UInt8(random.below(256)) }, to: "image.bin")
      var best = Duration.seconds(60)
      for _ in 0..<3 where best > .seconds(5) {
        let board = try RunningBoard.withProbe()
        let outcome = try await StockTool.openOCD(
          board, StockTool.usual, ["program {\(image)} verify exit 0x08000000"], in: home)
        #expect(outcome.errors.contains("** Verified OK **"), "\(outcome.errors)")
        best = min(best, outcome.duration)
      }
      #expect(best <= .seconds(5))
    }
  }

  @Test(.enabled(if: StockTool.debugger != nil, "gdb-multiarch is not installed"))
  func debuggerLoadsBreaksAndSteps() async throws {
    try await Sandbox.with { home in
      let image = try await StockTool.buildFirmware(in: home)
      let board = try RunningBoard.withProbe()
      let port = try #require(board.probePort)
      let script = try home.write(Array(Self.script(port: port).utf8), to: "script.gdb")
      let outcome = try await home.runProgram(
        try #require(StockTool.debugger), ["-batch", "-nx", "-x", script, image],
        within: .seconds(60))
      #expect(!outcome.isOverdue)
      for words in [
        "Breakpoint 1, mcub_main () at runtime/framed/mcub_session.c", "steps 5", "s0 1.5",
        "r4 1234abcd", "ram 77",
        "vector 20001000",
      ] {
        #expect(outcome.output.contains(words), "\(words): \(outcome.output) \(outcome.errors)")
      }
      #expect(board.saysBoot())  // it runs on once the debugger has let go
    }
  }

  private static func script(port: UInt16) -> String {
    """
    set pagination off
    set confirm off
    target extended-remote | openocd -f interface/stlink.cfg -c "hla_stlink_backend tcp \(port)" \
    -f target/stm32f7x.cfg -c "gdb_port pipe; log_output /dev/null; tcl_port disabled; \
    telnet_port disabled"
    monitor reset halt
    load
    monitor reset halt
    hbreak mcub_main
    continue
    set $steps = 0
    while $steps < 5
      set $before = $pc
      stepi
      if $pc != $before
        set $steps = $steps + 1
      end
    end
    printf "steps %d\\n", $steps
    set $s0 = 1.5
    printf "s0 %.1f\\n", $s0
    set $r4 = 0x1234abcd
    printf "r4 %x\\n", $r4
    set {int}0x2004ff00 = 77
    printf "ram %d\\n", {int}0x2004ff00
    printf "vector %x\\n", {int}0x08000000
    monitor reset run
    detach
    """
  }
}
