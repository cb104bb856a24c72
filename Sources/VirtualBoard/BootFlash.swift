// SPDX-License-Identifier: GPL-2.0-or-later

/// The serial flash behind a boot ROM: bytes from 0 on, erased to ones, programmed to zeros.
package protocol BootFlash: AnyObject {
  var flashBytes: Int { get }
  /// Sets bytes to 0xFF; the range is inside the flash.
  func erase(_ range: Range<Int>)
  /// Clears bits; the bytes end inside the flash.
  func program(_ bytes: [UInt8], at offset: Int)
  /// Bytes of a range inside the flash.
  func read(_ range: Range<Int>) -> [UInt8]
}

/// A chip that a boot ROM starts.
package protocol BootTarget: BootFlash {
  /// Resets the chip, maybe while somebody holds the button that keeps it in its boot ROM.
  func restart(holdsBootsel: Bool)
}

extension Machine: BootTarget {
  package var flashBytes: Int { chip.imageBytes }

  package func erase(_ range: Range<Int>) {
    _ = setImage([UInt8](repeating: 0xFF, count: range.count), at: range.lowerBound)
  }

  package func program(_ bytes: [UInt8], at offset: Int) {
    let old = read(offset..<offset + bytes.count)
    _ = setImage(zip(old, bytes).map { $0 & $1 }, at: offset)
  }

  package func read(_ range: Range<Int>) -> [UInt8] {
    memory(at: UInt32(chip.imageOrigin) + UInt32(range.lowerBound), count: range.count)
      ?? [UInt8](repeating: 0xFF, count: range.count)
  }
}
