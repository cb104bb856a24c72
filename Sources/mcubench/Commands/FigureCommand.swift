import ArgumentParser
import Failures
import HTMLReports
import Measurements
import Reports
import Workbench

/// `mcubench figure`: figures over many models, as a page with its data or as an SVG.
struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract: "Figures over many models: sizes, accuracy, overlays, cumulative sums, latency.",
    subcommands: [
      SizeFigureCommand.self, AccuracyFigureCommand.self, OverlayFigureCommand.self,
      CumulativeFigureCommand.self, LatencyFigureCommand.self,
    ])
}

/// The flag that says where a figure goes.
struct FigureOutput: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "The file to write: a page with the data, or the chart alone if it ends in .svg.",
      valueName: "file"))
  var output: String

  /// Checks beforehand that the file can be written.
  func check() throws { try ResultFile.check(output) }

  func write(_ figure: FigureDocument) throws {
    guard output.lowercased().hasSuffix(".svg") else {
      try ResultFile.write(figure.page, to: output)
      return
    }
    guard let svg = figure.svg else { throw FigureOfSeveralSheets(path: output) }
    try ResultFile.write(svg, to: output)
  }
}

/// The flag that has a figure say something.
struct FigureNote: ParsableArguments {
  @Option(
    help: ArgumentHelp("A sentence to stand above the figure on its page.", valueName: "text"))
  var note: String?

  var remarks: [String] { [note].compactMap(\.self) }
}

/// `mcubench figure size`: bars of file sizes over alpha and l.
struct SizeFigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "Bars of .tflite sizes over alpha and l, from files or a CSV with name and size_kb.")

  @Argument(help: ArgumentHelp("Folders, .tflite files, or a .csv.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("The line: the most that may be; 'none' for none.", valueName: "size"))
  var limit = "250KB"

  @OptionGroup var note: FigureNote

  @OptionGroup var output: FigureOutput

  func run() throws {
    try output.check()
    let limit: Double? =
      if self.limit == "none" {
        nil
      } else {
        (try Budget(parsing: "file=\(self.limit)").limits.first).map { Double($0.value) / 1_024 }
      }
    var variations = VariationList()
    for path in paths where path.hasSuffix(".csv") {
      let figures = try NamedFigures(
        parsing: try FigureFiles.text(path),
        columns: ["size_kb", "tflite_model_int8_size_kb", "kb"])
      for entry in figures.entries { variations.add(entry.name, entry.value) }
    }
    for path in try FigureFiles.models(in: paths.filter { !$0.hasSuffix(".csv") }) {
      let analysis = try FigureFiles.analysis(of: path)
      guard analysis.isInt8 else {
        variations.leaveOut(analysis.name, because: "not int8")
        continue
      }
      variations.add(analysis.name, Double(analysis.fileBytes) / 1_024)
    }
    try output.write(
      VariationFigure.document(
        try variations.checked(), of: .size(limit: limit),
        remarks: note.remarks + variations.remarks))
  }
}

/// `mcubench figure accuracy`: bars of accuracies over alpha and l.
struct AccuracyFigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Bars of accuracy over alpha and l, from a CSV with name and accuracy.",
    discussion: "Accuracies of at most 1 everywhere are taken as shares, else as percent.")

  @Argument(help: ArgumentHelp("The CSV files.", valueName: "file.csv"))
  var paths: [String]

  @Option(
    help: ArgumentHelp("The line, in percent: the least that is wanted.", valueName: "percent"))
  var limit = 80.0

  @OptionGroup var note: FigureNote

  @OptionGroup var output: FigureOutput

  func validate() throws {
    guard (0...100).contains(limit) else {
      throw ValidationError("--limit takes percent, from 0 to 100")
    }
  }

  func run() throws {
    try output.check()
    let entries = try paths.flatMap { path in
      try NamedFigures(
        parsing: try FigureFiles.text(path),
        columns: ["accuracy", "test_accuracy", "accuracy_percent"]
      ).entries
    }
    let most = entries.map(\.value).max() ?? 0
    if let wrong = entries.first(where: { $0.value > 100 }) {
      throw NoAccuracy(name: wrong.name, value: wrong.value)
    }
    var variations = VariationList()
    for entry in entries { variations.add(entry.name, most <= 1 ? entry.value * 100 : entry.value) }
    try output.write(
      VariationFigure.document(
        try variations.checked(), of: .accuracy(threshold: limit),
        remarks: note.remarks + variations.remarks
          + (most <= 1 ? ["The file's accuracies are shares; shown in percent."] : [])))
  }
}

