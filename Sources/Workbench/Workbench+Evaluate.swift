package import Benchmarking
import BoardProfiles
import DataSets
package import Evaluation
import GraphPreparation
import Measurements
package import ModelGraph
import TFLiteReader

/// A model whose answers a user wants to have held against labels.
package struct EvaluationRequest: Hashable, Sendable {
  package let modelPath: String
  /// An archive, an array or raw file, or a directory of images.
  package let dataPath: String
  /// The labels' file, where they are not with the data.
  package let labelsPath: String?
  /// What a raw file's elements are.
  package let rawType: ElementType?
  /// What pixels stand for, or `nil` to take it from the input's quantization.
  package let scale: PixelScale?
  /// What is looked for, or `nil` to take it from the model's output.
  package let task: EvaluationTask.Kind?
  /// The board that answers too, or `nil` for the host alone.
  package let board: Board?
  /// The same network in float32, to hold each layer against, or `nil`.
  package let floatModelPath: String?

  /// A board, and how many of the samples it gets.
  package struct Board: Hashable, Sendable {
    package let name: String
    package let target: RunRequest.Target
    package let placement: String?
    package let cores: Int?
    /// The first so many samples, or `nil` for all.
    package let sampleLimit: Int?

    package init(
      name: String, target: RunRequest.Target, placement: String? = nil, cores: Int? = nil,
      sampleLimit: Int? = nil
    ) {
      self.name = name
      self.target = target
      self.placement = placement
      self.cores = cores
      self.sampleLimit = sampleLimit
    }
  }

  package init(
    modelPath: String, dataPath: String, labelsPath: String?, rawType: ElementType?,
    scale: PixelScale?, task: EvaluationTask.Kind?, board: Board?,
    floatModelPath: String? = nil
  ) {
    self.modelPath = modelPath
    self.dataPath = dataPath
    self.labelsPath = labelsPath
    self.rawType = rawType
    self.scale = scale
    self.task = task
    self.board = board
    self.floatModelPath = floatModelPath
  }
}

/// What happens while a model is evaluated.
package enum EvaluationEvent: Hashable, Sendable {
  /// Inferences that the host has done.
  case host(done: Int, of: Int)
  /// Inferences that the float model has done too.
  case crossCheck(done: Int, of: Int)
  case bench(BenchEvent)
}

/// An evaluation that is done.
package struct FinishedEvaluation: Hashable, Sendable {
  package let evaluation: Evaluation
  /// The first of the board's outputs that is not the host's: its sample, and what differs.
  package let firstDifference: SampleDifference?

  package struct SampleDifference: Hashable, Sendable {
    /// Its number from 0, and its file where it has one of its own.
    package let sample: String
    package let output: OutputDifference
  }
}

extension Workbench {
  /// Runs a model over a labelled set on the host, and on a board where one is named.
  ///
  /// Nothing is stored here. The board's run is timed on the first sample only.
  package func evaluate(
    _ request: EvaluationRequest, program: String,
    progress: @escaping @Sendable (EvaluationEvent) -> Void
  ) async throws -> FinishedEvaluation {
    // What is asked of the board is better known to be right before the host works than after.
    let board = try request.board.map { asked in
      try buildableBoard(named: asked.name, placement: asked.placement, cores: asked.cores)
        .flashed(byRequest: asked.target.probeRequest)
    }
    let model = try ModelFile.load(request.modelPath)
    let graph = try GraphPreparation.prepare(TFLiteReader.read(model))
    let float = try request.floatModelPath.map(floatModel)
    let work = try evaluationWork(on: graph, request)
    let evaluated = Evaluation.Model(
      name: Self.modelName(request.modelPath), sha256: graph.source.sha256)
    let crossCheck = try float.map { float in
      let count = min(Self.crossCheckedInferences, work.inferenceCount)
      return try self.crossCheck(
        graph, evaluated, against: float,
        on: .set(source: request.dataPath, inferenceCount: count),
        inputs: work.input, progress)
    }
    let outputs = try await HostInference.outputs(
      of: graph, count: work.inferenceCount,
      progress: { progress(.host(done: $0, of: work.inferenceCount)) },
      input: { work.input($0) })
    let host = work.side(outputs)
    var answered: Evaluation.Board?
    var first: FinishedEvaluation.SampleDifference?
    if let asked = request.board, let board {
      let count =
        min(asked.sampleLimit ?? work.set.count, work.set.count) * work.encoding.windowCount
      let inputs = InputVectors(vectors: (0..<count).map(work.input), source: request.dataPath)
      let run = try await answers(
        to: inputs, of: model, named: evaluated.name, on: board, asked.target,
        known: Array(outputs.prefix(count)), program: program
      ) { progress(.bench($0)) }
      answered = work.board(run)
      first = work.firstDifference(in: run)
    }
    var evaluation = Evaluation(
      model: evaluated, data: work.data, task: work.task, host: host, board: answered)
    evaluation.crossCheck = crossCheck
    return FinishedEvaluation(evaluation: evaluation, firstDifference: first)
  }

  private func evaluationWork(
    on graph: ModelGraph, _ request: EvaluationRequest
  ) throws -> EvaluationWork {
    let task = try EvaluationTask(of: graph, kind: request.task)
    let set = try labelledSet(
      at: request.dataPath, labels: request.labelsPath, rawType: request.rawType,
      inputShape: graph.tensors[graph.inputs[0]].shape)
    let encoding = try InputEncoding(
      to: graph, from: set.type, sampleShape: set.sampleShape, scale: request.scale,
      allowsWindows: task == .anomaly, source: request.dataPath)
    try task.check(
      set.labels, classNames: set.classNames, source: request.dataPath, name: set.name(of:))
    return EvaluationWork(graph: graph, task: task, set: set, encoding: encoding)
  }

  /// Runs one inference an input on a board, and holds its outputs against those `known`.
  private func answers(
    to inputs: InputVectors, of model: [UInt8], named name: String, on board: BoardProfile,
    _ target: RunRequest.Target, known: [[[UInt8]]], program: String,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> FinishedRun {
    let link = try await link(to: board, target, progress)
    return try await ScratchDirectory.with(under: surroundings.temporaryDirectory) { scratch in
      let prepared = try prepare(model, named: name, for: board, progress: progress) { _ in inputs }
      let image = try await image(of: prepared, under: scratch, progress: progress)
      var choices = MeasuringChoices()
      choices.warmupRuns = 0
      choices.runs = 1
      choices.passes = [.clean]
      return try await measure(
        prepared, as: image, over: link, choices: choices, program: program, known: known,
        progress: progress)
    }
  }
}
