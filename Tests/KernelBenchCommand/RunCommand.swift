// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KernelBench
import VirtualBoard

/// Runs layers of the table on the virtual chip, with the timing model, against the host.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run layers of the table: exactness, instructions, simulated cycles.")

  @OptionGroup var options: BenchOptions

  @Argument(help: "Layers by name; a beginning names all that begin so; none names all.")
  var layers: [String] = []

  @Flag(help: "Run the reference kernel instead of the one that the packer chooses.")
  var reference = false

  @Option(help: "Where the inputs lie: dtcm, sram1; DTCM as long as there is room when left out.")
  var input: BenchRegion?

  @Option(help: "Where the output lies.")
  var output: BenchRegion?

  @Option(help: "Where the scratch lies.")
  var scratch: BenchRegion?

  @Option(help: "Where constants lie: flash when left out.")
  var constants: BenchRegion?

  @Option(help: "List so many of the hottest instructions.")
  var hot = 0

  func run() async throws {
    let image = try await options.image()
    let table = try LayerTable.load(root: options.root)
    let chosen = table.layers.filter { layer in
      layers.isEmpty || layers.contains { layer.name.hasPrefix($0) }
    }
    for name in layers
    where name.isEmpty || !chosen.contains(where: { $0.name.hasPrefix(name) }) {
      throw BenchFailure(.unknownLayer(name: name))
    }
    var demand = KernelMachine.Demand()
    demand.places = PlaceWishes(
      inputs: input, outputs: output, scratch: scratch, constants: constants)
    print(LayerRow.heading)
    var isExact = true
    for layer in chosen {
      let machine = try KernelMachine(image, timing: TimingChoice())
      demand.places.putsInputsFirst = layer.putsInputsFirst
      let row = try LayerRow(
        layer, on: machine, wantsReference: reference, demand: demand, hottest: hot)
      isExact = isExact && row.isExact
      print(row.text)
    }
    if !isExact { throw ExitCode(1) }
  }
}

extension BenchRegion: ExpressibleByArgument {}
