package import Benchmarking
package import BoardProfiles
import FirmwareGeneration
package import Hardware
import POSIXSerial
import ProcessTools
import VirtualLink

/// The one place that picks the adapters for a board.
package struct Workbench: Sendable {
  package let files: ProductFiles
  package let places: Places
  let surroundings: Surroundings

  /// What the process was started in.
  package struct Surroundings: Hashable, Sendable {
    package let environment: [String: String]
    /// The running program's path, links resolved.
    package let program: String
    package let workingDirectory: String

    package init(environment: [String: String], program: String, workingDirectory: String) {
      self.environment = environment
      self.program = program
      self.workingDirectory = workingDirectory
    }

    /// Where scratch directories are made.
    package var temporaryDirectory: String {
      if let named = environment["TMPDIR"], !named.isEmpty { return named }
      return "/tmp"
    }
  }

  /// A workbench over the program's files, in the directory `home` where that is named.
  package init(
    home: String?, places: Places, surroundings: Surroundings
  ) throws(ProductFiles.MissingFiles) {
    files = try ProductFiles.locate(
      flag: home, environment: surroundings.environment, runningProgram: surroundings.program,
      workingDirectory: surroundings.workingDirectory)
    self.places = places
    self.surroundings = surroundings
  }

  /// The profile of the board that a user named.
  package func board(named name: String) throws -> BoardProfile {
    try BoardProfile.load(from: files.boards, named: name)
  }

  /// The profile of the board that a user named, one that a model can be built for.
  ///
  /// `placement` says where its code and weights are to lie, `cores` how many cores run it, where
  /// not as its profile has it.
  package func buildableBoard(
    named name: String, placement: String? = nil, cores: Int? = nil
  ) throws -> BoardProfile {
    var board = try board(named: name)
    if board.runsImagesOnly { throw GenerationError(reason: .runsImagesOnly(board: name)) }
    if let cores { board = try board.using(cores: cores) }
    if let placement { return try board.placed(placement) }
    return board
  }

  /// Every board profile.
  package func boards() throws -> [BoardProfile] {
    try BoardProfile.all(in: files.boards)
  }

  /// The bench of `board`, which builds under `buildRoot`.
  package func bench(
    for board: BoardProfile, buildRoot: String,
    progress: @escaping @Sendable (BenchEvent) -> Void
  ) throws -> Bench<ContinuousClock> {
    Bench(
      board: board,
      template: try FirmwareTemplate.load(
        templateDirectory: files.template, kernelDirectory: files.kernels),
      toolchain: GCCToolchain(
        buildRoot: buildRoot, cacheDirectory: places.cache + "/objects"),
      clock: ContinuousClock(), progress: progress)
  }

  /// The way to a virtual board of a serial, with the ways in which it is to misbehave.
  package func virtualLink(
    to board: BoardProfile, serial: String? = nil, faults: [String]
  ) throws -> any BoardLink {
    VirtualLink(
      board: board.name, program: try virtualBoardProgram(for: board.name),
      baud: board.serial.baud, serial: serial, faults: faults)
  }

  /// The way to a board that runs its image already.
  package func portLink(to board: BoardProfile, path: String) -> any BoardLink {
    PortLink(path: path, settings: SerialSettings(board.serial))
  }

  func virtualBoardProgram(for board: String) throws -> String {
    try VirtualBoardProgram.path(
      board: board, environment: surroundings.environment,
      runningProgram: surroundings.program, workingDirectory: surroundings.workingDirectory)
  }
}
