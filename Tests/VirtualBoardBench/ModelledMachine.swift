// SPDX-License-Identifier: GPL-2.0-or-later
import VirtualBoard

/// A virtual chip with an image, ready to run.
enum ModelledMachine {
  /// The machine of a board, with the timing model of its core or with none.
  static func make(
    board: String, image: String, isModelled: Bool = true, parameters: [String] = []
  ) throws -> Machine {
    let bytes = try read(image)
    do {
      let model = try BoardModel(named: board)
      var timing = isModelled ? TimingChoice() : .instructions
      timing.overrides = try parameters.map(TimingChoice.Override.init)
      return try Machine(
        image: try BoardImage(bytes, for: model.chip),
        uniqueIdentifier: UniqueIdentifier(serial: "BENCH"), timing: timing)
    } catch let failure as VirtualBoardError {
      throw BenchError("\(image): \(failure.summary)")
    }
  }

  /// The timing model as results name it: `m7/1/0123456789ab`.
  static func name(of machine: Machine) -> String {
    let timing = machine.timing
    return [timing.model, timing.version, timing.parameterHash].compactMap(\.self)
      .joined(separator: "/")
  }
}
