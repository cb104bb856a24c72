// SPDX-License-Identifier: GPL-2.0-or-later
import VirtualBoard

/// A virtual chip with an image, ready to run.
enum ModelledMachine {
  static func make(
    board: String, image: String, isModelled: Bool = true, parameters: [String] = []
  ) throws -> Machine {
    let bytes = try read(image)
    do {
      return try Machine(
        image: try BoardImage(bytes, for: BoardModel(named: board).chip), uniqueIdentifier: UniqueIdentifier(serial: "BENCH"))
    } catch let failure as VirtualBoardError {
      throw BenchError("\(image): \(failure.summary)")
    }
  }

  /// The timing model as results name it.
  static func name(of machine: Machine) -> String { "\(Machine.timingModel)" }
}
