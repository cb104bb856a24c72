import ArgumentParser
import Foundation
import Workbench

/// The flags that say where the program's files, results and built objects are.
struct WorkbenchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The directory with boards/, firmware-template/ and the kernels.",
      discussion: "Default: $MCUBENCH_HOME, else beside the program, else the checkout.",
      valueName: "dir"))
  var home: String?

  @OptionGroup var placeOptions: PlaceOptions

  var places: Places { placeOptions.places }

  /// The workbench that these flags and the environment describe.
  func workbench() throws -> Workbench {
    try Workbench(home: home, places: places, surroundings: surroundings)
  }

  /// What this process was started in.
  var surroundings: Workbench.Surroundings {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return Workbench.Surroundings(
      environment: ProcessInfo.processInfo.environment,
      program: program ?? CommandLine.arguments.first ?? "mcubench",
      workingDirectory: FileManager.default.currentDirectoryPath)
  }
}
