package import Failures

/// Why a file of another tool was not taken; nothing of it is stored then.
package struct ImportError: Failure, Hashable {
  /// What was wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// Neither of the formats that are known.
    case unknownFormat
    case badJSON(problem: String)
    /// No entry of an MLPerf Tiny results file tells a time.
    case noTimes
    case badLine(number: Int, problem: String)
    /// A table without rows.
    case noEvents
    /// Every event took no ticks at all.
    case frozenTimer
    /// Two tables of one file list other events.
    case otherEvents(table: Int)
    case tooMany(what: String, limit: Int)
    /// The file says other than whoever imports it.
    case contradiction(String)
    case badNaming(String)
  }

  /// The file.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var summary: String { "\(Escaped.text(path)): \(problem); nothing was imported" }

  private var problem: String {
    switch reason {
    case .unknownFormat: "it is neither a run bundle nor a results file that is known"
    case .badJSON(let problem):
      "it is no results file of an MLPerf Tiny run: \(Escaped.text(problem))"
    case .noTimes: "none of its entries tells how long an inference took"
    case .badLine(let number, let problem): "line \(number): \(Escaped.text(problem))"
    case .noEvents: "its table has no events"
    case .frozenTimer: "every event took 0 ticks: that port of TFLM has no timer"
    case .otherEvents(let table): "table \(table) lists other events than the first one"
    case .tooMany(let what, let limit): "it has more than \(limit) \(what)"
    case .contradiction(let text): Escaped.text(text)
    case .badNaming(let text): Escaped.text(text)
    }
  }

  package var remedy: String? {
    switch reason {
    case .unknownFormat:
      "give a bundle of 'export --bundle', results.json of an MLPerf Tiny run, or a log of TFLM's"
        + " MicroProfiler::LogCsv"
    case .noTimes: "import a run in performance mode; energy mode takes no times"
    case .frozenTimer: "give that port a timer (GetCurrentTimeTicks), then measure again"
    case .badLine, .noEvents, .otherEvents:
      "keep the lines from \"Event\",\"Tag\",\"Ticks\" on, one table a run of one model"
    case .contradiction: "name what the file says, or leave the file out"
    default: "look at the file: 'mcubench import --help' says what is taken"
    }
  }

  package var exitStatus: ExitStatus { .wrongInput }
}

/// Text of others made harmless.
enum Escaped {
  static func text(_ text: String) -> String {
    text.prefix(200).unicodeScalars.reduce(into: "") { safe, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        safe += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: safe.unicodeScalars.append(scalar)
      }
    }
  }
}
