import ArgumentParser
import Measurements
import Reports
import ResultStore

/// Prints a stored run as `run` printed it.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a stored run, layer by layer.")

  @Argument(
    help: ArgumentHelp(
      "The run, or as many of its first digits as tell it from the others.", valueName: "run"))
  var name: String

  @Flag(help: "Print JSON instead of the table.")
  var json = false

  @Flag(help: "Say for each layer which kernel ran and why.")
  var explain = false

  @OptionGroup var store: StoreOption

  func run() throws {
    let opened = try store.open()
    let measurement = try opened.run(named: name)
    let imported = try opened.importRecord(of: measurement.runID)
    try Terminal.writeResult(
      json
        ? RunDocument.text(measurement, includesLayers: true, imported: imported)
        : RunTable.text(
          measurement, place: opened.path, imported: imported, explainsKernels: explain))
  }
}
