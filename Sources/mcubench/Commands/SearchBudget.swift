import Failures
import Reports
import VariationSearch

/// The limits of a search, as `--budget` has them.
enum SearchBudget {
  /// Reads limits as other budgets are read; a latency names its board: `latency=100ms@stm32f746g`.
  ///
  /// - Throws: `SearchBudgetError` that quotes the part that is not understood.
  static func limits(parsing text: String) throws(SearchBudgetError) -> [SearchLimit] {
    var limits: [SearchLimit] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let limit = try limit(part)
      guard !limits.contains(where: { $0.quantity == limit.quantity }) else {
        throw SearchBudgetError(part: part, problem: .twice)
      }
      limits.append(limit)
    }
    return limits
  }

  private static func limit(_ part: String) throws(SearchBudgetError) -> SearchLimit {
    let sides = part.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let parsed = try? RunBudget(parsing: String(sides[0])).limits.first, parsed.value > 0
    else { throw SearchBudgetError(part: part, problem: .unread) }
    switch (parsed.quantity, sides.count) {
    case (.latency, 2) where !sides[1].isEmpty:
      return SearchLimit(.latency(board: String(sides[1])), parsed.value)
    case (.latency, _): throw SearchBudgetError(part: part, problem: .noBoard)
    case (.model(.ram), 1): return SearchLimit(.ram, parsed.value)
    case (.model(.rom), 1): return SearchLimit(.rom, parsed.value)
    case (.model(.file), 1): return SearchLimit(.file, parsed.value)
    case (.model(.macs), 1): return SearchLimit(.macs, parsed.value)
    case (.model(.params), 1): return SearchLimit(.fileParameters, parsed.value)
    default: throw SearchBudgetError(part: part, problem: .unread)
    }
  }
}

/// Why a search's budget could not be read.
struct SearchBudgetError: Failure, Hashable {
  enum Problem: Hashable {
    case unread
    case twice
    case noBoard
  }

  let part: String
  let problem: Problem

  var summary: String {
    let quoted = TerminalText.escaping(part.debugDescription)
    return switch problem {
    case .unread: "cannot read \(quoted) in the budget"
    case .twice: "\(quoted) limits what the budget limits already"
    case .noBoard: "\(quoted) in the budget names no board"
    }
  }
  var remedy: String? {
    "write it like --budget ram=250KB,rom=250KB,macs=60M,latency=100ms@stm32f746g; each of ram, rom,"
      + " file, macs, params at most once, latency once a board"
  }
  var exitStatus: ExitStatus { .wrongInput }
}
