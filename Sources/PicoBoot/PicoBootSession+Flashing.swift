import Hardware
import UF2Files

extension PicoBootSession {
  /// Puts `image` into the flash, reads it back, and starts it; tells each stage when it begins.
  ///
  /// `wanted` is erased, the image's sectors and maybe more. The sector that the board boots from is
  /// the first to be erased and the last to be written: whatever ends the work early leaves a board
  /// that waits in its boot loader.
  mutating func flash(
    _ image: SectorImage, erasing wanted: [UInt32], boot: UInt32,
    progress: (FlashError.Stage) -> Void
  ) throws(PicoBootTrouble) {
    progress(.connecting)
    try open()
    try execute(.exclusiveAccess(true))
    try execute(.exitXIP)
    progress(.erasing)
    for address in wanted.filter({ $0 == boot }) + wanted.filter({ $0 != boot }) {
      // The ROM acknowledges an erase that it refuses; reading back tells.
      try execute(.eraseFlash(at: address, byteCount: SectorImage.sectorBytes))
    }
    progress(.programming)
    let sectors = image.sectors
    for sector in sectors.filter({ $0.address != boot }) + sectors.filter({ $0.address == boot }) {
      try execute(
        .write(at: sector.address, byteCount: sector.bytes.count), data: sector.bytes)
    }
    progress(.verifying)
    for sector in image.sectors {
      let bytes = try execute(.read(at: sector.address, byteCount: sector.bytes.count))
      for (offset, pair) in zip(bytes, sector.bytes).enumerated() where pair.0 != pair.1 {
        throw .different(address: sector.address + UInt32(offset))
      }
    }
    progress(.resetting)
    try execute(.reboot(afterMilliseconds: Self.rebootMilliseconds))
  }

  /// Long enough for the acknowledgement to reach the host; picotool gives as long.
  private static var rebootMilliseconds: UInt32 { 500 }
}
