import Foundation
import MCUBenchTestSupport
import Testing

/// The stock OpenOCD and a virtual Pico's serial wire: two debug ports, the boot ROM's flash functions.
@Suite(
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: SWDBench.isAvailable, "a network namespace with a route cannot be made"),
  .timeLimit(.minutes(5)))
struct PicoSWDTests {
  @Test func stockOpenOCDProgramsVerifiesAndResets() async throws {
    try await SWDBench.with { bench in
      let outcome = try await bench.run(
        "host 'program {\(bench.home.image)} 0x10000000 verify reset exit' && said")
      #expect(outcome.status == 0, "\(outcome.errors)")
      for words in [
        "SWD DPIDR 0x0bc12477, DLPIDR 0x00000001", "SWD DPIDR 0x0bc12477, DLPIDR 0x10000001",
        "[rp2040.core1] Cortex-M0+ r0p1 processor detected", "Found flash device 'win w25q16jv'",
        "** Verified OK **",
      ] {
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
      }
      #expect(outcome.output.hasSuffix("OK"))
    }
  }

  @Test func theImageIsFlashedVerifiedAndRuns() async throws {
    try await SWDBench.with { bench in
      let probe = "--probe jlink:\(SWDBench.serial)"
      let outcome = try await bench.run("flash \(probe) && said && flash \(probe) && power && said")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let told = "is on pico at jlink:\(SWDBench.serial)\n  Tool      Open On-Chip Debugger 0."
      #expect(outcome.output.components(separatedBy: told).count == 3, "\(outcome.output)")
      #expect(
        outcome.output.contains("\n  Verified  yes: the flash holds the file; the board was reset"))
      #expect(outcome.output.contains("\n  Supply    3.30 V at the target\nOK"))
      #expect(outcome.output.hasSuffix("\nOK"))
    }
  }

  /// A way in which the probe, its wires or the flash fail, and what is said of it.
  struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let said: String
    var failureClass = "flash"
    /// Whether flashing again succeeds once the cable is back.
    var heals = false
  }

  @Test(arguments: [
    Fault(
      testDescription: "probe-gone-at=connect", said: "the connection was lost while connecting",
      heals: true),
    Fault(
      testDescription: "probe-gone-at=erase", said: "the connection was lost while erasing",
      heals: true),
    Fault(
      testDescription: "probe-gone-at=program", said: "the connection was lost while programming",
      heals: true),
    Fault(
      testDescription: "probe-gone-at=verify", said: "the connection was lost while verifying",
      heals: true),
    Fault(
      testDescription: "probe-busy=3600", said: "the probe is busy, or another program has it",
      failureClass: "probe"),
    Fault(
      testDescription: "target-voltage=0",
      said: "the target has no supply voltage (the probe sees 0 mV)"),
    Fault(testDescription: "target-silent", said: "the probe answers, the chip does not"),
    Fault(
      testDescription: "weak-flash=1", said: "what the flash holds is not what was written",
      heals: true),
    Fault(
      testDescription: "weak-flash=always", said: "what the flash holds is not what was written"),
  ])
  func aFailureIsToldAndTheBoardIsNotLost(fault: Fault) async throws {
    try await SWDBench.with { bench in
      let flash = "flash --probe jlink:\(SWDBench.serial)"
      let again = fault.heals ? "; power; \(flash) && said" : ""
      let outcome = try await bench.run(
        flash + "; [ $? = 1 ] || exit 97" + again, board: ["--fault", fault.testDescription])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains(fault.said), "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: \(fault.failureClass)\n"))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(outcome.output.hasSuffix("OK") == fault.heals, "\(outcome.output)")
    }
  }

  @Test func aWrongSerialIsSaid() async throws {
    try await SWDBench.with { bench in
      let outcome = try await bench.run("flash --probe jlink:77")
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("pico on jlink:77: no probe with the serial 77"))
      #expect(outcome.errors.contains("\nclass: probe\n"), "\(outcome.errors)")
      let text = try await bench.run("flash --probe jlink:E66")
      #expect(text.status == 2)
      #expect(text.errors.contains("\"E66\" is no J-Link's serial number"), "\(text.errors)")
    }
  }

  /// A debugger calls the boot ROM's table lookup on the core: a breakpoint in ROM takes the breakpoint
  /// unit, and the call ends at the trampoline's BKPT with the function's address in R0.
  @Test func aDebuggerBreaksStepsAndCalls() async throws {
    try await SWDBench.with { bench in
      let outcome = try await bench.run(
        """
        host 'init; reset halt' \
          'set lookup [read_memory 0x18 16 1]; set table [read_memory 0x14 16 1]' \
          'set trampoline [expr {[read_memory [expr {$table + 2}] 16 1] & ~1}]' \
          'set exit_xip [read_memory [expr {$table + 14}] 16 1]' \
          'bp [expr {$lookup & ~1}] 2 hw' \
          'reg r7 $lookup; reg r0 $table; reg r1 0x5845; resume $trampoline; wait_halt 2000' \
          'proc at {} { dict get [get_reg -force pc] pc }' \
          'echo "stopped [expr {[at] - ($lookup & ~1)}]"' 'rbp all; step' \
          'echo "stepped [expr {[at] - ($lookup & ~1)}]"' 'resume; wait_halt 2000' \
          'echo "ended [expr {[at] - $trampoline}]"' \
          'echo "found [expr {[dict get [get_reg -force r0] r0] - $exit_xip}]"' \
          'targets rp2040.core1; step; echo "other [expr {[at] - $trampoline}]"' 'shutdown'
        """)
      #expect(outcome.status == 0, "\(outcome.errors)")
      // Two instructions of two bytes; the core that nobody has started stays in its loop before them.
      for words in ["stopped 0\n", "stepped 2\n", "ended 2\n", "found 0\n", "other -4\n"] {
        #expect(outcome.errors.contains(words), "\(words): \(outcome.errors)")
      }
    }
  }

  @Test(.enabled(if: StockTool.compiler != nil, "arm-none-eabi-gcc is not installed"))
  func theROMIsWhatItsSourceAssemblesTo() async throws {
    try await withTemporaryDirectory { directory in
      let sources = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CEmulator")
      let outcome = try await ProgramRun(
        sources.appending(path: "rp2040_rom/make").path, ["-"], in: directory
      ).outcome(within: .seconds(30))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let kept = try String(
        contentsOf: sources.appending(path: "chip_rp2040_rom.inc"), encoding: .utf8)
      #expect(outcome.output == kept)
    }
  }
}

