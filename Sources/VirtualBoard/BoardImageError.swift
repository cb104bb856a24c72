// SPDX-License-Identifier: GPL-2.0-or-later
package import Failures
package import UF2Files

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
    /// A UF2 file that the boot ROM would not take, and why.
    case brokenUF2(UF2Error.Reason)
    /// Bytes that belong where no flash is, nor the RAM that takes its place.
    case outsideFlash(address: UInt64, byteCount: UInt64, chip: Chip)
    /// An ELF file that makes no image for an ESP32, and why.
    case noImageOfESP32(String)
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
    case .brokenUF2(let reason): UF2Error(reason).summary
    case .outsideFlash(let address, let byteCount, let chip):
      "the image needs \(byteCount) B at \(hexadecimal(address)), "
        + "outside the \(chip.hasFlash ? "flash" : "memory") of \(chip.imageBytes) B at "
        + "\(hexadecimal(chip.imageOrigin)) of the \(chip.name)"
    case .noImageOfESP32(let problem): problem
    }
  }

  package var remedy: String? {
    switch reason {
    case .brokenUF2(let reason): UF2Error(reason).remedy
    case .noImageOfESP32:
      "give the ELF or BIN file that 'mcubench build MODEL --board esp32 -o DIR' writes"
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
