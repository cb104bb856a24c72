// SPDX-License-Identifier: GPL-2.0-or-later
import FirmwareArtifacts

/// The loadable segments of a 32-bit little-endian Arm ELF file, by physical address.
struct ELFSegments {
  private let file: [UInt8]
  private let chip: Chip
  private(set) var loadable: [BoardImage.Segment] = []

  private static let headerBytes = 52
  private static let programHeaderBytes = 32
  private static let loadType: UInt64 = 1

  init(_ file: [UInt8], for chip: Chip) throws(BoardImageError) {
    self.file = file
    self.chip = chip
    guard file.count >= Self.headerBytes else {
      throw BoardImageError(
        reason: .truncated(neededBytes: 52, fileBytes: UInt64(file.count)),
        chip: chip)
    }
    guard let machine = ELFMachine(of: file) else {
      throw BoardImageError(reason: .malformed, chip: chip)
    }
    guard machine == .arm else {
      throw BoardImageError(reason: .otherMachine(found: machine, needed: .arm), chip: chip)
    }
    let tableOffset = word(at: 28)
    let entryBytes = halfWord(at: 42)
    let entryCount = halfWord(at: 44)
    guard entryCount == 0 || entryBytes >= Self.programHeaderBytes else {
      throw BoardImageError(reason: .malformed, chip: chip)
    }
    for index in 0..<entryCount {
      let start = tableOffset + UInt64(index * entryBytes)
      try requireBytes(until: start + UInt64(Self.programHeaderBytes))
      try load(at: Int(start))
    }
    if loadable.isEmpty { throw BoardImageError(reason: .empty, chip: chip) }
  }

  private mutating func load(at header: Int) throws(BoardImageError) {
    let offset = word(at: header + 4)
    let physicalAddress = word(at: header + 12)
    let fileBytes = word(at: header + 16)
    guard word(at: header) == Self.loadType, fileBytes > 0 else { return }
    try requireBytes(until: offset + fileBytes)
    let end = chip.imageOrigin + UInt64(chip.imageBytes)
    guard physicalAddress >= chip.imageOrigin, physicalAddress + fileBytes <= end else {
      throw BoardImageError(
        reason: .outsideFlash(address: physicalAddress, byteCount: fileBytes), chip: chip)
    }
    loadable.append(
      BoardImage.Segment(
        offset: Int(physicalAddress - chip.imageOrigin),
        bytes: Array(file[Int(offset)..<Int(offset + fileBytes)])))
  }

  private func requireBytes(until end: UInt64) throws(BoardImageError) {
    if end > UInt64(file.count) {
      throw BoardImageError(
        reason: .truncated(neededBytes: end, fileBytes: UInt64(file.count)),
        chip: chip)
    }
  }

  private func halfWord(at index: Int) -> Int {
    Int(file[index]) | Int(file[index + 1]) << 8
  }

  private func word(at index: Int) -> UInt64 {
    UInt64(halfWord(at: index)) | UInt64(halfWord(at: index + 2)) << 16
  }
}
