import Architectures
import Failures
import ModelCatalog
import ModelGraph
import Reports
import ResultStore
import Workbench

/// What a model's file does not tell: how many parameters were trained, and how well it answers; with
/// who says so.
struct KnownFigures {
  private(set) var analysis: Analysis
  private(set) var trainingOrigin: String?
  private(set) var accuracyPercent: Double?
  private(set) var accuracyOrigin = "as told"

  /// What the user told counts; the rest is the model database's in the file at `store`, and last what
  /// the name says.
  ///
  /// A database that cannot be read is warned of.
  init(of analysis: Analysis, accuracyPercent told: Double?, store: String) {
    self.analysis = analysis
    accuracyPercent = told
    let isTrainingTold = analysis.trainingParameterCount != nil
    guard !isTrainingTold || told == nil else { return }
    let entry = Self.entry(of: analysis.facts.graph.source.sha256, in: store)
    if told == nil, let accuracy = entry?.newest(.accuracy) {
      accuracyPercent = accuracy.value
      accuracyOrigin = Self.text(accuracy)
    }
    guard !isTrainingTold else { return }
    if let count = entry?.training.total {
      self.analysis = analysis.with(trainingParameterCount: count)
      trainingOrigin = "from the model database"
    } else if let count = Self.parameters(byNameOf: analysis) {
      self.analysis = analysis.with(trainingParameterCount: count)
      trainingOrigin = "by its name, whose network has these MACs and weights"
    }
  }

  private static func entry(of sha256: String, in store: String) -> ModelEntry? {
    guard Files.exists(store) else { return nil }
    do throws(ResultStoreError) {
      let database = try ResultStore(path: store, ifAbsent: .fail)
      let entry = try database.modelEntry(named: sha256)
      try database.close()
      return entry
    } catch {
      if case .noModelEntry = error.reason { return nil }
      Terminal.warn("the model database says nothing: \(Terminal.harmless(error.summary))")
      return nil
    }
  }

  /// `evaluated on host, digits28, 360 samples`.
  private static func text(_ accuracy: AccuracyRecord) -> String {
    let place: String? =
      switch accuracy.place {
      case .unknown: nil
      case .training: "in training"
      case .host, .board: "on \(accuracy.place.text)"
      }
    return [
      "from the model database: \(accuracy.source.rawValue)", place,
      accuracy.dataSet.map { TerminalText.escaping($0, width: 40) },
      accuracy.sampleCount.map { "\(NumberText.grouped($0)) samples" },
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// The training parameters of the variation that the name says, where its network has the file's
  /// MACs and its weights and biases.
  private static func parameters(byNameOf analysis: Analysis) -> Int? {
    guard let request = try? VariationName(parsing: analysis.name).request(),
      let variation = try? Variation(request.architecture, request.factors),
      let network = try? variation.outline()
    else { return nil }
    let facts = ModelFacts(of: network.graph)
    guard facts.macCount == analysis.facts.macCount,
      facts.parameterCount == analysis.facts.parameterCount
    else { return nil }
    return network.parameters.count
  }
}
