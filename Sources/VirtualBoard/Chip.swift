// SPDX-License-Identifier: GPL-2.0-or-later
import CEmulator
import FirmwareArtifacts

/// A modelled chip, and what a loader has to know of it.
package struct Chip: Hashable, Sendable {
  /// As data sheets write it, in lower case.
  package let name: String
  /// Where an image lies: in flash, or in RAM that a boot loader fills at each reset.
  package let imageOrigin: UInt64
  package let imageBytes: Int
  /// Whether the image lies in flash.
  package let hasFlash: Bool
  /// Whether the debug port's side of the chip is modelled.
  package let hasDebugPort: Bool
  /// The number that the emulator knows the chip by.
  let number: UInt32

  private init(_ chip: mcub_chip) {
    let facts = mcub_chip_describe(chip)
    number = chip.rawValue
    name = String(cString: facts.name)
    imageOrigin = UInt64(facts.image_origin)
    imageBytes = Int(facts.image_bytes)
    hasFlash = facts.has_flash
    hasDebugPort = facts.has_debug
  }

  /// The ESP32, which is none of CEmulator's: its flash as esptool sees it.
  private init(flashBytesOfESP32 bytes: Int) {
    number = .max
    name = "esp32"
    imageOrigin = 0
    imageBytes = bytes
    hasFlash = true
    hasDebugPort = false
  }

  package static let esp32 = Chip(flashBytesOfESP32: ESP32Image.flashBytes)
  package static let stm32f746 = Chip(MCUB_CHIP_STM32F746)
  package static let stm32f446 = Chip(MCUB_CHIP_STM32F446)
  package static let stm32g0b1 = Chip(MCUB_CHIP_STM32G0B1)
  package static let cortexM7TCM = Chip(MCUB_CHIP_CORTEX_M7_TCM)
  package static let cortexM0PlusRAM = Chip(MCUB_CHIP_CORTEX_M0PLUS_RAM)
  package static let rp2040 = Chip(MCUB_CHIP_RP2040)
}
