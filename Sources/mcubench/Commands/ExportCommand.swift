import ArgumentParser
import Reports
import ResultStore

/// Writes a stored run as files for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a stored run as CSV or JSON.")

  @Argument(
    help: ArgumentHelp(
      "The run, or as many of its first digits as tell it from the others.", valueName: "run"))
  var name: String

  @Option(
    help: ArgumentHelp(
      "Write a row a layer as comma-separated values; '-' is stdout.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write the whole run and its layers as JSON; '-' is stdout.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write every raw sample, one JSON object a line; '-' is stdout.", valueName: "file"))
  var samples: String?

  @OptionGroup var store: StoreOption

  func validate() throws {
    let destinations = [csv, json, samples].compactMap(\.self)
    guard !destinations.isEmpty else {
      throw ValidationError("Give at least one of '--csv', '--json' and '--samples'.")
    }
    guard Set(destinations).count == destinations.count else {
      throw ValidationError("Two formats cannot go to one file.")
    }
  }

  func run() throws {
    let measurement = try store.open().run(named: name)
    if let csv { try ResultFile.write(LayersCSV.text(measurement), to: csv) }
    if let json {
      try ResultFile.write(RunDocument.text(measurement, includesLayers: true), to: json)
    }
    if let samples { try ResultFile.write(SamplesDocument.text(measurement), to: samples) }
  }
}
