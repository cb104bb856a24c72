/// Raw samples as bytes: each run's cycles as differences from the run before.
///
/// Number of runs; for each run its number of windows, then a difference a window. Numbers are
/// unsigned LEB128, differences are wrapped around 64 bits and zigzag-coded before. Repeated runs of a
/// microcontroller hardly differ, so most samples take one byte.
enum SampleBlob {
  static func encode(_ runs: [[UInt64]]) -> [UInt8] {
    var bytes: [UInt8] = []
    append(UInt64(runs.count), to: &bytes)
    var before: [UInt64] = []
    for run in runs {
      append(UInt64(run.count), to: &bytes)
      for (window, cycles) in run.enumerated() {
        let reference = before.indices.contains(window) ? before[window] : 0
        let difference = Int64(bitPattern: cycles &- reference)
        append(UInt64(bitPattern: (difference << 1) ^ (difference >> 63)), to: &bytes)
      }
      before = run
    }
    return bytes
  }

  /// - Returns: `nil` when `bytes` is not what ``encode(_:)`` makes.
  static func decode(_ bytes: [UInt8]) -> [[UInt64]]? {
    var rest = bytes[...]
    guard let runCount = readCount(from: &rest) else { return nil }
    var runs: [[UInt64]] = []
    for _ in 0..<runCount {
      guard let windowCount = readCount(from: &rest) else { return nil }
      let before = runs.last ?? []
      var run: [UInt64] = []
      for window in 0..<windowCount {
        guard let code = readNumber(from: &rest) else { return nil }
        let difference = (code >> 1) ^ (0 &- (code & 1))
        run.append((before.indices.contains(window) ? before[window] : 0) &+ difference)
      }
      runs.append(run)
    }
    return rest.isEmpty ? runs : nil
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var number = number
    while number >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: number) | 0x80)
      number >>= 7
    }
    bytes.append(UInt8(number))
  }

  /// A number of things of at least one byte each, so never more than bytes are left.
  private static func readCount(from bytes: inout ArraySlice<UInt8>) -> Int? {
    guard let number = readNumber(from: &bytes), number <= UInt64(bytes.count) else { return nil }
    return Int(number)
  }

  private static func readNumber(from bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      if shift == 63, byte > 1 { return nil }
      number |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte & 0x80 == 0 { return number }
    }
    return nil
  }
}
