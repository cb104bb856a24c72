// SPDX-License-Identifier: GPL-2.0-or-later

extension FixedWidthInteger {
  /// The number's bytes, the lowest first.
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}

extension Collection<UInt8> {
  /// The number whose lowest byte comes first; bytes beyond the number's width are ignored.
  func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(
    as type: Number.Type = Number.self
  ) -> Number {
    prefix(MemoryLayout<Number>.size).enumerated().reduce(0) { number, byte in
      number | Number(byte.element) << Number(8 * byte.offset)
    }
  }
}
