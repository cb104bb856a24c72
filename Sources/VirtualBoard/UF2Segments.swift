// SPDX-License-Identifier: GPL-2.0-or-later

/// The blocks of a UF2 file, by address; the format is described at github.com/microsoft/uf2.
struct UF2Segments {
  private(set) var loadable: [BoardImage.Segment] = []

  static let magic: [UInt8] = [0x55, 0x46, 0x32, 0x0A]
  private static let secondMagic: UInt32 = 0x9E5D_5157
  private static let lastMagic: UInt32 = 0x0AB1_6F30
  private static let blockBytes = 512
  private static let mostPayloadBytes = 476
  private static let isNotForFlash: UInt32 = 1
  private static let hasFamily: UInt32 = 0x2000
  /// Of the RP2040.
  private static let family: UInt32 = 0xE48B_FF56

  /// Reads every block; those for another chip or for no flash are passed over, as a boot ROM does.
  init(_ file: [UInt8], for chip: Chip) throws(BoardImageError) {
    guard file.count.isMultiple(of: Self.blockBytes) else {
      throw BoardImageError(reason: .brokenBlock(file.count / Self.blockBytes, "is cut short"))
    }
    let count = file.count / Self.blockBytes
    for number in 0..<count {
      let start = number * Self.blockBytes
      func word(_ index: Int) -> UInt32 { Self.word(file, start + 4 * index) }
      func require(_ condition: Bool, _ problem: String) throws(BoardImageError) {
        if !condition { throw BoardImageError(reason: .brokenBlock(number, problem)) }
      }
      try require(
        file[start...].starts(with: Self.magic) && word(1) == Self.secondMagic
          && word(127) == Self.lastMagic, "lacks a magic number")
      let (flags, byteCount) = (word(2), Int(word(4)))
      guard flags & Self.isNotForFlash == 0,
        flags & Self.hasFamily == 0 || word(7) == Self.family
      else { continue }
      try require(
        (1...Self.mostPayloadBytes).contains(byteCount), "holds \(byteCount) B of payload")
      try require(
        Int(word(5)) == number && Int(word(6)) == count,
        "says that it is number \(word(5)) of \(word(6)), and is \(number) of \(count)")
      let address = UInt64(word(3))
      guard address >= chip.imageOrigin,
        address + UInt64(byteCount) <= chip.imageOrigin + UInt64(chip.imageBytes)
      else {
        throw BoardImageError(
          reason: .outsideFlash(address: address, byteCount: UInt64(byteCount), chip: chip))
      }
      loadable.append(
        BoardImage.Segment(
          offset: Int(address - chip.imageOrigin),
          bytes: Array(file[(start + 32)..<(start + 32 + byteCount)])))
    }
    if loadable.isEmpty { throw BoardImageError(reason: .empty) }
  }

  private static func word(_ file: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(file[offset + $1]) << UInt32(8 * $1) }
  }
}
