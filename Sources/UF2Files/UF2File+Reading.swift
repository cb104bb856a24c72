extension UF2File {
  /// Reads a file for a chip of `family` whose flash has the addresses `flash`.
  ///
  /// Blocks for other families and comments are passed over, as the boot ROM does; what the ROM
  /// would write wrongly or not at all is refused.
  ///
  /// - Throws: ``UF2Error`` with the first block that is wrong.
  package static func image(
    in file: [UInt8], family: UInt32 = rp2040Family, flash: Range<Int>
  ) throws(UF2Error) -> SectorImage {
    guard !file.isEmpty else { throw UF2Error(.empty) }
    guard file.count.isMultiple(of: blockBytes) else {
      throw UF2Error(.cutShort(fileBytes: file.count))
    }
    var blocks: [Block] = []
    var otherFamily: UInt32?
    for index in 0..<file.count / blockBytes {
      let block = try Block(file, index)
      guard block.flags & notMainFlash == 0 else { continue }
      guard block.flags & hasFamily != 0, block.family == family else {
        otherFamily = otherFamily ?? (block.flags & hasFamily != 0 ? block.family : 0)
        continue
      }
      blocks.append(block)
    }
    guard let first = blocks.first else {
      throw UF2Error(otherFamily.map { .otherFamily($0) } ?? .empty)
    }
    for block in blocks { try check(block, against: first, flash: flash) }
    try checkCompleteness(of: blocks, count: Int(first.count))
    try checkSectors(of: blocks)
    return try SectorImage(
      blocks.map { SectorImage.Segment(address: $0.address, bytes: $0.payload) }, flash: flash)
  }

  /// One block of 512 bytes; its magic numbers are right.
  private struct Block {
    /// Its place in the file.
    let index: Int
    let flags: UInt32
    let address: UInt32
    let payloadBytes: UInt32
    let number: UInt32
    let count: UInt32
    let family: UInt32
    let payload: [UInt8]

    init(_ file: [UInt8], _ index: Int) throws(UF2Error) {
      let start = index * blockBytes
      func field(_ offset: Int) -> UInt32 { word(file, start + offset) }
      guard field(0) == firstMagic, field(4) == secondMagic, field(blockBytes - 4) == lastMagic
      else { throw UF2Error(.noUF2Block(index: index)) }
      self.index = index
      flags = field(8)
      address = field(12)
      payloadBytes = field(16)
      number = field(20)
      count = field(24)
      family = field(28)
      payload = Array(file[start + payloadOffset..<start + payloadOffset + SectorImage.pageBytes])
    }
  }

  /// What the boot ROM asks of a block by itself.
  private static func check(
    _ block: Block, against first: Block, flash: Range<Int>
  ) throws(UF2Error) {
    guard block.payloadBytes == UInt32(SectorImage.pageBytes) else {
      throw UF2Error(.wrongPayload(index: block.index, byteCount: Int(block.payloadBytes)))
    }
    guard block.address.isMultiple(of: UInt32(SectorImage.pageBytes)) else {
      throw UF2Error(.misaligned(index: block.index, address: block.address))
    }
    guard flash.contains(Int(block.address)..<Int(block.address) + SectorImage.pageBytes) else {
      throw UF2Error(
        .outsideFlash(address: block.address, byteCount: SectorImage.pageBytes))
    }
    guard block.count == first.count else {
      throw UF2Error(
        .differentCounts(index: block.index, found: block.count, first: first.count))
    }
  }

  /// Every number from 0 on once: the ROM starts the image when it has had as many as the count says.
  private static func checkCompleteness(of blocks: [Block], count: Int) throws(UF2Error) {
    var seen: Set<UInt32> = []
    for block in blocks {
      guard block.number < UInt32(count) else {
        throw UF2Error(.wrongNumber(index: block.index, number: block.number))
      }
      guard seen.insert(block.number).inserted else {
        throw UF2Error(.wrongNumber(index: block.index, number: block.number))
      }
    }
    guard seen.count == count else {
      throw UF2Error(.missingBlocks(found: seen.count, promised: count))
    }
  }

  /// The ROM erases the sector of a block when the block is the first of its group of 16 numbers, so
  /// a group must be one sector, and a sector one group.
  private static func checkSectors(of blocks: [Block]) throws(UF2Error) {
    let pagesPerSector = UInt32(SectorImage.sectorBytes / SectorImage.pageBytes)
    var sectorOfGroup: [UInt32: UInt32] = [:]
    var groupOfSector: [UInt32: UInt32] = [:]
    for block in blocks {
      let group = block.number / pagesPerSector
      let sector = block.address / UInt32(SectorImage.sectorBytes)
      let isInStep =
        (sectorOfGroup[group] ?? sector) == sector && (groupOfSector[sector] ?? group) == group
      guard isInStep else { throw UF2Error(.erasedWrongly(index: block.index)) }
      sectorOfGroup[group] = sector
      groupOfSector[sector] = group
    }
  }
}
