// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KernelBench

/// Proves the kernels on random layers.
struct RandomCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random",
    abstract: "Random layers on the virtual core against the reference, bit for bit.")

  @OptionGroup var options: BenchOptions

  @Option(help: "How many layers.")
  var count = 1000

  @Option(help: "The first layer's seed; the others follow.")
  var seed: UInt64 = 1

  @Option(help: "One operator alone: convolution, depthwise, fully-connected, ...")
  var of: RandomLayer.Operator?

  @Flag(help: "Run the reference kernels instead of those that the packer chooses.")
  var reference = false

  func validate() throws {
    guard count >= 1 else { throw ValidationError("--count must be 1 or more") }
  }

  func run() async throws {
    let proof = try Proof(
      on: try await options.image(), count: count, firstSeed: seed, of: of,
      wantsReference: reference)
    print(proof.text)
    if !proof.failures.isEmpty { throw ExitCode(1) }
  }
}

extension RandomLayer.Operator: ExpressibleByArgument {}
