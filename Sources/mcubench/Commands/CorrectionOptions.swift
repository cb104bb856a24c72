import ArgumentParser
import Workbench

/// The flags that have simulated figures corrected by latency tables.
struct CorrectionOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "With --on simulator: correct each layer by what silicon took of layers like it.",
      discussion: """
        The corrected figures stand beside the simulated ones, under a name of their own. Needs a \
        measured and a simulated latency table of the board, both of today's kernels.
        """))
  var corrected = false

  @Option(
    help: ArgumentHelp(
      "The measured table. Default: tables/BOARD.json beside the results.", valueName: "file"))
  var measuredTable: String?

  @Option(
    help: ArgumentHelp(
      "The simulated table. Default: the program's, else tables/BOARD.json beside the results.",
      valueName: "file"))
  var simulatedTable: String?

  /// Refuses flags that say nothing together.
  func validate(on target: TargetOptions) throws {
    if !corrected, measuredTable != nil || simulatedTable != nil {
      throw ValidationError("--measured-table and --simulated-table are for --corrected")
    }
    if corrected, target.link.on != .simulator {
      throw ValidationError("--corrected is for simulated figures: give --on simulator, too")
    }
  }

  var request: CorrectionRequest? {
    corrected
      ? CorrectionRequest(measuredPath: measuredTable, simulatedPath: simulatedTable) : nil
  }
}
