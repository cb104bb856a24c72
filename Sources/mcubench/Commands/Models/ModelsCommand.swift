import ArgumentParser
import Failures
import Measurements
import ModelCatalog
import Reports
import ResultStore
import Workbench

/// `mcubench models`: what is known of models, whoever found it.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "The models in the store: costs, runs, tags, notes, accuracies.",
    discussion: """
      A model is known by the SHA-256 of its file; MODEL is a label of it or the start of that hash. \
      'run' and 'predict --save' put theirs there, 'add' any file.
      """,
    subcommands: [
      List.self, Show.self, Add.self, Tag.self, Note.self, Set.self, Import.self, Export.self,
      Remove.self,
    ])

  /// `mcubench models list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List models with what they cost and their newest latencies.",
      discussion: "Latencies stand in columns by board and evidence. KB is 1024 bytes.")

    @OptionGroup var selection: ModelSelection

    @Option(help: ArgumentHelp("The most models to list.", valueName: "count"))
    var limit: Int?

    @Flag(help: "Print JSON instead of the table.")
    var json = false

    @OptionGroup var store: StoreOption

    func validate() throws {
      if let limit, limit < 1 { throw ValidationError("'--limit' must be 1 or more.") }
    }

    func run() throws {
      let all = try selection.entries(in: try selection.checked { try store.open() })
      let entries = Array(all.prefix(limit ?? all.count))
      try Terminal.writeResult(
        json ? ModelDocument.text(entries) : ModelListTable.text(entries))
      if entries.count < all.count {
        Terminal.note("\(all.count - entries.count) more models; --limit gives more")
      }
    }
  }

  /// `mcubench models show MODEL`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show all that is known of a model, with its runs.")

    @Argument(help: ArgumentHelp("The model.", valueName: "model"))
    var name: String

    @Option(help: ArgumentHelp("The most runs to list.", valueName: "count"))
    var limit = 20

    @Flag(help: "Print JSON instead of the text.")
    var json = false

    @OptionGroup var store: StoreOption

    func validate() throws {
      guard limit > 0 else { throw ValidationError("'--limit' must be 1 or more.") }
    }

    func run() throws {
      let opened = try store.open()
      let entry = try opened.modelEntry(named: name)
      let runs = try opened.runs(matching: RunFilter(model: entry.sha256, limit: limit))
        .filter { $0.modelSHA256 == entry.sha256 }
      try Terminal.writeResult(
        json ? ModelDocument.text(entry, runs: runs) : ModelPage.text(entry, runs: runs))
    }
  }

  /// `mcubench models add FILE...`.
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Analyse files and put the models into the store; no board is needed.",
      discussion: "All of them or, where a file cannot be read, none.")

    @Argument(help: "The .tflite files.")
    var files: [String]

    @Option(name: .customLong("tag"), help: ArgumentHelp("A tag for all; may be repeated."))
    var tags: [String] = []

    @OptionGroup var places: PlaceOptions

    func run() throws {
      if let bad = tags.first(where: { !ModelText.isTag($0) }) { throw ModelTag.refusal(bad) }
      let models = try files.map { file in
        do { return try CatalogedModel(analysing: file) } catch let failure as any Failure {
          throw NamedFailure(name: file, failure: failure)
        }
      }
      let store = try ResultStore(path: places.places.store)
      try store.record(models, tags: tags, at: .now)
      let entries = try models.map { try store.modelEntry(named: $0.sha256) }
      try store.close()
      try Terminal.writeResult(ModelListTable.text(entries))
    }
  }

  /// `mcubench models remove MODEL...`.
  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Remove models that no run is of, with all that was said of them.",
      discussion: "Their files stay where they are.")

    @Argument(help: ArgumentHelp("The model.", valueName: "model"))
    var name: String

    @OptionGroup var store: StoreOption

    func run() throws {
      let removed = try store.open().removeModel(named: name)
      try Terminal.writeResult(
        "removed \(TerminalText.escaping(removed.name)) (\(removed.sha256.prefix(12)))")
    }
  }
}

/// Which models, and in what order.
struct ModelSelection: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only models that keep these conditions, with commas between; may be repeated.",
      discussion: """
        tag, base, board, name, variation and dataset with = or !=; numbers, latencies by their \
        evidence among them, with < <= > >= = !=: 'tag=vww, macs<60M, ram<=250KB, simulated<70ms'.
        """,
      valueName: "conditions"))
  var conditions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Order by \(ModelOrder.names.joined(separator: ", ")).",
      discussion: "Accuracies and runs the largest first, created the newest, others the smallest.",
      valueName: "what"))
  var sort: String?

  func validate() throws {
    if let sort, ModelOrder(name: sort) == nil {
      throw ValidationError(
        "'--sort' takes one of \(ModelOrder.names.joined(separator: ", ")).")
    }
  }

  /// What `open` gives, once the conditions are known to be readable.
  func checked(_ open: () throws -> ResultStore) throws -> ResultStore {
    _ = try ModelFilter(parsing: conditions)
    return try open()
  }

  func entries(in store: ResultStore) throws -> [ModelEntry] {
    let filter = try ModelFilter(parsing: conditions)
    let entries = try store.modelEntries().filter(filter.passes)
    guard let order = sort.flatMap(ModelOrder.init(name:)) else { return entries }
    return order.sorted(entries, board: filter.board)
  }
}
