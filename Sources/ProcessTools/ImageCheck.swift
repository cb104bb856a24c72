import BoardProfiles
import FirmwareArtifacts
import Hardware
import UF2Files

/// Holds an image against what it says of itself, before any of it is written.
enum ImageCheck {
  /// Checks `contents`, the flash of `board` from its start on, erased where the image has nothing.
  ///
  /// Of a binary that brings no seal, the vector table is looked at: other formats have a form of
  /// their own, which their readers have checked.
  ///
  /// - Throws: `.imageDamaged` and `.notBootable`.
  static func check(
    _ contents: [UInt8], from path: String, for board: BoardProfile, isBinary: Bool
  ) throws(FlashError.Reason) -> ImageEvidence {
    let isRP2040 =
      !board.flashing.tools.allSatisfy { $0 != .picoboot && $0 != .uf2 }
      || board.flashing.target.hasSuffix("rp2040.cfg")
    let layout: ImageSeal.Layout = isRP2040 ? .rp2040 : .vectorTable
    if isRP2040, BootBlock.isBroken(contents) { throw .notBootable }
    do throws(ImageDamage) {
      if let seal = try ImageSeal(in: contents, layout: layout) {
        try seal.check(contents, layout: layout)
        return .sealed
      }
      if isBinary, !isRP2040 { try checkVectorTable(of: contents, on: board) }
      return .unsealed
    } catch {
      throw .imageDamaged(path: path, error)
    }
  }

  /// Holds the headers of an ELF file against its bytes, which the seal covers and not them, and
  /// against the board: this program's images use memory that the profile names, others' may not.
  ///
  /// - Throws: `.imageDamaged`.
  static func checkHeaders(
    of elf: [UInt8], _ evidence: ImageEvidence, from path: String, for board: BoardProfile
  ) throws(FlashError.Reason) {
    guard evidence == .sealed else {
      if ImageSeal.lies(in: elf) { throw .imageDamaged(path: path, .sealMisplaced) }
      return
    }
    let (ranges, loaded): ([Range<Int>], [Range<Int>])
    do {
      ranges = try ELFReader.memoryRanges(of: elf)
      loaded = try ELFReader.loadedRanges(of: elf).sorted { $0.lowerBound < $1.lowerBound }
    } catch {
      throw .imageUnreadable(path)
    }
    // What the second puts over the first hides from the seal that the first is too long.
    for (first, second) in zip(loaded, loaded.dropFirst()) where first.overlaps(second) {
      let address = UInt32(truncatingIfNeeded: second.lowerBound)
      throw .imageDamaged(path: path, .overlappingSegments(address))
    }
    let foreign = ranges.first { range in
      !board.memory.contains { region in
        Int(region.origin) <= range.lowerBound
          && range.upperBound <= Int(region.origin) + region.bytes
      }
    }
    if let foreign {
      throw .imageDamaged(path: path, .otherMemory(UInt32(truncatingIfNeeded: foreign.lowerBound)))
    }
  }

  /// Armv7-M ARM, B1.5.3 and B1.5.5: the first word is the stack's end, the second the reset's
  /// address with the Thumb bit set.
  private static func checkVectorTable(
    of contents: [UInt8], on board: BoardProfile
  ) throws(ImageDamage) {
    guard contents.count >= 8 else { throw .cutShort(expectedBytes: 8, foundBytes: contents.count) }
    let (stack, reset) = (word(contents, 0), word(contents, 4))
    let isInRAM = board.memory.contains { region in
      region.kind != .flash && Int(stack) > Int(region.origin)
        && Int(stack) <= Int(region.origin) + region.bytes
    }
    guard isInRAM, stack.isMultiple(of: 4) else { throw .stackPointer(stack) }
    let isInFlash = board.memory.contains { region in
      region.kind == .flash && Int(reset) >= Int(region.origin)
        && Int(reset) < Int(region.origin) + contents.count
    }
    guard isInFlash, reset & 1 == 1 else { throw .resetVector(reset) }
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }
}
