import ArgumentParser
import Failures
import ModelCatalog
import Reports
import ResultStore

/// What people say of models.
extension ModelsCommand {
  /// `mcubench models tag MODEL +new -old`.
  struct Tag: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tag",
      abstract: "Give a model tags and take tags from it.",
      discussion: "+word or word gives a tag, -word takes it away; --store goes before the model.")

    @OptionGroup var store: StoreOption

    @Argument(help: ArgumentHelp("The model.", valueName: "model"))
    var name: String

    @Argument(
      parsing: .allUnrecognized,
      help: ArgumentHelp("Tags, with + or - before them.", valueName: "tag"))
    var tags: [String] = []

    func run() throws {
      guard !tags.isEmpty else {
        throw ValidationError("Give a tag: 'mcubench models tag MODEL +vww'.")
      }
      var change = ModelChange()
      for text in tags {
        let tag = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
        guard ModelText.isTag(tag) else { throw ModelTag.refusal(text) }
        if text.hasPrefix("-") {
          change.removedTags.append(tag)
        } else {
          change.addedTags.append(tag)
        }
      }
      let entry = try store.open().changeModel(named: name, change)
      try Terminal.writeResult(
        "\(TerminalText.escaping(entry.name)): "
          + (entry.tags.isEmpty ? "no tags" : entry.tags.joined(separator: " ")))
    }
  }

  /// `mcubench models note MODEL TEXT`.
  struct Note: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "note", abstract: "Write a note on a model in the place of the one before.")

    @Argument(help: ArgumentHelp("The model.", valueName: "model"))
    var name: String

    @Argument(help: ArgumentHelp("The note; an empty one removes it.", valueName: "text"))
    var text: String

    @OptionGroup var store: StoreOption

    func run() throws {
      guard let note = ModelText.note(text) else {
        throw BadModelText(
          summary:
            "a note is text of at most \(ModelText.noteLimit) bytes without control characters",
          remedy: "put what is longer into a file and name it in the note")
      }
      var change = ModelChange()
      change.note = note
      let entry = try store.open().changeModel(named: name, change)
      try Terminal.writeResult(
        "\(TerminalText.escaping(entry.name)): "
          + (entry.note.map { TerminalText.escaping($0) } ?? "no note"))
    }
  }

  /// `mcubench models set MODEL accuracy=88.8 --dataset vww`.
  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "set",
      abstract: "Type in accuracies, factors and figures of a training.",
      discussion: """
        accuracy and top5 are per cent; auc, f1, precision and recall 0 to 1; loss any. Besides \
        them: name, architecture, alpha, resolution, channels, classes, variation, training_params, \
        trainable_params, non_trainable_params, path, and training.NAME for any other figure.
        """)

    @Argument(help: ArgumentHelp("The model.", valueName: "model"))
    var name: String

    @Argument(help: ArgumentHelp("What to set.", valueName: "key=value"))
    var values: [String]

    @Option(help: ArgumentHelp("The data set that accuracies are of.", valueName: "name"))
    var dataset: String?

    @Option(
      name: .customShort("n"), help: ArgumentHelp("How many samples it has.", valueName: "count"))
    var sampleCount: Int?

    @Option(
      help: ArgumentHelp(
        "Where the answers came from: training, host, BOARD:measured, BOARD:simulated.",
        valueName: "place"))
    var ranOn: String?

    @OptionGroup var store: StoreOption

    private static let settable: Swift.Set<ModelColumn> = [
      .name, .architecture, .alpha, .resolution, .channels, .classes, .variation,
      .trainingParameters, .trainableParameters, .nonTrainableParameters, .path,
    ]

    func validate() throws {
      guard !values.isEmpty else { throw ValidationError("Give a key=value.") }
      if let sampleCount, sampleCount < 1 { throw ValidationError("'-n' must be 1 or more.") }
    }

    func run() throws {
      var statement = ModelStatement(source: .typed, time: .now)
      if let dataset {
        guard ModelText.isLine(dataset, limit: ModelText.dataSetLimit) else {
          throw BadModelText(
            summary: "a data set's name is one line of at most \(ModelText.dataSetLimit) bytes",
            remedy: "shorten it")
        }
        statement.dataSet = dataset
      }
      statement.sampleCount = sampleCount
      if let ranOn {
        guard let place = AccuracyRecord.Place(text: ranOn) else {
          throw BadModelText(
            summary: "cannot read '\(TerminalText.escaping(ranOn))' as where answers came from",
            remedy: "write training, host, BOARD:measured or BOARD:simulated")
        }
        statement.place = place
      }
      var change = ModelChange()
      for text in values { try Self.take(text, into: &change, as: statement) }
      let opened = try store.open()
      let entry = try opened.changeModel(named: name, change)
      try Terminal.writeResult(ModelPage.text(entry, runs: []))
    }

    private static func take(
      _ text: String, into change: inout ModelChange, as statement: ModelStatement
    ) throws {
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else { throw unknown(text) }
      let key = sides[0] == "base" ? ModelColumn.architecture.rawValue : sides[0]
      do {
        if let column = ModelColumn(rawValue: key),
          column.metric != nil || settable.contains(column)
        {
          try change.take(sides[1], for: column, as: statement)
        } else if key.hasPrefix(ModelColumn.figurePrefix) {
          let figure = String(key.dropFirst(ModelColumn.figurePrefix.count))
          try change.takeFigure(sides[1], named: figure, as: statement)
        } else {
          throw unknown(text)
        }
      } catch let error as ModelTableError {
        throw BadModelText(
          summary: "'\(TerminalText.escaping(text))' \(error.problem)",
          remedy: "see 'mcubench models set --help' for what each may be")
      }
    }

    private static func unknown(_ text: String) -> BadModelText {
      BadModelText(
        summary: "cannot set '\(TerminalText.escaping(text))' of a model",
        remedy: "write key=value with a key of 'mcubench models set --help', or training.NAME=value"
      )
    }
  }
}

/// Tags, as people type them.
enum ModelTag {
  static func refusal(_ text: String) -> BadModelText {
    BadModelText(
      summary: "'\(TerminalText.escaping(text))' is no tag",
      remedy: "use letters, digits and . _ : / - behind a letter or digit,"
        + " at most \(ModelText.tagLimit) of them")
  }
}

/// A text that a model cannot have.
struct BadModelText: Failure, Hashable {
  let summary: String
  let remedy: String?
  var exitStatus: ExitStatus { .wrongInput }
}
