package import Measurements

/// A series of the store at a glance.
package struct SeriesSummary: Hashable, Sendable, Codable {
  /// The whole network's series.
  package var key: SeriesKey
  /// The newest run's name for the model; untrusted text.
  package var modelName: String
  package var count: Int
  package var newestRun: RunID
  package var newest: Timestamp

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
