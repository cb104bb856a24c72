import ArgumentParser
import Foundation
import ResultStore
import Workbench

/// The flag that says which store to read.
struct StoreOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The results' SQLite file.",
      discussion: "Default: $MCUBENCH_STORE, else $XDG_DATA_HOME/mcubench/results.sqlite.",
      valueName: "file"))
  var store: String?

  /// Opens the store that the flag or the environment names; reading makes none.
  func open() throws -> ResultStore {
    let places = Places(
      store: store, cache: nil, environment: ProcessInfo.processInfo.environment)
    return try ResultStore(path: places.store, ifAbsent: .fail)
  }
}
