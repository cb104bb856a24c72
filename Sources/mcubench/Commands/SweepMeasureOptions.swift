import ArgumentParser
import Reports

/// Which variations of a sweep a board runs.
enum SweepSelection: ExpressibleByArgument, Hashable {
  /// So many of the first rows, of those that keep the budget and that the board can take.
  case top(Int)
  case all
  case names([String])

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if argument.hasPrefix("top:") {
      guard let count = Int(argument.dropFirst(4)), count > 0 else { return nil }
      self = .top(count)
    } else {
      let names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.hasSuffix(".tflite") ? String($0.dropLast(7)) : String($0)
      }
      guard !names.contains("") else { return nil }
      self = .names(names)
    }
  }

  /// The places of the rows that are meant, in their order.
  func places(in rows: [SweepRow], budget: RunBudget?) -> [Int] {
    switch self {
    case .top(let count):
      Array(
        rows.indices.lazy.filter { place in
          let row = rows[place]
          return row.figures.canRun && !row.isRefused && row.missed(budget).isEmpty
        }.prefix(count))
    case .all: Array(rows.indices)
    case .names(let names): rows.indices.filter { names.contains(rows[$0].figures.name) }
    }
  }
}

/// The flags that say which variations of a sweep a board runs, and how.
struct SweepMeasureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run variations on the board: top:N, all, or names with commas between.",
      discussion: """
        top:5 takes the first five rows that keep the budget. Each run is stored as 'mcubench run' \
        does; one that is stored already, of the same firmware, is not repeated.
        """, valueName: "which"))
  var measure: SweepSelection?

  @Flag(help: "Run variations again whose runs are stored.")
  var remeasure = false

  @OptionGroup var link: LinkOptions

  @OptionGroup var measuring: MeasuringOptions

  func validate() throws {
    guard measure == nil else {
      if link.port != nil, link.probe == nil, !link.reflash {
        throw ValidationError(
          "--port alone is for a board that runs its image already, and --measure flashes one "
            + "variation after the other: give --probe, too")
      }
      return
    }
    if remeasure || link.isGiven || measuring.isGiven {
      throw ValidationError(
        "--remeasure and the flags of a run, such as --on and --runs, need --measure")
    }
  }
}
