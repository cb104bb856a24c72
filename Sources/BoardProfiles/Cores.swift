package import Failures

extension BoardProfile {
  /// Cores that can share a layer.
  package struct Cores: Hashable, Sendable, Codable {
    /// What the firmware can use of the chip's.
    package let available: Int
    /// What a run uses, from the first core on.
    package var used: Int
  }

  /// The cores that a run uses.
  package var usedCores: Int { cores?.used ?? 1 }

  /// The board with so many cores used, as a flag asks.
  package func using(cores count: Int) throws(CoresError) -> BoardProfile {
    let available = cores?.available ?? 1
    guard (1...available).contains(count) else {
      throw CoresError(board: name, asked: count, available: available)
    }
    var board = self
    board.cores?.used = count
    return board
  }
}

/// Why a board cannot run with as many cores as a user asks for.
package struct CoresError: Failure, Hashable {
  package let board: String
  package let asked: Int
  /// Cores that the board's profile offers.
  package let available: Int

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String {
    "\(board): --cores asks for \(asked), its profile offers "
      + (available == 1 ? "one core" : "1 to \(available)")
  }

  package var remedy: String? {
    available == 1
      ? "leave --cores out, or name a board whose profile has 'cores:', as pico"
      : "name 1 to \(available): --cores \(available)"
  }
}
