// SPDX-License-Identifier: GPL-2.0-or-later
import VirtualBoard

/// Where a chip keeps what the bench puts into it.
struct BenchChip: Hashable, Sendable {
  /// The virtual board that has it.
  let model: BoardModel
  /// The image's first address.
  let image: UInt32
  /// Where constants may lie; the image's own memory, behind its code, or one beside it.
  let constants: Range<UInt32>
  /// What the host and the image share: see `bench_mailbox`.
  let mailbox: UInt32
  /// The memories for a kernel's buffers.
  let regions: [BenchRegion: Range<UInt32>]
  /// Nothing is mapped behind it.
  let endOfRAM: UInt32
  /// Whether the core counts its cycles; otherwise the host does.
  let hasCycleCounter: Bool

  /// Whether constants lie in the memory that the image is loaded to.
  var hasConstantsInImage: Bool { constants.contains(image) }

  /// The chip of a board's name; `nil` for one that the bench has no firmware for.
  init?(named board: String) {
    guard let chip = Self.all[board] else { return nil }
    self = chip
  }

  private init(
    model: BoardModel, image: UInt32, constants: Range<UInt32>, mailbox: UInt32,
    regions: [BenchRegion: Range<UInt32>], endOfRAM: UInt32, hasCycleCounter: Bool
  ) {
    self.model = model
    self.image = image
    self.constants = constants
    self.mailbox = mailbox
    self.regions = regions
    self.endOfRAM = endOfRAM
    self.hasCycleCounter = hasCycleCounter
  }

  /// The names, for an error.
  static var names: [String] { all.keys.sorted() }

  private static let all = [
    // RM0385, memory map: ITCM RAM, flash, DTCM, SRAM1 and SRAM2. The stack is at DTCM's start.
    "stm32f746g": BenchChip(
      model: .stm32f746g, image: 0x0800_0000,
      constants: 0x0800_0000..<0x0810_0000, mailbox: 0x1000,
      regions: [
        .dtcm: 0x2000_1000..<0x2001_0000, .sram1: 0x2001_0000..<0x2004_C000,
        .sram2: 0x2004_C000..<0x2005_0000,
      ], endOfRAM: 0x2005_0000, hasCycleCounter: true),
    // 264 KiB with the image at their start (m0plus-ram.ld), constants where an RP2040 sees
    // its flash, without wait states.
    "m0plus-ram": BenchChip(
      model: .cortexM0PlusRAM, image: 0x2000_0000,
      constants: 0x1000_0000..<0x1020_0000, mailbox: 0x2001_0000,
      regions: [.sram1: 0x2001_2000..<0x2004_0000, .sram2: 0x2004_0000..<0x2004_2000],
      endOfRAM: 0x2004_2000, hasCycleCounter: false),
  ]
}
