/// Consistent Overhead Byte Stuffing: bytes without a zero among them (Cheshire and Baker, 1999).
package enum COBS {
  /// `bytes` without zeros, at most one byte longer for every 254 begun.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = [0]
    var codeIndex = 0
    for byte in bytes {
      if encoded.count - codeIndex == 255 {
        encoded[codeIndex] = 255
        codeIndex = encoded.count
        encoded.append(0)
      }
      if byte == 0 {
        encoded[codeIndex] = UInt8(encoded.count - codeIndex)
        codeIndex = encoded.count
        encoded.append(0)
      } else {
        encoded.append(byte)
      }
    }
    encoded[codeIndex] = UInt8(encoded.count - codeIndex)
    return encoded
  }

  /// What was encoded as `bytes`, or `nil` when they are no encoding.
  package static func decode(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index != bytes.endIndex {
      let code = bytes[index]
      guard code != 0 else { return nil }
      bytes.formIndex(after: &index)
      for _ in 1..<max(1, Int(code)) {
        guard index != bytes.endIndex, bytes[index] != 0 else { return nil }
        decoded.append(bytes[index])
        bytes.formIndex(after: &index)
      }
      if code != 255, index != bytes.endIndex { decoded.append(0) }
    }
    return decoded
  }
}
