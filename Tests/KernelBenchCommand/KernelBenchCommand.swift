// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KernelBench
import VirtualBoard

/// Runs single kernels on the virtual chip: exactness, cycles, size.
@main
struct KernelBenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel-bench", abstract: "Run single kernels on the virtual chip.",
    subcommands: [
      ListCommand.self, RunCommand.self, RandomCommand.self, ReportCommand.self,
      CompareCommand.self,
    ])
}

/// What every command needs.
struct BenchOptions: ParsableArguments {
  @Option(help: "A checkout of mcubench.")
  var root = "."

  @Option(help: "A board that the image is for.")
  var board = "stm32f746g"

  /// Where images are built and objects kept.
  var buildRoot: String { root + "/.build/kernel-bench" }

  func image() async throws -> KernelImage {
    try await KernelImage.build(root: root, board: board, buildRoot: buildRoot)
  }
}

/// Names the table's layers, and the kernels of the image.
struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The layers of the table and the kernels of the image.")

  @OptionGroup var options: BenchOptions

  func run() async throws {
    for layer in try LayerTable.load(root: options.root).layers { print(layer.name) }
    let machine = try KernelMachine(try await options.image(), timing: .instructions)
    for kernel in machine.kernels { print(kernel) }
  }
}
