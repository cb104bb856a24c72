// SPDX-License-Identifier: GPL-2.0-or-later

/// The 96 bits at 0x1FF0F420 that tell one virtual chip from another.
package struct UniqueIdentifier: Hashable, Sendable {
  /// `MCUBVIRT` and four bytes that stand for the serial.
  package let bytes: [UInt8]

  /// The identifier of the board with this serial.
  ///
  /// The last four bytes are the FNV-1a hash of the serial's UTF-8 text, little endian.
  package init(serial: String) {
    var hash: UInt32 = 2_166_136_261
    for byte in serial.utf8 {
      hash = (hash ^ UInt32(byte)) &* 16_777_619
    }
    bytes = Array("MCUBVIRT".utf8) + (0..<4).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
  }
}
