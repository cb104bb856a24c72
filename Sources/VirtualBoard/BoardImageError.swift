// SPDX-License-Identifier: GPL-2.0-or-later
package import Failures

/// Why a file cannot be loaded into flash.
package struct BoardImageError: Failure, Hashable {
  /// What is wrong with the file, one case a cause.
  package enum Reason: Hashable, Sendable {
    /// Nothing in the file would reach flash.
    case empty
    /// An ELF file of another machine, or with impossible headers.
    case notArm
    /// The headers promise more bytes than the file has.
    case truncated(neededBytes: UInt64, fileBytes: UInt64)
    /// Bytes that belong where no flash is, nor the RAM that takes its place.
    case outsideFlash(address: UInt64, byteCount: UInt64, chip: Chip)
  }

  package let reason: Reason

  package init(reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .empty:
      "the image holds no bytes for flash"
    case .notArm:
      "the image is not a 32-bit little-endian Arm ELF file"
    case .truncated(let neededBytes, let fileBytes):
      "the image is cut short: its headers need \(neededBytes) B, the file has \(fileBytes) B"
    case .outsideFlash(let address, let byteCount, let chip):
      "the image needs \(byteCount) B at \(hexadecimal(address)), "
        + "outside the \(chip.hasFlash ? "flash" : "memory") of \(chip.imageBytes) B at "
        + "\(hexadecimal(chip.imageOrigin)) of the \(chip.name)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .outsideFlash(_, _, let chip) where chip != .stm32f746:
      "give an image that was linked for the \(chip.name)"
    default:
      "give the ELF or BIN file that 'mcubench build MODEL --board stm32f746g -o DIR' writes"
    }
  }

  private func hexadecimal(_ address: UInt64) -> String {
    "0x" + String(address, radix: 16, uppercase: true)
  }

  package var exitStatus: ExitStatus { .wrongInput }
}
