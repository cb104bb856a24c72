import ArgumentParser
import Benchmarking
import Evaluation
import Failures
import Measurements
import ModelCatalog
import ModelGraph
import Reports
import ResultStore
import Workbench

extension PixelScale: ExpressibleByArgument {}
extension EvaluationTask.Kind: ExpressibleByArgument {}

/// `mcubench evaluate`: a model's accuracy on a labelled set, on the host and on a board.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Hold a model's answers against labels, and its layers against a float model's.",
    discussion: """
      The host runs the kernels' reference on all cores. With --board the same inputs are streamed to \
      a board, whose outputs must equal the host's bit for bit; where one does not, the status is 1. \
      Sizes must fit the model: nothing is resized. --float compares each layer with that of the \
      network in float32; without --data on seeded inputs, and nothing else is done.
      """)

  @Argument(help: "The .tflite file.")
  var model: String

  @Option(
    help: ArgumentHelp(
      "The images: .npz, .npy, a raw file, or a directory of PNG or PPM files.",
      discussion: """
        A directory holds a folder a class, or labels.csv with FILE,CLASS lines. An archive holds x and \
        y, or images and labels.
        """,
      valueName: "path"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The labels, where they are not with the images: .npy, raw, or a directory's list.",
      valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "What a raw file holds: uint8 pixels, or int8 or float32 as the model takes it.",
      valueName: "type"))
  var type: RawType?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What pixels stand for: 0..1, -1..1, -1..0, or raw for 0..255.",
      discussion: "Default: what the input's quantization was made for.", valueName: "range"))
  var scale: PixelScale?

  @Option(
    help: ArgumentHelp(
      "classification, or anomaly for a model that gives its input back.",
      discussion: "Default: anomaly where the output is as long as the input.", valueName: "task"))
  var task: EvaluationTask.Kind?

  @Option(
    help: ArgumentHelp(
      "The same network in float32, whose layers the model's are held against.",
      discussion: """
        Over the first 100 inferences of --data, else 16 seeded inputs: each layer's root mean square \
        error, largest error, cosine and SQNR.
        """,
      valueName: "file"))
  var float: String?

  @OptionGroup var place: EvaluationPlaceOptions

  @Option(
    help: ArgumentHelp(
      "Write index, label, prediction and score of each image to this file; - is stdout.",
      valueName: "file"))
  var csv: String?

  @Option(
    name: .customLong("layers-csv"),
    help: ArgumentHelp(
      "Write the layers' agreement with --float to this file; - is stdout.", valueName: "file"))
  var layersCSV: String?

  @Option(help: ArgumentHelp("Write JSON to this file; - is stdout.", valueName: "file"))
  var json: String?

  @Flag(help: "Put the model and its accuracy into the store; see 'mcubench models show'.")
  var save = false

  @Option(
    help: ArgumentHelp(
      "What the set is called in the store.",
      discussion: "Default: the name of the --data file or directory.", valueName: "name"))
  var dataset: String?

  @OptionGroup var workbench: WorkbenchOptions

  /// The files that results go to.
  private var files: [String] { [csv, layersCSV, json].compactMap(\.self) }

  func validate() throws {
    if dataset != nil, !save { throw ValidationError("--dataset names what --save stores") }
    if layersCSV != nil, float == nil { throw ValidationError("--layers-csv needs --float") }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("only one of --csv, --layers-csv and --json can go to stdout")
    }
    for (place, file) in files.enumerated() {
      if files[..<place].contains(where: { ResultFile.isSame($0, file) }) {
        throw ValidationError("--csv, --layers-csv and --json each need a file of their own")
      }
      let inputs = [model, data, labels, float].compactMap(\.self)
      if let input = inputs.first(where: { ResultFile.isSame($0, file) }) {
        throw ValidationError(
          "a result would replace \(TerminalText.escaping(input)), which is read")
      }
    }
    guard data == nil else { return }
    guard float != nil else {
      throw ValidationError(
        "name a labelled set with --data, or the network in float32 with --float")
    }
    if labels != nil || type != nil || scale != nil || task != nil || csv != nil || save
      || place.board != nil
    {
      throw ValidationError(
        "--labels, --type, --scale, --task, --csv, --save and --board need --data")
    }
  }

  func run() async throws {
    let bench = try workbench.workbench()
    for file in files { try ResultFile.check(file) }
    let line = EvaluationProgressLine()
    guard let data else {
      let check = try await line.during {
        try bench.crossCheck(
          modelAt: model, againstFloatAt: float ?? "", progress: { line.note($0) })
      }
      return try write(check)
    }
    let request = EvaluationRequest(
      modelPath: model, dataPath: data, labelsPath: labels, rawType: type?.elementType,
      scale: scale, task: task, board: place.request, floatModelPath: float)
    let setName = save ? try SetName(dataset, ofDataAt: data) : nil
    let finished = try await line.during {
      try await bench.evaluate(
        request, program: "mcubench " + MCUBench.configuration.version,
        progress: { line.note($0) })
    }
    try Task.checkCancellation()
    try write(finished.evaluation)
    if let setName { try keep(finished.evaluation, on: setName) }
    if let first = finished.firstDifference, let board = finished.evaluation.board {
      throw DifferentAnswers(
        first: first, count: board.differingSamples.count, board: board.run.board.profile)
    }
  }

  private func write(_ evaluation: Evaluation) throws {
    if let csv { try ResultFile.write(EvaluationCSV.text(evaluation), to: csv) }
    if let layersCSV, let check = evaluation.crossCheck {
      try ResultFile.write(CrossCheckTable.csv(check), to: layersCSV)
    }
    if let json { try ResultFile.write(EvaluationDocument.text(evaluation), to: json) }
    guard !files.contains("-") else { return }
    try Terminal.writeResult(EvaluationText.text(evaluation))
  }

  private func write(_ check: CrossCheck) throws {
    if let layersCSV { try ResultFile.write(CrossCheckTable.csv(check), to: layersCSV) }
    if let json { try ResultFile.write(CrossCheckTable.document(check), to: json) }
    guard !files.contains("-") else { return }
    try Terminal.writeResult(CrossCheckTable.text(check))
  }

  /// Puts the model and what it is worth on the set into the store, all or nothing.
  private func keep(_ evaluation: Evaluation, on set: SetName) throws {
    let model = try CatalogedModel(analysing: self.model)
    guard model.sha256 == evaluation.model.sha256 else { throw ReplacedModel(path: self.model) }
    var change = ModelChange()
    change.accuracies = evaluation.accuracies(onSetNamed: set.name, at: .now)
    let store = try ResultStore(path: workbench.places.store)
    try store.record(model, saying: change, at: .now)
    try store.close()
    let places = change.accuracies.map(\.place.text).joined(separator: " and ")
    Terminal.note(
      "stored the accuracy of \(model.name) on \(set.name), by \(places), in "
        + workbench.places.store)
  }

  /// What a raw file can hold.
  enum RawType: String, ExpressibleByArgument, CaseIterable {
    case uint8, int8, float32

    var elementType: ElementType {
      switch self {
      case .uint8: .uint8
      case .int8: .int8
      case .float32: .float32
      }
    }
  }
}

/// The board computed something else than the host for some images.
struct DifferentAnswers: Failure, Hashable {
  let first: FinishedEvaluation.SampleDifference
  /// Samples that differ.
  let count: Int
  let board: String

  var summary: String {
    let mismatch = first.output.mismatch
    return "\(board): the outputs of \(TerminalText.escaping(first.sample)) are not the host's: "
      + "\(mismatch.differingElements) of \(mismatch.elementCount) elements differ, first element "
      + "\(mismatch.firstElement): expected \(first.output.expected), got \(first.output.got)"
      + (count > 1 ? "; \(count - 1) more images differ" : "")
  }
  var remedy: String? { "run again; if it stays so, report it with the model" }
}
