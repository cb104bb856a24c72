import ArgumentParser
import Calibration
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
        Two boards of a kind, two kernel sets, or simulated against measured. Both predict the \
        layers that either was made of.
        """)

    @Argument(help: "The table to compare with.")
    var first: String

    @Argument(help: "The table that is compared.")
    var second: String

    func run() throws {
      try Terminal.writeResult(
        LatencyTableReport.difference(
          (try TableFiles.read(first), first), (try TableFiles.read(second), second)))
    }
  }

  /// `mcubench table export FILE...`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write a table's samples as comma-separated values.",
      discussion: "A row a layer: its shape, its cycles, and what the table says of it.")

    @Argument(help: "The table's file.")
    var file: String

    @Option(help: ArgumentHelp("Where to write; - is stdout.", valueName: "file"))
    var csv = "-"

    func run() throws {
      try ResultFile.write(LatencyTableReport.samplesCSV(try TableFiles.read(file)), to: csv)
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
