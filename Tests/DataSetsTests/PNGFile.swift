import ContentHash

/// A PNG file made here, chunk by chunk (PNG specification, third edition, 5.3 and 11.2).
struct PNGFile {
  var width: Int
  var height: Int
  var bitDepth = 8
  /// 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha.
  var colourType = 0
  /// Rows from the top, without the filter byte in front of each.
  var rows: [[UInt8]]
  var palette: [UInt8]?
  var transparency: [UInt8]?
  var gamma: Int?

  var bytes: [UInt8] {
    let header =
      bigEndian(width) + bigEndian(height) + [UInt8(bitDepth), UInt8(colourType), 0, 0, 0]
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + chunk("IHDR", header)
      + (gamma.map { chunk("gAMA", bigEndian($0)) } ?? [])
      + (palette.map { chunk("PLTE", $0) } ?? [])
      + (transparency.map { chunk("tRNS", $0) } ?? [])
      + chunk("IDAT", zlibStream(rows.flatMap { [0] + $0 })) + chunk("IEND", [])
  }

  private func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + contents
    return bigEndian(contents.count) + named + bigEndian(Int(CRC32.checksum(named)))
  }

  private func bigEndian(_ value: Int) -> [UInt8] { number(value, 4).reversed() }
}
