// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// An image of Thumb half-words, so that these tests need no compiler.
///
/// 128 vectors lie at the start of the image, every exception's handler at 0x200 from there, and the
/// code that reset starts at 0x240. The constants are the STM32F746's addresses.
struct HandMadeFirmware {
  static let handlerAddress: UInt32 = 0x0800_0200
  static let codeAddress: UInt32 = 0x0800_0240
  static let stackTop: UInt32 = 0x2000_1000

  /// Sleeps for good, so that a run ends with the exception still active.
  static let sleepingHandler: [UInt16] = [
    0xBF30,  // wfi
    0xE7FD,  // b to the wfi
  ]

  let code: [UInt16]
  var handler = Self.sleepingHandler
  var chip = Chip.stm32f746

  /// The start of the image, as the vectors name it.
  private var origin: UInt32 { UInt32(chip.imageOrigin) }

  var bytes: [UInt8] {
    var words = [UInt32](repeating: origin + 0x200 | 1, count: 128)
    words[0] = Self.stackTop
    words[1] = origin + 0x240 | 1
    var bytes = words.flatMap { word in (0..<4).map { UInt8(word >> (8 * $0) & 0xFF) } }
    append(handler, at: 0x200, to: &bytes)
    append(code, at: 0x240, to: &bytes)
    return bytes
  }

  private func append(_ halfWords: [UInt16], at offset: Int, to bytes: inout [UInt8]) {
    bytes += [UInt8](repeating: 0, count: offset - bytes.count)
    for halfWord in halfWords {
      bytes += [UInt8(halfWord & 0xFF), UInt8(halfWord >> 8)]
    }
  }

  /// A chip that is about to execute the code's first instruction; each takes it one cycle unless the
  /// timing is another.
  func machine(faults: [FaultMode] = [], timing: TimingChoice = .instructions) throws -> Machine {
    try Machine(
      image: BoardImage(bytes, for: chip), uniqueIdentifier: UniqueIdentifier(serial: "test"),
      faults: faults, timing: timing)
  }
}

/// Registers that these tests use, with their addresses (RM0385 2.2.2, PM0253 4).
enum Address {
  static let cfsr: UInt32 = 0xE000_ED28
  static let hfsr: UInt32 = 0xE000_ED2C
  static let mmfar: UInt32 = 0xE000_ED34
  static let bfar: UInt32 = 0xE000_ED38
  static let shcsr: UInt32 = 0xE000_ED24
  static let aircr: UInt32 = 0xE000_ED0C
  static let icsr: UInt32 = 0xE000_ED04
  static let vtor: UInt32 = 0xE000_ED08
  static let cpacr: UInt32 = 0xE000_ED88
  static let systickControl: UInt32 = 0xE000_E010
  static let systickLoad: UInt32 = 0xE000_E014
  static let demcr: UInt32 = 0xE000_EDFC
  static let dwtControl: UInt32 = 0xE000_1000
  static let cycleCount: UInt32 = 0xE000_1004
  static let dwtLock: UInt32 = 0xE000_1FB0
  static let rcc: UInt32 = 0x4002_3800
  static let usart1: UInt32 = 0x4001_1000
  static let tim2: UInt32 = 0x4000_0000
  static let flashInterface: UInt32 = 0x4002_3C00
}

extension Machine {
  /// The number of the exception that the core is in; 0 in thread mode.
  var activeException: UInt32 { self[.programStatus] & 0x1FF }

  /// Word `index` of the exception frame on the main stack.
  func stacked(_ index: UInt32) -> UInt32? { word(at: self[.mainStack] + 4 * index) }
}
