import Jobs
import Measurements
import Regression

/// The shapes of the API's documents.
enum APISchemas {
  typealias Property = Schema.Property

  static let all: [(name: String, schema: Schema)] = [
    ("Problem", problem), ("Job", job), ("Jobs", jobs), ("Receipt", receipt),
    ("JobFailure", failure), ("Board", board), ("Boards", boards), ("Health", health),
    ("Runs", runs), ("RunSummary", runSummary), ("SeriesList", seriesList),
    ("SeriesKey", seriesKey), ("Series", series), ("SeriesPoint", seriesPoint),
    ("Night", night), ("Nights", nights), ("NightEntry", nightEntry), ("Figure", figure),
    ("Audit", audit), ("AuditEntry", auditEntry), ("NightBegun", nightBegun),
  ]

  private static let problem = Schema.object([
    Property("type", .string),
    Property("title", .string, "The status in words."),
    Property("status", .integer(minimum: 400)),
    Property("summary", .string, "What failed and on what."),
    .optional("remedy", .string, "What to do next."),
    .optional("class", .string, "Which part failed: model, build, probe, flash, boot, ..."),
  ])

  private static let failure = Schema.object([
    Property("summary", .string), .optional("remedy", .string), .optional("class", .string),
  ])

  private static let job = Schema.object([
    Property("job_id", .jobID),
    Property("state", .word(JobState.allCases.map(\.rawValue))),
    Property("created", .time),
    Property("updated", .time),
    Property("submitter", .string, "The token's name."),
    Property("priority", .integer(minimum: 0)),
    Property("attempt", .count, "Attempts begun so far."),
    Property("max_attempts", .integer(minimum: 1)),
    Property("deadline_s", .integer(minimum: 1), "Seconds that an attempt may take."),
    Property("model_name", .string),
    Property("model_sha256", .digest),
    Property("board_profile", .string),
    .optional("requested_board_name", .string, "The one board of the rig that must do it."),
    .optional("board_name", .string, "The board that has or had it last."),
    .optional("runs", .count),
    .optional("warmup", .count),
    .optional("passes", .array(.word(PassKind.allCases.map(\.rawValue)))),
    .optional("time_limit_s", .count),
    .optional(
      "prune_dead", .boolean, "Whether channels that cannot change the outputs are left out."),
    .optional(
      "cores", .integer(minimum: 1), "Cores that share each layer, where it was asked for."),
    .optional(
      "placement", .string, "Where code and weights lie, where not as the board's profile has it."),
    .optional("commit", .string),
    .optional(
      "code_padding_bytes", .count, "Bytes by which the code was moved, to see what its place does."
    ),
    Property("purpose", .word(["user", "night", "confirmation"])),
    .optional("night", .string),
    .optional("confirms", .jobID, "The run that is measured again."),
    .optional("not_before", .time),
    .optional("lease_expires", .time),
    Property("cancel_requested", .boolean),
    .optional("run_id", .jobID, "The run in the store, once it is done."),
    .optional("failure", .reference("JobFailure"), "Why the last attempt failed."),
  ])

  private static let jobs = Schema.object([
    Property("schema", .word(["mcubench.jobs/1"])),
    Property("jobs", .array(.reference("Job")), "Newest first."),
    .optional("next", .jobID, "What to give as 'before' to see older ones."),
  ])

  private static let receipt = Schema.object([
    Property("job", .reference("Job")),
    Property("duplicate", .boolean, "Whether the same work was waiting or running already."),
  ])

  private static let board = Schema.object([
    Property("name", .string), Property("board_profile", .string), Property("virtual", .boolean),
    Property("state", .word(["idle", "busy", "missing", "quarantined"])),
    .optional("job_id", .jobID),
    .optional("reason", .string, "Why it is in quarantine."),
    .optional("uid", .string), .optional("last_seen", .time),
    Property(
      "health",
      .object([
        Property("score", .number, "0 for a board that only fails, 1 for one that never does."),
        Property("successes", .count), Property("failures", .count), Property("blames", .count),
      ])),
  ])

  private static let boards = Schema.object([
    Property("schema", .word(["mcubench.lab_boards/1"])),
    Property("boards", .array(.reference("Board"))),
  ])

  private static let health = Schema.object([
    Property("status", .word(["ok", "degraded", "stopping"])),
    Property("problems", .array(.string)),
    Property("uptime_s", .number),
    Property("jobs", .map(.count), "How many there are in each state."),
  ])

  private static let runSummary = Schema.object([
    Property("run_id", .jobID), Property("created", .time), Property("model", .string),
    Property("model_sha256", .string), Property("board_profile", .string),
    Property("evidence", evidence),
    .optional("timing_model", .string), .optional("timing_model_version", .string),
    .optional("timing_parameter_hash", .string), .optional("claimed_error_pct", .number),
    .optional("claim", .document("What the timing model claims of its figures.")),
    .optional("cores", .integer(minimum: 1), "Cores that shared the layers."),
    .optional("placement", .string, "Where code and weights lay: code=ram,weights=flash."),
    .optional("default_placement", .boolean, "Whether the board's profile has it so."),
    .optional("pruned", .boolean, "Whether the network ran without its dead channels."),
    Property("validity", .string),
    .optional("clean_median_cycles", .number), .optional("clock_hz", .count),
    .optional("time_us", .number),
  ])

  private static let runs = Schema.object([
    Property("schema", .word(["mcubench.history/1"])),
    Property("runs", .array(.reference("RunSummary"))),
    .optional("next", .jobID, "What to give as 'before' to see more."),
  ])

  static let evidence = Schema.word(Evidence.allCases.map(\.rawValue))
}