extension OverlayFigure.Quantity: ExpressibleByArgument {}

/// `mcubench figure overlay`: two variations layer by layer.
struct OverlayFigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay",
    abstract: "Two variations layer by layer, like layers side by side, repeats framed.")

  @Argument(help: ArgumentHelp("The model to start from.", valueName: "a.tflite"))
  var first: String

  @Argument(help: ArgumentHelp("The model to hold against it.", valueName: "b.tflite"))
  var second: String

  @Option(help: "What the bars are.")
  var by: OverlayFigure.Quantity = .params

  @OptionGroup var output: FigureOutput

  func run() throws {
    try output.check()
    try output.write(
      OverlayFigure.document(
        try FigureFiles.analysis(of: first), try FigureFiles.analysis(of: second), by: by))
  }
}

/// `mcubench figure cumulative`: how parameters and MACs add up.
struct CumulativeFigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cumulative",
    abstract: "Curves of parameters and MACs summed over the layers of models.")

  @Argument(help: ArgumentHelp("The .tflite files.", valueName: "model"))
  var models: [String]

  @Option(help: "What to sum; both in a chart each without it.")
  var by: OverlayFigure.Quantity?

  @OptionGroup var output: FigureOutput

  func validate() throws {
    guard models.count <= CumulativeFigure.mostModels else {
      throw ValidationError("at most \(CumulativeFigure.mostModels) models can be told apart")
    }
  }

  func run() throws {
    try output.check()
    let analyses = try models.map { try FigureFiles.analysis(of: $0) }
    try output.write(
      CumulativeFigure.document(
        analyses, by: by.map { [$0] } ?? OverlayFigure.Quantity.allCases))
  }
}

/// `mcubench figure latency`: latency over MACs.
struct LatencyFigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "A mark a model: latency over MACs, predicted and, where runs are stored, run.",
    discussion: """
      For each model and board the prediction, and the newest usable measured and simulated runs \
      of the very file; the mark says which.
      """)

  @Argument(help: ArgumentHelp("Folders or .tflite files.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("The board's profile; may be given again.", valueName: "name"))
  var board: [String]

  @Option(
    help: ArgumentHelp("The line: the most MACs that may be; 'none' for none.", valueName: "macs"))
  var limit = "60M"

  @OptionGroup var output: FigureOutput

  @OptionGroup var workbench: WorkbenchOptions

  func run() throws {
    try output.check()
    let limit: Double? =
      if self.limit == "none" {
        nil
      } else {
        (try Budget(parsing: "macs=\(self.limit)").limits.first).map { Double($0.value) }
      }
    let source = ModelSource(options: workbench)
    var models: [LatencyFigure.Model] = []
    var remarks: [String] = []
    for path in try FigureFiles.models(in: paths) {
      let analysis = try FigureFiles.analysis(of: path)
      for board in board {
        let timing = try source.timing(of: analysis, at: path, board: board, run: "none")
        let runs = try [Evidence.measured, .simulated].compactMap {
          try source.newestRun(of: analysis, on: board, evidence: [$0])
        }
        let found = ([timing.run].compactMap(\.self) + runs).compactMap { LatencyFigure.Model($0) }
        if found.isEmpty {
          remarks.append(
            "\(analysis.name) on \(board) is left out: \(timing.note ?? "no latency").")
        }
        models += found
      }
    }
    guard !models.isEmpty else { throw NothingToDraw(reason: remarks.first ?? "no models") }
    for remark in remarks { Terminal.warn(Terminal.harmless(remark)) }
    try output.write(LatencyFigure.document(models, limit: limit, remarks: remarks))
  }
}
