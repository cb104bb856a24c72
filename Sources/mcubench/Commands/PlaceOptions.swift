import ArgumentParser
import Foundation
import Workbench

/// The flags that say where results and built objects are kept.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The results' SQLite file.",
      discussion: "Default: $MCUBENCH_STORE, else $XDG_DATA_HOME/mcubench/results.sqlite.",
      valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "The directory of built objects.",
      discussion: "Default: $MCUBENCH_CACHE, else $XDG_CACHE_HOME/mcubench.",
      valueName: "dir"))
  var cache: String?

  /// The places that these flags and the environment name.
  var places: Places {
    Places(store: store, cache: cache, environment: ProcessInfo.processInfo.environment)
  }
}
