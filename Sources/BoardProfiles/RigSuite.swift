/// Models that a lab measures again and again, on boards of its rig.
package struct RigSuite: Hashable, Sendable, Codable {
  package let name: String
  /// Files, or patterns with `*`, `?` and `[a-z]`, relative to the rig file.
  package let models: [String]
  /// Names of the rig's boards: each of them measures every model.
  package let boards: [String]?
  /// Board profiles: one board of each measures every model, whichever is free.
  package let profiles: [String]?
  /// Runs a pass, or `nil` for as many as the board needs.
  package let runs: Int?
  package let warmup: Int?
  /// Of `clean`, `layer`, `cold` and `probe`, or `nil` for all of them.
  package let passes: [String]?
  /// Seconds after which no pass begins further runs.
  package let timeLimit: Int?
  /// Whether to leave out channels that cannot change a network's outputs.
  package let pruneDead: Bool
  /// How many cores share each layer, or `nil` for the number of each board's profile.
  package let cores: Int?
  /// Where code and weights are to lie, `code=ram,weights=flash`, or `nil` for the profiles' way.
  package let placement: String?
  /// Seconds that an attempt at a job may take.
  package let deadline: Int
  /// Attempts at a job in all.
  package let attempts: Int
  /// 0 to 9; higher comes first.
  package let priority: Int
  /// Seconds that a job waits for a board that is not attached, before it has failed.
  package let wait: Int
  /// When it runs: five fields of cron, or a word such as `@daily`; `nil` for only when asked to.
  package let schedule: String?
  /// The time zone of the schedule, as the IANA names it.
  package let timeZone: String
  /// The directory with `boards/`, `firmware-template/` and the kernels that are measured, relative
  /// to the rig file, or `nil` for the program's own.
  package let home: String?

  package init(
    name: String, models: [String], boards: [String]? = nil, profiles: [String]? = nil,
    runs: Int? = nil, warmup: Int? = nil, passes: [String]? = nil, timeLimit: Int? = nil,
    pruneDead: Bool? = nil, cores: Int? = nil, placement: String? = nil, deadline: Int? = nil,
    attempts: Int? = nil, priority: Int? = nil,
    wait: Int? = nil,
    schedule: String? = nil, timeZone: String? = nil, home: String? = nil
  ) {
    self.name = name
    self.models = models
    self.boards = boards
    self.profiles = profiles
    self.runs = runs
    self.warmup = warmup
    self.passes = passes
    self.timeLimit = timeLimit
    self.pruneDead = pruneDead ?? false
    self.cores = cores
    self.placement = placement
    self.deadline = deadline ?? 900
    self.attempts = attempts ?? 3
    // Below what a person submits, who waits for it.
    self.priority = priority ?? 4
    self.wait = wait ?? 300
    self.schedule = schedule
    self.timeZone = timeZone ?? "UTC"
    self.home = home
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Int? {
      try values.decodeIfPresent(Int.self, forKey: key)
    }
    func text(_ key: CodingKeys) throws -> String? {
      try values.decodeIfPresent(String.self, forKey: key)
    }
    func texts(_ key: CodingKeys) throws -> [String]? {
      try values.decodeIfPresent([String].self, forKey: key)
    }
    self.init(
      name: try values.decode(String.self, forKey: .name),
      models: try values.decode([String].self, forKey: .models),
      boards: try texts(.boards), profiles: try texts(.profiles), runs: try number(.runs),
      warmup: try number(.warmup), passes: try texts(.passes), timeLimit: try number(.timeLimit),
      pruneDead: try values.decodeIfPresent(Bool.self, forKey: .pruneDead),
      cores: try number(.cores), placement: try text(.placement), deadline: try number(.deadline),
      attempts: try number(.attempts),
      priority: try number(.priority), wait: try number(.wait), schedule: try text(.schedule),
      timeZone: try text(.timeZone), home: try text(.home))
  }
}
