/// An image as a flash takes it: whole sectors, each of which is erased and then written in full.
///
/// Bytes that nobody gave are as an erase leaves them.
package struct SectorImage: Hashable, Sendable {
  /// One sector of the flash.
  package struct Sector: Hashable, Sendable {
    /// A multiple of ``SectorImage/sectorBytes``.
    package let address: UInt32
    /// ``SectorImage/sectorBytes`` of them.
    package let bytes: [UInt8]
  }

  /// Bytes for one place.
  package struct Segment: Hashable, Sendable {
    package let address: UInt32
    package let bytes: [UInt8]

    package init(address: UInt32, bytes: [UInt8]) {
      self.address = address
      self.bytes = bytes
    }

    /// The addresses that it fills, as numbers that do not wrap.
    package var range: Range<Int> { Int(address)..<Int(address) + bytes.count }
  }

  /// What the RP2040's boot ROM erases at a time: RP2040 datasheet, 2.8.5.4, `PC_FLASH_ERASE`.
  package static let sectorBytes = 4096
  /// What it writes at a time: the same, `PC_WRITE`, and the payload of a UF2 block.
  package static let pageBytes = 256
  /// A byte of erased flash.
  package static let erased: UInt8 = 0xFF

  /// Sorted by address; at least one.
  package let sectors: [Sector]

  /// Lays out `segments` in the sectors that they touch; `flash` is its addresses, from one sector's
  /// start to another's end.
  ///
  /// - Throws: ``UF2Error`` when there is no byte, one lies outside the flash, or two segments want
  ///   different bytes at one address.
  package init(_ segments: [Segment], flash: Range<Int>) throws(UF2Error) {
    var contents: [Int: [UInt8]] = [:]
    var given: [Int: [Bool]] = [:]
    for segment in segments where !segment.bytes.isEmpty {
      guard flash.contains(segment.range) else {
        throw UF2Error(.outsideFlash(address: segment.address, byteCount: segment.bytes.count))
      }
      for (address, byte) in zip(segment.range, segment.bytes) {
        let (sector, place) = (address / Self.sectorBytes, address % Self.sectorBytes)
        if contents[sector] == nil {
          contents[sector] = Array(repeating: Self.erased, count: Self.sectorBytes)
          given[sector] = Array(repeating: false, count: Self.sectorBytes)
        }
        if given[sector]?[place] == true, contents[sector]?[place] != byte {
          throw UF2Error(.contradiction(address: UInt32(address)))
        }
        contents[sector]?[place] = byte
        given[sector]?[place] = true
      }
    }
    guard !contents.isEmpty else { throw UF2Error(.empty) }
    sectors = contents.sorted { $0.key < $1.key }.map { number, bytes in
      Sector(address: UInt32(number * Self.sectorBytes), bytes: bytes)
    }
  }

  /// Runs of sectors that follow each other, as addresses.
  package var ranges: [Range<Int>] {
    sectors.reduce(into: []) { ranges, sector in
      let start = Int(sector.address)
      if let last = ranges.last, last.upperBound == start {
        ranges[ranges.count - 1] = last.lowerBound..<start + Self.sectorBytes
      } else {
        ranges.append(start..<start + Self.sectorBytes)
      }
    }
  }

  /// The flash from the first sector to the last, erased between them.
  package var contents: [UInt8] {
    guard let first = sectors.first else { return [] }
    return sectors.reduce(into: []) { contents, sector in
      let start = Int(sector.address - first.address)
      contents += [UInt8](repeating: Self.erased, count: start - contents.count) + sector.bytes
    }
  }

  /// Bytes of all sectors together.
  package var byteCount: Int { sectors.count * Self.sectorBytes }
}

extension Range<Int> {
  /// Whether all of `other` lies inside.
  func contains(_ other: Range<Int>) -> Bool {
    other.lowerBound >= lowerBound && other.upperBound <= upperBound
  }
}
