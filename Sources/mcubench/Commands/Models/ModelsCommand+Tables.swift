import ArgumentParser
import Failures
import ModelCatalog
import Reports
import ResultStore
import Workbench

/// Tables of models, in and out.
extension ModelsCommand {
  /// `mcubench models import FILE.csv`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Take accuracies, tags and figures of trainings in from a CSV file.",
      discussion: """
        A row is of the model in its column sha256, or name (run_name in the CNN Analyzer's tables). \
        All rows are taken or, where one cannot be, none. docs/models.md has the columns.
        """)

    @Argument(help: ArgumentHelp("The table.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The data set of accuracies that name none.", valueName: "name"))
    var dataset: String?

    @Option(help: "Whose names the columns have: mcubench or cnn-analyzer.")
    var dialect = ModelDialect.mcubench

    @Flag(help: "Keep columns that nobody knows as figures of a training.")
    var keepUnknown = false

    @OptionGroup var places: PlaceOptions

    func run() throws {
      var reading = ModelTable.Reading(time: .now)
      reading.dialect = dialect
      reading.keepsUnknown = keepUnknown
      reading.statement.dataSet = dataset
      // The CNN Analyzer's accuracies are the training framework's.
      if dialect == .cnnAnalyzer { reading.statement.place = .training }
      if let dataset, !ModelText.isLine(dataset, limit: 100) {
        throw BadModelText(
          summary: "a data set's name is one line of at most 100 bytes", remedy: "shorten it")
      }
      let bytes = try Files.readRegular(file, limit: ModelTable.byteLimit)
      let table: ModelTable
      do { table = try ModelTable(bytes, reading: reading) } catch {
        throw NamedFailure(name: file, failure: error)
      }
      let store = try ResultStore(path: places.places.store)
      let added: Int
      do { added = try store.importModels(table.rows, at: .now) } catch {
        throw NamedFailure(name: file, failure: error)
      }
      try store.close()
      let count = table.rows.count
      try Terminal.writeResult(
        "\(count) \(count == 1 ? "row" : "rows") taken in, \(added) of models that are new here")
    }
  }

  /// `mcubench models export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write models as CSV or JSON.",
      discussion: "Latencies have a column for each board and evidence.")

    @OptionGroup var selection: ModelSelection

    @Option(help: ArgumentHelp("Write a row a model to this file; - is stdout.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Write JSON to this file; - is stdout.", valueName: "file"))
    var json: String?

    @Option(help: "Whose names the columns of --csv have: mcubench or cnn-analyzer.")
    var dialect = ModelDialect.mcubench

    @OptionGroup var store: StoreOption

    func validate() throws {
      guard csv != nil || json != nil else {
        throw ValidationError("Give at least one of '--csv' and '--json'.")
      }
      if let csv, csv == json { throw ValidationError("Two formats cannot go to one file.") }
    }

    func run() throws {
      let entries = try selection.entries(in: try selection.checked { try store.open() })
      for path in [csv, json] { if let path { try ResultFile.check(path) } }
      if let csv { try ResultFile.write(ModelCSV.text(entries, dialect: dialect), to: csv) }
      if let json { try ResultFile.write(ModelDocument.text(entries), to: json) }
    }
  }
}

extension ModelDialect: ExpressibleByArgument {}
