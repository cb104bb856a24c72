import Benchmarking
package import BoardProfiles
package import Hardware
import PicoBoot
import ProcessTools

/// An image that a user wants on a board.
package struct FlashRequest: Hashable, Sendable {
  package let imagePath: String
  /// The board profile's name.
  package let board: String
  package let probe: ProbeRequest
  package let method: FlashMethod

  package init(imagePath: String, board: String, probe: ProbeRequest, method: FlashMethod) {
    self.imagePath = imagePath
    self.board = board
    self.probe = probe
    self.method = method
  }
}

/// An image that is on a board and runs.
package struct FlashedBoard: Hashable, Sendable {
  /// The probe as a person would name it.
  package let probe: String
  package let report: FlashReport
}

extension Workbench {
  /// What puts images into the flash of `board`.
  ///
  /// `MCUBENCH_OPENOCD` names the program; else it is looked for on the search path.
  package func flasher(for board: BoardProfile) -> any Flasher {
    switch board.flashing.tool {
    case .openocd: openOCD()
    case .esptool: espTool()
    case .picoboot: PicoBootFlasher(lockDirectory: places.cache + "/locks")
    case .uf2: UF2VolumeFlasher(lockDirectory: places.cache + "/locks")
    }
  }

  /// `MCUBENCH_ESPTOOL` names the program; else it is looked for on the search path.
  func espTool() -> ESPTool {
    let named = surroundings.environment["MCUBENCH_ESPTOOL"].flatMap { $0.isEmpty ? nil : $0 }
    return ESPTool(
      program: named, searchPath: searchPath, lockDirectory: places.cache + "/locks",
      scratchDirectory: surroundings.temporaryDirectory)
  }

  func openOCD() -> OpenOCD {
    let named = surroundings.environment["MCUBENCH_OPENOCD"].flatMap { $0.isEmpty ? nil : $0 }
    return OpenOCD(
      program: named, searchPath: searchPath, lockDirectory: places.cache + "/locks",
      scratchDirectory: surroundings.temporaryDirectory)
  }

  /// Flashes an image, once and by the method that the request names.
  package func flash(
    _ request: FlashRequest, progress: @escaping @Sendable (FlashError.Stage) -> Void
  ) async throws -> FlashedBoard {
    let board = try board(named: request.board).flashed(byRequest: request.probe)
    let route = try await selection(for: board, request.probe).route
    let job = FlashJob(
      board: board, imagePath: request.imagePath, route: route, method: request.method,
      timeLimit: .seconds(board.flashing.limitSeconds))
    return FlashedBoard(
      probe: route.name, report: try await flasher(for: board).flash(job, progress: progress))
  }
}
