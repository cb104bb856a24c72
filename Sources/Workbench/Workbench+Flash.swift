package import BoardProfiles
package import Hardware
import ProcessTools

extension Workbench {
  /// What puts images into the flash of `board`.
  ///
  /// `MCUBENCH_OPENOCD` names the program; else it is looked for on the search path.
  package func flasher(for board: BoardProfile) -> any Flasher {
    let environment = surroundings.environment
    let named = environment["MCUBENCH_OPENOCD"].flatMap { $0.isEmpty ? nil : $0 }
    switch board.flashing.tool {
    case .openocd:
      return OpenOCD(
        program: named,
        searchPath: (environment["PATH"] ?? "").split(separator: ":").map(String.init),
        lockDirectory: places.cache + "/locks", scratchDirectory: surroundings.temporaryDirectory)
    }
  }
}
