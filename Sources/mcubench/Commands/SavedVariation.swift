import ModelCatalog
import ResultStore
import Workbench

/// A variation that was made, as the model database takes it.
struct SavedVariation: Sendable {
  let path: String
  let training: TrainingParameterCounts

  private init(path: String, total: Int, trainable: Int) {
    self.path = path
    training = TrainingParameterCounts(
      total: total, trainable: trainable, nonTrainable: total - trainable)
  }

  init(_ row: MadeRow) {
    self.init(
      path: row.path, total: row.trainingParameters, trainable: row.trainableParameters)
  }

  init(_ row: SweepRow) {
    self.init(
      path: row.path, total: row.figures.trainingParameters,
      trainable: row.figures.trainableParameters)
  }

  /// Puts variations into the store with what their files tell, all of them or none.
  static func save(_ variations: [SavedVariation], in places: Places) throws {
    let models = try variations.map {
      try CatalogedModel(analysing: $0.path, training: $0.training)
    }
    let store = try ResultStore(path: places.store)
    try store.record(models, at: .now)
    try store.close()
  }
}
