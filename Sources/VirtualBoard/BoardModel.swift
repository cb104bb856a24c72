// SPDX-License-Identifier: GPL-2.0-or-later

/// A board that there is a virtual one of, by its name on the command line.
package enum BoardModel: String, CaseIterable, Hashable, Sendable {
  case stm32f746g
  case nucleoF446RE = "nucleo-f446re"
  case nucleoG0B1RE = "nucleo-g0b1re"
  case pico
  case cortexM7TCM = "cortex-m7-tcm"
  case cortexM0PlusRAM = "cortex-m0plus-ram"
  case esp32
  case esp32At240MHz = "esp32-240mhz"

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
    case .nucleoF446RE: .stm32f446
    case .nucleoG0B1RE: .stm32g0b1
    case .pico: .rp2040
    case .cortexM7TCM: .cortexM7TCM
    case .cortexM0PlusRAM: .cortexM0PlusRAM
    case .esp32, .esp32At240MHz: .esp32
    }
  }

  /// Whether its ROM takes an image over the serial line.
  package var hasSerialLoader: Bool { chip == .esp32 }

  /// Whether its chip has a boot ROM that is modelled, and answers over USB.
  package var hasBootROM: Bool { self == .pico }

  /// What it is, for a list of boards.
  package var title: String {
    switch self {
    case .stm32f746g: "STM32F746G-DISCO, Cortex-M7"
    case .nucleoF446RE: "NUCLEO-F446RE, Cortex-M4"
    case .nucleoG0B1RE: "NUCLEO-G0B1RE, Cortex-M0+"
    case .pico: "Raspberry Pi Pico, RP2040 with two Cortex-M0+"
    case .cortexM7TCM: "core only, no real board: Cortex-M7 with code and data in TCM"
    case .cortexM0PlusRAM: "core only, no real board: Cortex-M0+ with code and data in RAM"
    case .esp32: "ESP32-DevKitC, LX6, with the ROM's loader for esptool on its serial line"
    case .esp32At240MHz: "the same board; the image, not the board, sets the clock"
    }
  }

  /// Every board with its title, a line each.
  package static var list: String {
    allCases.map { "\($0.name) (\($0.title))" }.joined(separator: "; ")
  }
}
