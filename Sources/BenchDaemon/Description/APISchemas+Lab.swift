import Jobs
import Measurements
import Regression
import Reports

extension APISchemas {
  static let seriesKey = Schema.object([
    Property("model_sha256", .string), .optional("layer", .count, "Absent for the whole network."),
    Property("board_profile", .string), Property("kernel_set", .string),
    Property("evidence", evidence), .optional("timing_model", .string),
  ])

  static let seriesList = Schema.object([
    Property("schema", .word(["mcubench.series_list/1"])),
    Property("series", .array(.reference("SeriesKey"))),
  ])

  static let seriesPoint = Schema.object([
    Property("run_id", .jobID), Property("created", .time), Property("median_cycles", .number),
    Property("mad_cycles", .number), Property("n", .count), .optional("commit", .string),
    .optional("uid", .string), .optional("board_name", .string), .optional("clock_hz", .count),
  ])

  static let series = Schema.object([
    Property("schema", .word(["mcubench.series/1"])),
    Property("key", .reference("SeriesKey")),
    Property("points", .array(.reference("SeriesPoint")), "Oldest first."),
  ])

  private static let figureMembers: [Property] = [
    Property("baseline_cycles", .number), Property("cycles", .number),
    Property("delta_cycles", .number), .optional("delta_pct", .number),
    Property("limit_cycles", .number, "What the difference had to exceed to count."),
    Property("verdict", .word(PairTest.Verdict.allCases.map(\.rawValue))),
  ]

  static let figure = Schema.object(figureMembers)

  static let nightEntry = Schema.object([
    Property("model", .string),
    .optional("pruned", .boolean, "Whether the network ran without its dead channels."),
    Property("model_sha256", .string),
    Property("board_profile", .string), .optional("board_name", .string),
    .optional("cores", .integer(minimum: 1), "Cores that share each layer, where more than one."),
    .optional(
      "placement", .string, "Where code and weights lie, where not as the board's profile has it."),
    .optional("evidence", evidence), .optional("timing_model", .document("With its claim.")),
    Property("outcome", .word(NightEntry.Outcome.allCases.map(\.rawValue))),
    Property("regression", .boolean),
    .optional("run_id", .jobID), .optional("baseline_run_id", .jobID),
    .optional("cycles", .number, "The clean pass's median."),
    .optional("total", .reference("Figure")),
    Property(
      "layers",
      .array(
        .object(
          [
            Property("layer", .count), Property("op", .string), Property("name", .string),
            .optional("kernel", .string),
          ] + figureMembers))),
    Property(
      "confirmations",
      .array(
        .object([
          .optional("run_id", .jobID), Property("board_name", .string), Property("twin", .boolean),
          .optional("agrees", .boolean), .optional("code_padding_bytes", .count),
        ]))),
    .optional(
      "suspect",
      .object([
        .optional("last_good_commit", .string), Property("first_bad_commit", .string),
        .optional("last_good_run", .jobID), Property("first_bad_run", .jobID),
      ])),
    Property("notes", .array(.string)), .optional("failure", .string),
    .optional("seconds", .number),
  ])

  static let night = Schema.object([
    Property("schema", .word([NightDocument.schema])), Property("night", .string),
    Property("suite", .string), Property("started", .time),
    .optional("ended", .time, "Absent while it runs."), .optional("commit", .string),
    Property("regression", .boolean), Property("failure", .boolean),
    Property("entries", .array(.reference("NightEntry"))),
  ])

  static let nights = Schema.object([
    Property("schema", .word(["mcubench.nights/1"])),
    Property("nights", .array(.reference("Night")), "Newest first."),
  ])

  static let nightBegun = Schema.object([Property("night", .string)])

  static let auditEntry = Schema.object([
    .optional("number", .integer(minimum: 1)), Property("time", .time), Property("who", .string),
    Property("action", .word(AuditEntry.Action.allCases.map(\.rawValue))),
    Property("target", .string, "A job, a board, a suite."),
    .optional("origin", .string, "The peer's address, or the process and board."),
    .optional("detail", .string),
  ])

  static let audit = Schema.object([
    Property("schema", .word(["mcubench.audit/1"])),
    Property("entries", .array(.reference("AuditEntry")), "Newest first."),
    .optional("next", .integer(minimum: 1), "What to give as 'before' to see older ones."),
  ])
}
