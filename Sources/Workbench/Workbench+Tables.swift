import Benchmarking
package import BoardProfiles
package import Calibration
package import Failures
import LatencyTables
import Measurements

/// Latency tables' files.
package enum TableFiles {
  /// Far beyond any table.
  private static let limitBytes = 64 << 20

  /// The table in the file at `path`.
  package static func read(_ path: String) throws -> LatencyTableFile {
    try LatencyTableFile.parse(try Files.readRegular(path, limit: limitBytes), path: path)
  }
}

/// A latency table that may predict for a board.
package struct ChosenTable: Hashable, Sendable {
  package let file: LatencyTableFile
  package let path: String
  /// Whether the kernels are not those that the table was made with.
  package let isStale: Bool
}

extension Workbench {
  /// The file that a table of a board is kept in: where `calibrate` puts it, below the results.
  ///
  /// Another placement or number of cores than the profile's has a file of its own.
  package func userTablePath(for board: BoardProfile) -> String {
    "\(places.tables)/\(board.name)\(Self.choices(on: board)).json"
  }

  /// The file of the table that comes with the program.
  package func shippedTablePath(for board: BoardProfile) -> String {
    "\(files.boards)/tables/\(board.name)\(Self.choices(on: board)).json"
  }

  /// The table to predict for `board` with.
  ///
  /// It is the one at `path` where that is named; else the user's own where silicon gave it; else
  /// the one that comes with the program; else the user's own.
  ///
  /// - Throws: ``TableChoiceError`` when there is none, or it is not of this board, clock, placement
  ///   or number of cores, or its terms are not this program's, or of other kernels than today's and `allowsStale` is not set.
  package func table(
    for board: BoardProfile, at path: String?, allowsStale: Bool
  ) throws -> ChosenTable {
    let (file, path) = try candidate(for: board, at: path)
    let origin = file.table.origin
    func refuse(_ reason: TableChoiceError.Reason) -> TableChoiceError {
      TableChoiceError(path: path, board: board.name, reason: reason)
    }
    guard origin.board == board.name else { throw refuse(.otherBoard(origin.board)) }
    guard origin.clockHertz == board.clock.coreHertz else {
      throw refuse(.otherClock(table: origin.clockHertz, board: board.clock.coreHertz))
    }
    let choices = Self.choices(on: board)
    guard Self.choices(of: origin.kernelSet) == choices else {
      throw refuse(.otherChoices(table: origin.kernelSet, board: choices))
    }
    guard origin.costForms == LayerCost.formsVersion else {
      throw refuse(.otherForms(table: origin.costForms, current: LayerCost.formsVersion))
    }
    let current = try kernelHash(for: board)
    let isStale = origin.kernelHash != current
    guard !isStale || allowsStale else {
      throw refuse(.stale(table: origin.kernelHash, current: current))
    }
    return ChosenTable(file: file, path: path, isStale: isStale)
  }

  private func candidate(
    for board: BoardProfile, at path: String?
  ) throws -> (LatencyTableFile, String) {
    if let path { return (try TableFiles.read(path), path) }
    let (user, shipped) = (userTablePath(for: board), shippedTablePath(for: board))
    let own = Files.exists(user) ? try TableFiles.read(user) : nil
    if let own, own.table.origin.evidence == .measured { return (own, user) }
    if Files.exists(shipped) { return (try TableFiles.read(shipped), shipped) }
    if let own { return (own, user) }
    throw TableChoiceError(path: shipped, board: board.name, reason: .none(alsoAt: user))
  }

  /// What of a kernel set's name says where code and weights lie and how many cores share a layer:
  /// `-2cores`, nothing for the profile's way.
  private static func choices(of kernelSet: String) -> String {
    kernelSet.firstIndex(of: "-").map { String(kernelSet[$0...]) } ?? ""
  }

  private static func choices(on board: BoardProfile) -> String {
    KernelSetName.name(
      KernelSetName.name("", isPruned: false, cores: board.usedCores),
      placement: PlanRecords.choices(of: board)?.placement)
  }
}

/// Why no table predicts for a board.
package struct TableChoiceError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case none(alsoAt: String)
    case otherBoard(String)
    case otherClock(table: Int, board: Int)
    /// The kernel set's name in the table, and what the board's should end with.
    case otherChoices(table: String, board: String)
    /// The versions of the forms that the table's terms were counted by, and of this program's.
    case otherForms(table: Int, current: Int)
    /// The hashes of the kernels.
    case stale(table: String, current: String)
  }

  /// The table's file, or where one was looked for.
  package let path: String
  package let board: String
  package let reason: Reason

  package init(path: String, board: String, reason: Reason) {
    self.path = path
    self.board = board
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .none(let other): "no latency table of \(board): neither \(path) nor \(other) is there"
    case .otherBoard(let found): "\(path): a latency table of \(found), not of \(board)"
    case .otherClock(let table, let board):
      "\(path): a latency table at \(table) Hz, the board's profile sets \(board) Hz"
    case .otherChoices(let table, let choices):
      "\(path): a latency table of the kernels \(table), asked was for"
        + (choices.isEmpty ? " the profile's placement on one core" : " those with \(choices)")
    case .otherForms(let table, let current):
      "\(path): a latency table whose terms were counted by version \(table) of the cost forms, this"
        + " program's are version \(current)"
    case .stale(let table, let current):
      "\(path): a latency table of other kernels: made with \(table), today's are \(current)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .none: "make one with 'mcubench calibrate --board \(board)', or name one with --table FILE"
    case .otherBoard: "name a table of \(board) with --table, or predict for the table's board"
    case .otherForms: "make the table again with 'mcubench calibrate --board \(board)'"
    case .otherClock, .otherChoices:
      "make a table for it with 'mcubench calibrate --board \(board)', and name it with --table"
    case .stale:
      "make the table again with 'mcubench calibrate --board \(board)', or take this one all the"
        + " same with --allow-stale-table"
    }
  }
  package var exitStatus: ExitStatus { .wrongInput }
}
