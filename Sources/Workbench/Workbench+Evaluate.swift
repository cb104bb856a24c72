package import Benchmarking
import ContentHash
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
    scale: PixelScale?, task: EvaluationTask.Kind?, board: Board?
  ) {
    self.modelPath = modelPath
    self.dataPath = dataPath
    self.labelsPath = labelsPath
    self.rawType = rawType
    self.scale = scale
    self.task = task
    self.board = board
  }
}

/// What happens while a model is evaluated.
package enum EvaluationEvent: Hashable, Sendable {
  /// Inferences that the host has done.
  case host(done: Int, of: Int)
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
    let task = try EvaluationTask(of: graph, kind: request.task)
    let set = try labelledSet(
      at: request.dataPath, labels: request.labelsPath, rawType: request.rawType,
      inputShape: graph.tensors[graph.inputs[0]].shape)
    let encoding = try InputEncoding(
      to: graph, from: set.type, sampleShape: set.sampleShape, scale: request.scale,
      allowsWindows: task == .anomaly, source: request.dataPath)
    try task.check(
      set.labels, classNames: set.classNames, source: request.dataPath, name: set.name(of:))

    let windows = encoding.windowCount
    @Sendable func input(_ inference: Int) -> [[UInt8]] {
      [encoding.inputs(of: set.sample(inference / windows))[inference % windows]]
    }
    let inferenceCount = set.count * windows
    let outputs = try await HostInference.outputs(
      of: graph, count: inferenceCount,
      progress: { progress(.host(done: $0, of: inferenceCount)) }, input: input)
    let judge = Judge(graph: graph, task: task, set: set, encoding: encoding)
    let evaluated = Evaluation.Model(
      name: Self.modelName(request.modelPath), sha256: graph.source.sha256)
    let data = Evaluation.Data(
      source: request.dataPath, sha256: set.digest.hexadecimal, labels: set.labels,
      files: set.files, classNames: set.classNames, encoding: encoding)
    let host = judge.side(outputs)
    guard let asked = request.board, let board else {
      return FinishedEvaluation(
        evaluation: Evaluation(model: evaluated, data: data, task: task, host: host, board: nil),
        firstDifference: nil)
    }

    let count = min(asked.sampleLimit ?? set.count, set.count) * windows
    let bench: @Sendable (BenchEvent) -> Void = { progress(.bench($0)) }
    let link = try await link(to: board, asked.target, bench)
    let run = try await ScratchDirectory.with(under: surroundings.temporaryDirectory) { scratch in
      let prepared = try prepare(
        model, named: Self.modelName(request.modelPath), for: board, progress: bench
      ) { _ in InputVectors(vectors: (0..<count).map(input), source: request.dataPath) }
      let image = try await image(of: prepared, under: scratch, progress: bench)
      var choices = MeasuringChoices()
      choices.warmupRuns = 0
      choices.runs = 1
      choices.passes = [.clean]
      return try await measure(
        prepared, as: image, over: link, choices: choices, program: program,
        known: Array(outputs.prefix(count)), progress: bench)
    }
    let differing = Set(run.differences.map { $0.mismatch.vector / windows }).sorted()
    let answered = Evaluation.Board(
      side: judge.side(run.outputs), run: run.measurement,
      outputByteCount: run.outputs.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } },
      differingSamples: differing)
    let first = run.differences.min { $0.mismatch.vector < $1.mismatch.vector }
    return FinishedEvaluation(
      evaluation: Evaluation(model: evaluated, data: data, task: task, host: host, board: answered),
      firstDifference: first.map {
        FinishedEvaluation.SampleDifference(
          sample: set.name(of: $0.mismatch.vector / windows), output: $0)
      })
  }
}

/// Makes answers of outputs.
private struct Judge {
  let graph: ModelGraph
  let task: EvaluationTask
  let set: LabelledSet
  let encoding: InputEncoding

  /// The answers in the outputs of the first samples, by inference and then by graph output.
  func side(_ outputs: [[[UInt8]]]) -> Evaluation.Side {
    let reading = AnswerReading(of: graph, task: task)
    let windows = encoding.windowCount
    let answers = (0..<outputs.count / windows).map { sample in
      reading.answer(
        inputs: task == .anomaly ? encoding.inputs(of: set.sample(sample)) : [],
        outputs: outputs[sample * windows..<(sample + 1) * windows].map { $0[0] })
    }
    return Evaluation.Side(answers: answers, labels: set.labels, task: task)
  }
}
