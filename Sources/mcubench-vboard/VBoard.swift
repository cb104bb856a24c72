// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Failures
import Foundation
import VirtualBoard

@main
struct VBoard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcubench-vboard",
    abstract: "Run a firmware image on a virtual board, its serial line on a pseudoterminal.",
    version: "mcubench-vboard 0.1.0")

  @Option(help: "The board to be: stm32f746g.")
  var board: String

  @Option(help: "The firmware, an ELF file or a raw binary for 0x08000000.")
  var image: String

  @Option(help: "The serial number, which the chip's unique id follows.")
  var serial = "MCUBVIRT0001"

  @Option(help: "A way to misbehave; repeat it to combine: silent, corrupt-tx=N, ...")
  var fault: [String] = []

  @Option(help: "A path to make a symbolic link to the pseudoterminal at.")
  var link: String?

  @Flag(help: "End when the parent process ends or closes standard input.")
  var exitWithParent = false

  @Flag(help: "Print instructions and speed on stderr at the end.")
  var stats = false

  func run() throws {
    do {
      guard board == "stm32f746g" else {
        throw VirtualBoardError(reason: .unknownBoard(board))
      }
      let faults = try fault.map(FaultMode.init)
      let runner = try BoardRunner(
        image: BoardImage(readImage()), serial: serial, link: link, faults: faults,
        endsWithParent: exitWithParent)
      print(ReadyEvent(board: board, path: runner.path, serial: serial).json)
      fflush(nil)
      runner.run()
      if stats { report(runner.statistics.text) }
    } catch let failure as any Failure {
      report("error: \(failure.summary)")
      if let remedy = failure.remedy { report("try: \(remedy)") }
      throw ExitCode(failure.exitStatus.rawValue)
    }
  }

  private func readImage() throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: image)))
    } catch {
      throw VirtualBoardError(
        reason: .unreadable(image, detail: error.localizedDescription))
    }
  }

  private func report(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
