/// Cuts what a device sends into lines.
struct LineSplitter: Sendable {
  /// Bytes of the longest line that is kept whole; the suite's longest is below 200.
  static let longestLine = 4096

  private var line: [UInt8] = []

  /// The lines that `bytes` complete, without their ends, and none that is empty.
  ///
  /// A line ends with CR, LF or both. One that exceeds ``longestLine`` is given in pieces.
  mutating func receive(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in bytes {
      let isEnd = byte == 0x0A || byte == 0x0D
      if !isEnd { line.append(byte) }
      if isEnd || line.count == Self.longestLine {
        if !line.isEmpty { lines.append(line) }
        line.removeAll(keepingCapacity: true)
      }
    }
    return lines
  }

  /// The start of a line whose end has not come.
  var unfinished: [UInt8] { line }
}
