import ArgumentParser
import Measurements
import Reports
import ResultStore
import RunBundles
import Workbench

/// Writes a stored run as files for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a stored run as CSV, JSON or a bundle for another store.")

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

  @Option(
    help: ArgumentHelp(
      "Write all of it for 'import', with digests: a folder, or one file where it ends in .tar.",
      valueName: "path"))
  var bundle: String?

  @Option(
    help: ArgumentHelp(
      "The model for the bundle; the lab's own models are found without.", valueName: "file"))
  var model: String?

  @OptionGroup var store: StoreOption

  func validate() throws {
    let destinations = [csv, json, samples, bundle].compactMap(\.self)
    guard !destinations.isEmpty else {
      throw ValidationError("Give at least one of '--csv', '--json', '--samples' and '--bundle'.")
    }
    if bundle == "-" { throw ValidationError("A bundle is a folder or a .tar, never stdout.") }
    if model != nil, bundle == nil { throw ValidationError("'--model' is for a '--bundle'.") }
    guard Set(destinations).count == destinations.count else {
      throw ValidationError("Two formats cannot go to one file.")
    }
  }

  func run() throws {
    let opened = try store.open()
    let measurement = try opened.run(named: name)
    if let dropped = measurement.samplesDropped {
      Terminal.note("the samples of run \(measurement.runID.short) were dropped at \(dropped)")
    }
    if let csv { try ResultFile.write(LayersCSV.text(measurement), to: csv) }
    if let json {
      let imported = try opened.importRecord(of: measurement.runID)
      try ResultFile.write(
        RunDocument.text(measurement, includesLayers: true, imported: imported), to: json)
    }
    if let samples { try ResultFile.write(SamplesDocument.text(measurement), to: samples) }
    if let bundle { try write(measurement, from: opened, to: bundle) }
  }

  private func write(_ run: Measurement, from store: ResultStore, to path: String) throws {
    let bundle = RunBundle(
      of: run, model: try KnownModel.bytes(of: run, named: model, beside: store),
      program: "mcubench " + MCUBench.configuration.version)
    if path.hasSuffix(".tar") {
      try ResultFile.write(TarArchive.bytes(of: bundle), to: path)
    } else {
      try BundleFolder.write(bundle, to: path)
    }
  }
}
