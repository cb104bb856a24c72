package import BoardProfiles
package import Failures

/// A board cannot be flashed by the tool that was asked for.
package struct FlashToolError: Failure, Hashable {
  /// The board profile's name.
  package let board: String
  package let asked: BoardProfile.FlashSetting.Tool
  /// What it can be flashed by.
  package let tools: [BoardProfile.FlashSetting.Tool]

  package var summary: String { "\(board) cannot be flashed with \(asked.rawValue)" }

  package var remedy: String? {
    "leave --flash-with away, or give \(tools.map(\.rawValue).joined(separator: ", or "))"
  }

  package var failureClass: FailureClass? { .flash }

  package var exitStatus: ExitStatus { .wrongInput }
}

extension BoardProfile {
  /// The same board, flashed by what the request asks for.
  func flashed(byRequest request: ProbeRequest?) throws(FlashToolError) -> BoardProfile {
    guard let tool = request?.tool else { return self }
    guard let board = flashed(with: tool) else {
      throw FlashToolError(board: name, asked: tool, tools: flashing.tools)
    }
    return board
  }
}
