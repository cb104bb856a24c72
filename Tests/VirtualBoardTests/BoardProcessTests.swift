// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import MCUBenchTestSupport
import Testing

/// The program keeps its contract with whoever started it.
@Suite(.timeLimit(.minutes(2))) struct BoardProcessTests {
  @Test func echoesAndCountsExactly() throws {
    let board = try RunningBoard(["--timing", "instructions"])
    #expect(board.receive(1) == ">")
    board.send("hello")
    #expect(board.receive(5) == "hello")
    // Ten instructions lie between the two reads of CYCCNT; '0' + 10 is ':'.
    for _ in 0..<20 {
      board.send("c")
      #expect(board.receive(1) == ":")
    }
    let (status, errors) = board.end()
    #expect(status == 0)
    #expect(errors == "")
  }

  @Test(.enabled(if: RunningBoard.compiler != nil, "arm-none-eabi-gcc is not installed"))
  func runsWhatTheCompilerMakes() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let image = directory.appending(path: "echo.elf")
    let compiler = try #require(RunningBoard.compiler)
    let build = try ChildProcess(
      compiler.path,
      [
        "-mcpu=cortex-m7", "-mthumb", "-O2", "-ffreestanding", "-nostdlib", "-Wno-array-bounds",
        "-T", RunningBoard.fixtures.appending(path: "flash.ld").path,
        RunningBoard.fixtures.appending(path: "echo.c").path, "-o", image.path,
      ])
    #expect(build.waitUntilExit() == 0)
    let board = try RunningBoard(image: image, ["--timing", "instructions"])
    #expect(board.receive(1) == ">")
    board.send("ac")
    #expect(board.receive(2) == "a:")
  }

  @Test func hostMayCloseAndOpenTheLine() throws {
    let board = try RunningBoard()
    #expect(board.receive(1) == ">")
    board.closeLine()
    board.openLine()
    board.send("x")
    #expect(board.receive(1) == "x")
  }

  @Test func idleBoardLeavesTheProcessorAlone() throws {
    let board = try RunningBoard()
    #expect(board.receive(1) == ">")
    board.send("x")
    #expect(board.receive(1) == "x")
    let before = board.processorTicks
    #expect(board.receive(1, within: .seconds(2)) == "")
    // Two seconds of a busy core would be 200 ticks.
    #expect(board.processorTicks - before < 40)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func endsOnASignalAndRemovesItsLink(signal: Int32) throws {
    let link = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    let board = try RunningBoard(["--link", link])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == board.path)
    #expect(board.end(with: signal).status == 0)
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == nil)
    #expect(!FileManager.default.fileExists(atPath: board.path) || board.receive(1) == "")
  }

  @Test func endsWhenStandardInputCloses() throws {
    let board = try RunningBoard(["--exit-with-parent"])
    board.closeInput()
    #expect(board.end(with: nil).status == 0)
  }

  @Test func silentBoardSaysNothing() throws {
    let board = try RunningBoard(["--fault", "silent"])
    board.send("hello")
    #expect(board.receive(1, within: .milliseconds(500)) == "")
    #expect(board.end().status == 0)
  }

  @Test func garbageTakesThePlaceOfOutput() throws {
    let board = try RunningBoard(["--fault", "garbage"])
    #expect(board.receive(200).count > 0)
    #expect(board.end().status == 0)
  }

  @Test func faultsCombineAndTheLineCloses() throws {
    let board = try RunningBoard(["--fault", "corrupt-tx=2", "--fault", "close-after-bytes=4"])
    #expect(board.receive(1) == ">")
    board.send("bbb")
    #expect(board.receive(3) == "cbc")
    #expect(board.receive(1) == "")  // the line has ended
    #expect(board.end().errors.contains("the serial line is closed"))
  }

  @Test func lockUpIsReportedAndTheBoardStaysSilent() throws {
    let image = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data([0xFF]).write(to: image)
    defer { try? FileManager.default.removeItem(at: image) }
    let board = try RunningBoard(image: image)
    #expect(board.receive(1, within: .milliseconds(300)) == "")
    #expect(board.end().errors.contains("locked up"))
  }

  @Test(arguments: [
    ["--board", "stm32f746g", "--image", "/nowhere/x.elf"],
    ["--board", "other", "--image", "/dev/null"],
    ["--board", "stm32f746g", "--image", "/dev/null"],
    ["--board", "stm32f746g", "--image", "/dev/null", "--fault", "loud"],
    ["--board", "stm32f746g", "--image", RunningBoard.echo.path, "--profile", "/nowhere/profile"],
    ["--board", "stm32f746g", "--image", RunningBoard.echo.path, "--profile", "/tmp"],
  ])
  func refusesWithBothLines(arguments: [String]) async throws {
    let directory = FileManager.default.temporaryDirectory.path
    let outcome = try await ProgramRun("mcubench-vboard", arguments, in: directory)
      .outcome(within: .seconds(20))
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("error: "))
    #expect(outcome.errors.contains("\ntry: "))
  }
}

extension RunningBoard {
  /// The compiler for the board's core on this machine's search path.
  static var compiler: URL? {
    (TestPrograms.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: "arm-none-eabi-gcc") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
