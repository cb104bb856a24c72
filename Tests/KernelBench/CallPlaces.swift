// SPDX-License-Identifier: GPL-2.0-or-later
/// The memories of the chip that a kernel's buffers may lie in.
package enum BenchRegion: String, CaseIterable, Hashable, Sendable {
  /// Behind the stack, as in the product's firmware.
  case dtcm
  case sram1
  /// The last of the RAM: nothing is mapped behind it.
  case sram2
}

/// Where the buffers of a call should lie.
package struct PlaceWishes: Hashable, Sendable {
  /// A buffer that shall end where the RAM does, but for its alignment: reading on faults.
  package enum AtEnd: CaseIterable, Hashable, Sendable {
    case input
    case output
    case scratch
  }

  /// `nil` lets a buffer lie in DTCM as long as that has room: scratch first, then outputs.
  package var inputs: BenchRegion?
  package var outputs: BenchRegion?
  package var scratch: BenchRegion?
  /// Where constants lie; `nil` for flash.
  package var constants: BenchRegion?
  /// Whether inputs take DTCM before outputs.
  package var putsInputsFirst = false
  /// Whether the output lies on an input, where the call allows it; a call then cannot be repeated.
  package var isInPlace = false
  package var atEnd: AtEnd?
  /// Whether the last constant ends where the flash does.
  package var constantsAtEnd = false

  package init(
    inputs: BenchRegion? = nil, outputs: BenchRegion? = nil, scratch: BenchRegion? = nil,
    constants: BenchRegion? = nil
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.scratch = scratch
    self.constants = constants
  }
}

/// A buffer's place in the chip's RAM.
struct PlacedBuffer: Hashable {
  let name: String
  let address: UInt32
  let byteCount: Int

  var end: UInt32 { address + UInt32(byteCount) }
}

/// Lays buffers out one after the other, aligned as the planner aligns them, guards between them.
struct PlaceBook {
  static let guardBytes: UInt32 = 32
  static let alignment: UInt32 = 16

  private(set) var buffers: [PlacedBuffer] = []
  private var free: [BenchRegion: UInt32] = [:]
  private var limit: UInt32
  private let symbol: String
  private let chip: BenchChip

  init(symbol: String, on chip: BenchChip) {
    self.symbol = symbol
    self.chip = chip
    limit = chip.endOfRAM
    for (region, range) in chip.regions { free[region] = range.lowerBound + Self.guardBytes }
  }

  /// The stretches that hold buffers and guards.
  var spans: [Range<UInt32>] {
    let spans = BenchRegion.allCases.compactMap { region -> Range<UInt32>? in
      guard let start = chip.regions[region]?.lowerBound, let end = free[region] else { return nil }
      return end > start + Self.guardBytes ? start..<end : nil
    }
    return limit < chip.endOfRAM ? spans + [limit..<chip.endOfRAM] : spans
  }

  /// Places a buffer in the wished region, or in the first of DTCM and SRAM1 with room.
  mutating func place(
    _ name: String, _ byteCount: Int, in wish: BenchRegion?
  ) throws(BenchFailure) -> UInt32 {
    for region in wish.map({ [$0] }) ?? [.dtcm, .sram1] {
      guard let start = free[region], let range = chip.regions[region] else { continue }
      let end = start + UInt32(byteCount) + Self.guardBytes
      guard end <= min(range.upperBound, limit) else { continue }
      free[region] = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      buffers.append(PlacedBuffer(name: name, address: start, byteCount: byteCount))
      return start
    }
    throw BenchFailure(
      .noRoom(symbol: symbol, region: wish?.rawValue ?? "dtcm, sram1", neededBytes: byteCount))
  }

  /// Places a buffer at the end of the RAM; the first of a call alone.
  mutating func placeAtEnd(_ name: String, _ byteCount: Int) -> UInt32 {
    let start = (chip.endOfRAM - UInt32(byteCount)) / Self.alignment * Self.alignment
    limit = start - Self.guardBytes
    buffers.append(PlacedBuffer(name: name, address: start, byteCount: byteCount))
    return start
  }
}
