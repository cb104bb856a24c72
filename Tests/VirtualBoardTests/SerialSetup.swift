// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// What makes a chip's console receive by interrupt at 115200 baud, from its reset clock.
struct SerialSetup: CustomTestStringConvertible {
  let chip: Chip
  let usart: UInt32
  let interrupt: UInt32
  let kernelHertz: UInt32
  /// Clocks and pins: addresses and values.
  let writes: [(UInt32, UInt32)]

  var testDescription: String { chip.name }
  var exception: UInt32 { 16 + interrupt }

  static let all = [
    SerialSetup(
      chip: .stm32f746, usart: 0x4001_1000, interrupt: 37, kernelHertz: 16_000_000,
      writes: [
        (0x4002_3830, 3), (0x4002_3844, 1 << 4),  // ports A and B; USART1
        (0x4002_0000, 0xA808_0000), (0x4002_0024, 7 << 4),  // PA9
        (0x4002_0400, 0x0000_8280), (0x4002_0420, 7 << 28),  // PB7
      ]),
    SerialSetup(
      chip: .stm32g0b1, usart: 0x4000_4400, interrupt: 28, kernelHertz: 16_000_000,
      writes: [
        (0x4002_1034, 1), (0x4002_103C, 1 << 17),  // port A; USART2
        (0x5000_0000, 0xEBFF_FFAF), (0x5000_0020, 0x1100),  // PA2 and PA3
      ]),
    SerialSetup(
      chip: .cortexM7TCM, usart: 0x4001_1000, interrupt: 0, kernelHertz: 600_000_000, writes: []),
    SerialSetup(
      chip: .cortexM0PlusRAM, usart: 0x4001_1000, interrupt: 0, kernelHertz: 125_000_000,
      writes: []),
  ]

  func apply(to machine: Machine) {
    for (address, value) in writes { machine.setPeripheral(at: address, to: value) }
    machine.setPeripheral(at: usart + 0x0C, to: kernelHertz / 115_200)
    machine.setPeripheral(at: usart, to: 0x2D)  // UE, RE, TE, RXNEIE
    machine.setPeripheral(
      at: 0xE000_E100 + 4 * (interrupt / 32), to: 1 << (interrupt % 32))
  }
}
