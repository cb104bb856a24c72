/// The boards of a bench, from the user's rig file: names for them, what belongs together, and what a
/// lab is to do with them.
package struct Rig: Hashable, Sendable, Codable {
  package let boards: [RigBoard]
  /// What a lab measures again and again.
  package let suites: [RigSuite]
  package let thresholds: RigThresholds
  package let retention: RigRetention
  package let work: RigWork
  package let service: RigService

  package init(
    boards: [RigBoard], suites: [RigSuite] = [], thresholds: RigThresholds = RigThresholds(),
    retention: RigRetention = RigRetention(), work: RigWork = RigWork(),
    service: RigService = RigService()
  ) {
    self.boards = boards
    self.suites = suites
    self.thresholds = thresholds
    self.retention = retention
    self.work = work
    self.service = service
  }

  /// No rig file: nothing is known.
  package static let empty = Rig(boards: [])

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      boards: try values.decode([RigBoard].self, forKey: .boards),
      suites: try values.decodeIfPresent([RigSuite].self, forKey: .suites) ?? [],
      thresholds: try values.decodeIfPresent(RigThresholds.self, forKey: .thresholds)
        ?? RigThresholds(),
      retention: try values.decodeIfPresent(RigRetention.self, forKey: .retention)
        ?? RigRetention(),
      work: try values.decodeIfPresent(RigWork.self, forKey: .work) ?? RigWork(),
      service: try values.decodeIfPresent(RigService.self, forKey: .service) ?? RigService())
  }
}
