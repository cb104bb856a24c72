/// What somebody says of a model.
package struct ModelChange: Hashable, Sendable {
  /// A further label.
  package var name: String?
  package var addedTags: [String] = []
  package var removedTags: [String] = []
  /// Takes the place of the note; an empty one removes it.
  package var note: String?
  /// Of these, what is given takes the place of what was.
  package var factors = ModelFactors()
  package var training = TrainingParameterCounts()
  package var path: String?
  package var accuracies: [AccuracyRecord] = []
  package var figures: [ModelFigure] = []
  /// What the file costs, as the speaker has it: must equal what is known.
  package var costs = ModelCosts()

  package init() {}
}

/// One row of a table of models.
package struct ModelImportRow: Hashable, Sendable {
  /// How a row says which model it is about.
  package enum Key: Hashable, Sendable {
    case sha256(String)
    case name(String)
  }

  /// The line of the file that the row begins on, from 1.
  package let line: Int
  package let key: Key
  package let change: ModelChange

  package init(line: Int, key: Key, change: ModelChange) {
    self.line = line
    self.key = key
    self.change = change
  }
}
