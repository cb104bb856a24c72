// SPDX-License-Identifier: GPL-2.0-or-later

/// What a cycle of a virtual board is to be.
package struct TimingChoice: Hashable, Sendable {
  /// A constant of a timing model that is to differ from its table.
  package struct Override: Hashable, Sendable {
    package let name: String
    package let value: UInt32

    /// Reads `NAME=VALUE`.
    package init(_ text: String) throws(VirtualBoardError) {
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let value = UInt32(parts[1]) else {
        throw VirtualBoardError(reason: .unusableTimingParameter(text))
      }
      self.name = String(parts[0])
      self.value = value
    }
  }

  /// The model's name, or `nil` for the one of the board's core.
  package var model: String?
  package var overrides: [Override] = []

  /// Each instruction takes one cycle.
  package static let instructions = TimingChoice(model: "instructions")

  package init(model: String? = nil, overrides: [Override] = []) {
    self.model = model
    self.overrides = overrides
  }

  /// Whether the core's own model is to be used.
  var isModelled: Bool { model != Self.instructions.model }
}
