package import Measurements

/// A series of the store at a glance.
package struct SeriesSummary: Hashable, Sendable, Codable {
  /// The whole network's series.
  package var key: SeriesKey
  /// The newest run's name for the model; untrusted text.
  package var modelName: String
  /// How many runs it has; of a long series ``mostCounted``, which is no more than that many are.
  package var count: Int
  package var newestRun: RunID
  package var newest: Timestamp

  /// Counting stops here, so that a list of long series stays quick.
  package static let mostCounted = 1_000

  package init(
    key: SeriesKey, modelName: String, count: Int, newestRun: RunID, newest: Timestamp
  ) {
    self.key = key
    self.modelName = modelName
    self.count = count
    self.newestRun = newestRun
    self.newest = newest
  }
}
