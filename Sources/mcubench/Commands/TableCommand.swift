import ArgumentParser
import Calibration
import Failures
import Reports
import Workbench

/// `mcubench table`: what latency tables hold.
struct TableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Show, compare and export latency tables.",
    subcommands: [Show.self, Diff.self, Export.self, Refit.self])

  /// `mcubench table show FILE...`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Print what a table was made on, and how well each kernel variant is known.")

    @Argument(help: "The tables' files.")
    var files: [String]

    func run() throws {
      let texts = try files.map { LatencyTableReport.text(try TableFiles.read($0), path: $0) }
      try Terminal.writeResult(texts.joined(separator: "\n"))
    }
  }

  /// `mcubench table diff FILE FILE`.
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff",
      abstract: "Print how two tables differ.",
      discussion: """
        Two boards of a kind, two kernel sets, or simulated against measured. Layers that both tables \
        have are held against each other as they were counted, others as both tables' fits have \
        them. Status 2 says that the tables have no layer or kernel in common.
        """)

    @Argument(help: "The table to compare with: A.")
    var first: String

    @Argument(help: "The table that is compared: B.")
    var second: String

    @Flag(help: "Print JSON, with every shape, instead of the tables.")
    var json = false

    func run() throws {
      let difference = LatencyTableDifference(
        .init(try TableFiles.read(first), path: first),
        .init(try TableFiles.read(second), path: second))
      try Terminal.writeResult(
        json ? LatencyTableReport.document(difference) : LatencyTableReport.text(difference))
      if difference.groups.isEmpty, !difference.isNone {
        throw TablesApart(paths: [first, second])
      }
    }
  }

  /// `mcubench table export FILE`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write a table's samples and fits for other programs.",
      discussion: """
        Samples have a row a layer: its shape, its cycles, and what the table says of it. Fits have a \
        row a part of a kernel. Without an option the samples go to stdout.
        """)

    @Argument(help: "The table's file.")
    var file: String

    @Option(help: ArgumentHelp("Write the samples to this file; - is stdout.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Write the fits to this file; - is stdout.", valueName: "file"))
    var fitsCsv: String?

    @Option(
      help: ArgumentHelp(
        "Write samples and fits as JSON to this file; - is stdout.", valueName: "file"))
    var json: String?

    func validate() throws {
      if [csv, fitsCsv, json].count(where: { $0 == "-" }) > 1 {
        throw ValidationError("only one of --csv, --fits-csv and --json can go to stdout")
      }
    }

    func run() throws {
      let table = try TableFiles.read(file)
      for path in [csv, fitsCsv, json] { if let path { try ResultFile.check(path) } }
      if let fitsCsv { try ResultFile.write(LatencyTableReport.fitsCSV(table), to: fitsCsv) }
      if let json { try ResultFile.write(LatencyTableReport.document(table), to: json) }
      if let path = csv ?? (fitsCsv == nil && json == nil ? "-" : nil) {
        try ResultFile.write(LatencyTableReport.samplesCSV(table), to: path)
      }
    }
  }

  /// `mcubench table refit FILE`.
  struct Refit: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "refit",
      abstract: "Fit a table's samples anew, by this program's fit.")

    @Argument(help: "The table's file.")
    var file: String

    @Option(help: ArgumentHelp("Where to write the new table; - is stdout.", valueName: "file"))
    var out = "-"

    func run() throws {
      try ResultFile.write(try TableFiles.read(file).refitted.text(path: file), to: out)
    }
  }
}

/// Two tables of which nothing can be held against each other.
struct TablesApart: Failure, Hashable {
  let paths: [String]

  var summary: String {
    "\(paths.map { TerminalText.escaping($0) }.joined(separator: " and ")): the tables have no layer"
      + " and no kernel in common"
  }
  var remedy: String? {
    "compare tables of boards with the same core, or calibrate both from the same seed"
  }
  var exitStatus: ExitStatus { .wrongInput }
}
