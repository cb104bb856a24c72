package import Measurements

/// Who told what a model's file costs; the later in the list, the more it is to be believed.
package enum ModelOrigin: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Another tool's run, which tells no costs.
  case foreign
  /// A table from elsewhere.
  case imported
  /// A run's record.
  case run
  /// This program's reader, from the file itself.
  case analysed

  package static func < (left: ModelOrigin, right: ModelOrigin) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a model's file costs, without running it.
package struct ModelCosts: Hashable, Sendable {
  /// Bytes of the `.tflite` file.
  package var fileBytes: Int?
  /// Elements of weights and biases in the file, batch norm folded.
  package var parameterCount: Int?
  package var macCount: Int?
  /// Bytes of live activations at the peak, the layers in the file's own order.
  package var peakBytes: Int?
  /// The same in the best order that the planner finds.
  package var lowestPeakBytes: Int?

  package init(
    fileBytes: Int? = nil, parameterCount: Int? = nil, macCount: Int? = nil,
    peakBytes: Int? = nil, lowestPeakBytes: Int? = nil
  ) {
    self.fileBytes = fileBytes
    self.parameterCount = parameterCount
    self.macCount = macCount
    self.peakBytes = peakBytes
    self.lowestPeakBytes = lowestPeakBytes
  }

  /// File bytes a parameter.
  package var bytesPerParameter: Double? {
    guard let fileBytes, let parameterCount, parameterCount > 0 else { return nil }
    return Double(fileBytes) / Double(parameterCount)
  }
}

/// Parameters as a training framework counts them, batch norm's among them.
package struct TrainingParameterCounts: Hashable, Sendable {
  package var total: Int?
  package var trainable: Int?
  package var nonTrainable: Int?

  package init(total: Int? = nil, trainable: Int? = nil, nonTrainable: Int? = nil) {
    self.total = total
    self.trainable = trainable
    self.nonTrainable = nonTrainable
  }
}

/// A model as it is put into the store: what its file tells.
package struct CatalogedModel: Hashable, Sendable {
  /// SHA-256 of the file, 64 hexadecimal digits: the key.
  package let sha256: String
  /// A label beside it; untrusted text.
  package let name: String
  package let costs: ModelCosts
  /// Of the first graph input and output.
  package let inputShape: [Int]?
  package let outputShape: [Int]?
  /// Where the file lay.
  package let path: String?
  package let training: TrainingParameterCounts
  package let origin: ModelOrigin

  package init(
    sha256: String, name: String, costs: ModelCosts, inputShape: [Int]?, outputShape: [Int]?,
    path: String? = nil, training: TrainingParameterCounts = TrainingParameterCounts(),
    origin: ModelOrigin
  ) {
    self.sha256 = sha256
    self.name = name
    self.costs = costs
    self.inputShape = inputShape
    self.outputShape = outputShape
    self.path = path
    self.training = training
    self.origin = origin
  }
}

/// All that the store knows of a model.
package struct ModelEntry: Hashable, Sendable {
  package let sha256: String
  /// The labels that it was seen under, the first first; untrusted text.
  package let names: [String]
  package let costs: ModelCosts
  package let training: TrainingParameterCounts
  package let inputShape: [Int]?
  package let outputShape: [Int]?
  /// What was said of it, before what its name and shapes tell.
  package let stated: ModelFactors
  package let origin: ModelOrigin
  package let path: String?
  package let created: Timestamp
  /// In alphabetical order.
  package let tags: [String]
  package let note: String?
  /// The newest first.
  package let accuracies: [AccuracyRecord]
  /// By name.
  package let figures: [ModelFigure]
  /// Runs and predictions.
  package let runCount: Int
  /// The newest of each board, evidence and way to run.
  package let latencies: [ModelLatency]

  package init(
    sha256: String, names: [String], costs: ModelCosts, training: TrainingParameterCounts,
    inputShape: [Int]?, outputShape: [Int]?, stated: ModelFactors, origin: ModelOrigin,
    path: String?, created: Timestamp, tags: [String] = [], note: String? = nil,
    accuracies: [AccuracyRecord] = [], figures: [ModelFigure] = [], runCount: Int = 0,
    latencies: [ModelLatency] = []
  ) {
    self.sha256 = sha256
    self.names = names
    self.costs = costs
    self.training = training
    self.inputShape = inputShape
    self.outputShape = outputShape
    self.stated = stated
    self.origin = origin
    self.path = path
    self.created = created
    self.tags = tags
    self.note = note
    self.accuracies = accuracies
    self.figures = figures
    self.runCount = runCount
    self.latencies = latencies
  }

  /// The first label, or the start of the hash.
  package var name: String { names.first ?? String(sha256.prefix(12)) }

  /// What was said of it, else what its first telling name says, else its shapes.
  package var factors: ModelFactors {
    let named = names.map { ModelFactors(name: $0) }.first { $0 != ModelFactors() }
    return stated.filled(from: named ?? ModelFactors())
      .filled(from: ModelFactors(inputShape: inputShape, outputShape: outputShape))
  }

  /// The newest figure of `metric`.
  package func newest(_ metric: AccuracyRecord.Metric) -> AccuracyRecord? {
    accuracies.first { $0.metric == metric }
  }
}

/// The newest latency of a model on a board, of one evidence and one way to run.
package struct ModelLatency: Hashable, Sendable {
  /// The newest run whose figures may be used.
  package private(set) var newest: RunSummary
  /// How many such runs there are.
  package private(set) var runCount: Int

  package init(newest: RunSummary, runCount: Int) {
    self.newest = newest
    self.runCount = runCount
  }

  /// Takes in the same of another board of the profile: the newer run counts.
  package mutating func merge(_ other: ModelLatency) {
    if other.newest.created > newest.created { newest = other.newest }
    runCount += other.runCount
  }

  /// `stm32f746g simulated`, and what is unlike a plain run: `pico simulated, 2 cores`.
  package var label: String {
    var parts = ["\(newest.board) \(newest.evidence.rawValue)"]
    if newest.imported != nil { parts.append("imported") }
    if newest.isPruned { parts.append("pruned") }
    if newest.isShared, let cores = newest.cores { parts.append("\(cores) cores") }
    if newest.isPlaced, let placement = newest.placement { parts.append(placement.flag) }
    return parts.joined(separator: ", ")
  }
}
