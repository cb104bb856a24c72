package import Benchmarking
package import BoardProfiles
package import Hardware
import ProcessTools

extension Workbench {
  /// The way to a board of a rig: the very one that the entry means, and never another.
  ///
  /// - Throws: when its probe is not attached, or cannot be used.
  package func link(
    to entry: RigBoard, of rig: Rig, progress: @escaping @Sendable (BenchEvent) -> Void
  ) async throws -> any BoardLink {
    let board = try buildableBoard(named: entry.board)
    if entry.isVirtual {
      return try virtualLink(
        to: board, serial: entry.virtualSerial, faults: entry.faults ?? [])
    }
    let selector = selector(for: board, named: entry.name, of: rig)
    let selection: SelectedProbe
    if let server = try selector.server() {
      selection = server
    } else {
      selection = try selector.choose(among: try await probeFinder().attached())
    }
    return probeLink(to: board, over: selection, isReflashing: false, progress: progress)
  }

  /// The commit that a checkout is at, `-dirty` behind it where files differ, or `nil` where
  /// `directory` is no work tree of git's.
  package func commit(of directory: String) async throws -> String? {
    func git(_ words: String...) async throws -> [String]? {
      let command = SystemCommand(
        ["git", "-C", directory] + words, searchPath: searchPath, limit: .seconds(60))
      let outcome = try await command.run()
      return outcome.failure == nil ? outcome.lines : nil
    }
    guard let head = try await git("rev-parse", "HEAD")?.last,
      head.wholeMatch(of: /[0-9a-f]{40,64}/) != nil
    else { return nil }
    let changes = try await git("status", "--porcelain", "--untracked-files=no", "--", ".")
    return changes?.isEmpty == false ? head + "-dirty" : head
  }

  /// The directory with the product's files that this workbench measures.
  package var homeDirectory: String {
    files.boards.lastIndex(of: "/").map { String(files.boards[..<$0]) } ?? "."
  }

  /// A workbench of the same surroundings over the files in another directory.
  package func workbench(over home: String) throws -> Workbench {
    try Workbench(home: home, places: places, surroundings: surroundings)
  }

  /// Where scratch directories are made.
  package var temporaryDirectory: String { surroundings.temporaryDirectory }
}
