// SPDX-License-Identifier: GPL-2.0-or-later

/// A board that there is a virtual one of, by its name on the command line.
package enum BoardModel: String, CaseIterable, Hashable, Sendable {
  case stm32f746g
  case nucleoG0B1RE = "nucleo-g0b1re"
  case cortexM7TCM = "cortex-m7-tcm"
  case cortexM0PlusRAM = "cortex-m0plus-ram"

  /// The board that a command line names.
  package init(named name: String) throws(VirtualBoardError) {
    guard let model = Self(rawValue: name) else {
      throw VirtualBoardError(reason: .unknownBoard(name))
    }
    self = model
  }

  package var name: String { rawValue }

  /// The chip that runs on it.
  package var chip: Chip {
    switch self {
    case .stm32f746g: .stm32f746
    case .nucleoG0B1RE: .stm32g0b1
    case .cortexM7TCM: .cortexM7TCM
    case .cortexM0PlusRAM: .cortexM0PlusRAM
    }
  }

  /// What it is, for a list of boards.
  package var title: String {
    switch self {
    case .stm32f746g: "STM32F746G-DISCO, Cortex-M7"
    case .nucleoG0B1RE: "NUCLEO-G0B1RE, Cortex-M0+"
    case .cortexM7TCM: "core only, no real board: Cortex-M7 with code and data in TCM"
    case .cortexM0PlusRAM: "core only, no real board: Cortex-M0+ with code and data in RAM"
    }
  }

  /// Every board with its title, a line each.
  package static var list: String {
    allCases.map { "\($0.name) (\($0.title))" }.joined(separator: "; ")
  }
}
