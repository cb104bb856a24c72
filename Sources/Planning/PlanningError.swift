package import Failures
package import ModelGraph

/// Why a network cannot be planned for a board.
package struct PlanningError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    /// The activations do not fit.
    case activationsTooLarge(
      neededBytes: Int, regions: [Availability], layerIndex: Int, kind: OperatorKind)
    /// The constants do not fit in flash beside `reservedBytes` for code.
    case constantsTooLarge(neededBytes: Int, flashBytes: Int, reservedBytes: Int)
    /// The constants were to be copied into a region, and do not fit beside the activations there.
    case weightsTooLargeForRAM(weightBytes: Int, activationBytes: Int, region: Availability)
    /// The board's profile has no region for what is named.
    case noRegion(String)
    /// The graph makes nothing.
    case noLayers
  }

  /// A region and the bytes a model may use of it.
  package struct Availability: Hashable, Sendable {
    package let region: String
    package let bytes: Int

    package init(region: String, bytes: Int) {
      self.region = region
      self.bytes = bytes
    }
  }

  /// The board's name.
  package let board: String
  package let reason: Reason

  package init(board: String, reason: Reason) {
    self.board = board
    self.reason = reason
  }

  package var failureClass: FailureClass? { .model }
  package var exitStatus: ExitStatus { .wrongInput }

  package var summary: String {
    switch reason {
    case .activationsTooLarge(let needed, let regions, let layer, let kind):
      """
      \(board): the activations need \(needed) B at layer \(layer) (\(kind)), the board has \
      \(regions.map { "\($0.bytes) B in \($0.region)" }.joined(separator: ", "))
      """
    case .constantsTooLarge(let needed, let flash, let reserved):
      """
      \(board): weights and tables need \(needed) B of flash, the board has \(flash) B of which \
      \(reserved) B are kept for code
      """
    case .weightsTooLargeForRAM(let weights, let activations, let region):
      """
      \(board): \(weights) B of weights and tables do not fit into \(region.region) beside \
      \(activations) B of activations: it has \(region.bytes) B
      """
    case .noRegion(let kind): "\(board): the board's profile names no region for \(kind)"
    case .noLayers: "\(board): the model has no layers to run"
    }
  }

  package var remedy: String? {
    switch reason {
    case .activationsTooLarge:
      "see the live bytes of each layer with 'mcubench analyze MODEL --sort ram'"
    case .weightsTooLargeForRAM: "leave the weights in flash: --placement weights=flash"
    case .constantsTooLarge: "see the largest weights with 'mcubench analyze MODEL --sort bytes'"
    case .noRegion: "add a region of that kind to the board's file in boards/"
    case .noLayers: "export the model with at least one operator"
    }
  }
}
