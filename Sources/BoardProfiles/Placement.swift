package import Failures

extension BoardProfile {
  /// Where a board that can choose keeps what a layer reads beside its activations.
  package struct Placement: Hashable, Sendable, Codable {
    package enum Memory: String, Hashable, Sendable, Codable {
      /// Copied there at start.
      case ram
      /// Read in place.
      case flash
    }

    package var code: Memory
    package var weights: Memory

    /// As `--placement` takes it: `code=ram,weights=flash`.
    package var flag: String { "code=\(code.rawValue),weights=\(weights.rawValue)" }

    package init(code: Memory, weights: Memory) {
      self.code = code
      self.weights = weights
    }

    /// This placement with what `text` names of it changed, `code=flash,weights=ram`, or `nil` when
    /// it names something else, or one thing twice.
    func changed(by text: String) -> Placement? {
      var (placement, seen) = (self, Set<Substring>())
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let words = part.split(separator: "=", omittingEmptySubsequences: false)
        guard words.count == 2, seen.insert(words[0]).inserted,
          let memory = Memory(rawValue: String(words[1]))
        else { return nil }
        switch words[0] {
        case "code": placement.code = memory
        case "weights": placement.weights = memory
        default: return nil
        }
      }
      return placement
    }
  }

  /// The board with another placement than its profile's, as a flag names it.
  package func placed(_ text: String) throws(PlacementError) -> BoardProfile {
    guard let placement else { throw PlacementError(board: name, reason: .fixed) }
    guard let changed = placement.changed(by: text) else {
      throw PlacementError(board: name, reason: .unknown(text))
    }
    let own = profilePlacement ?? placement
    var board = self
    board.placement = changed
    board.profilePlacement = changed == own ? nil : own
    return board
  }

  /// Whether code or weights lie elsewhere than the profile's file has them.
  package var isPlaced: Bool { profilePlacement != nil }
}

/// Why code and weights cannot lie where a user wants them.
package struct PlacementError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// The board's profile leaves no choice.
    case fixed
    /// The text names no placement.
    case unknown(String)
  }

  package let board: String
  package let reason: Reason

  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String {
    switch reason {
    case .fixed: "\(board): its code and weights lie where its profile has them, without a choice"
    case .unknown(let text): "\(board): \(text.debugDescription) is no placement"
    }
  }

  package var remedy: String? {
    switch reason {
    case .fixed: "leave --placement out"
    case .unknown: "name code, weights or both: --placement code=ram,weights=flash"
    }
  }
}