/// The same board behind a CMSIS-DAP probe, which OpenOCD opens with libusb on a bus of the tests' own.
@Suite(
  .enabled(if: StockTool.openOCD != nil, "openocd is not installed"),
  .enabled(if: VirtualBench.isAvailable, "umockdev is not installed"), .timeLimit(.minutes(5)))
struct PicoCMSISDAPTests {
  private func flash(
    _ arguments: [String] = [], on pico: VirtualPico, in bench: SWDBench
  ) async throws -> ProgramOutcome {
    try await VirtualPico.run(
      "mcubench", bench.home.flash(bench.home.image, ["--flash-with", "openocd"] + arguments),
      with: pico.plug(), in: bench.home.directory, environment: bench.home.environment,
      within: .seconds(120))
  }

  @Test func theProbeIsFoundByItselfAndByItsSerial() async throws {
    try await SWDBench.with { bench in
      let pico = try VirtualPico(
        ["--serial", "E6614103E7452D2F"], behind: "cmsis-dap", in: bench.home.directory)
      defer { pico.end() }
      for arguments in [[], ["--probe", "E6614103E7452D2F"]] {
        let outcome = try await flash(arguments, on: pico, in: bench)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
          outcome.output.contains(
            "is on pico at E6614103E7452D2F\n  Tool      Open On-Chip Debugger 0."))
        #expect(
          outcome.output.contains(
            "\n  Verified  yes: the flash holds the file; the board was reset"))
      }
      let wrong = try await flash(["--probe", "E6614103E7452D30"], on: pico, in: bench)
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("no probe \"E6614103E7452D30\" among those attached"))
    }
  }

  @Test(arguments: [
    ("probe-gone-at=program", "the connection was lost while programming"),
    ("weak-flash=always", "what the flash holds is not what was written"),
    ("target-silent", "the probe answers, the chip does not"),
  ])
  func aFailureIsTold(fault: String, said: String) async throws {
    try await SWDBench.with { bench in
      let pico = try VirtualPico(
        ["--fault", fault], behind: "cmsis-dap", in: bench.home.directory)
      defer { pico.end() }
      let outcome = try await flash(on: pico, in: bench)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains(said), "\(outcome.errors)")
      #expect(outcome.errors.contains("\nclass: flash\n"))
    }
  }
}
