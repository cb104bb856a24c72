import FirmwareArtifacts
import UF2Files

/// The RP2040's second stage of booting, as its boot ROM wants it: 256 bytes, the last four of them
/// a checksum over the others (RP2040 datasheet, 2.8.1.3.1).
enum BootStage {
  private static let byteCount = BootBlock.byteCount
  private static let checkedBytes = byteCount - 4

  /// The ELF file with the checksum in its place, or `nil` when the file has no second stage.
  static func sealed(_ elf: [UInt8]) throws(ELFReader.Malformed) -> [UInt8]? {
    guard let place = try ELFReader.filePlace(of: FirmwareImage.bootStageSection, in: elf) else {
      return nil
    }
    guard place.count == byteCount else {
      throw ELFReader.Malformed(
        problem: "has a second stage of \(place.count) B where the boot ROM takes \(byteCount)")
    }
    let checksum = BootBlock.checksum(elf[place].prefix(checkedBytes))
    var sealed = elf
    for index in 0..<4 {
      sealed[place.lowerBound + checkedBytes + index] =
        UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
    }
    return sealed
  }
}
